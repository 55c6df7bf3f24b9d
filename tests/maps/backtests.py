"""Make a back-test by hand, as the tests of what is said and drawn of one need it."""

from geo_ij.hotspots.backtest_results import BackTest, BestPlaces, Curve, CurvePoint, Score
from geo_ij.hotspots.resampling import Estimate

SEPTEMBER_2025 = 2025 * 12 + 8


def found() -> BackTest:
    """Give the back-test of two methods on two shares of the area."""
    coverage, counts = (0.478, 0.41, 0.54), (0.367, 0.30, 0.43)
    return BackTest(
        default_method="coverage",
        cutoffs=(SEPTEMBER_2025 - 1, SEPTEMBER_2025),
        known_months=(8, 9),
        passed_over=(),
        months=12,
        test_months=3,
        area_m2=2.35e9,
        incidents=1234,
        best=BestPlaces(places=50, area_share=0.0041, hit_rate=Estimate(0.31, 0.28, 0.34)),
        scores=(
            _score("coverage", 0.005, coverage, pei=Estimate(0.67, 0.60, 0.72), stability=Estimate(0.70, 0.68, 0.73)),
            _score("coverage", 0.01, (0.642, 0.59, 0.69)),
            _score("counts", 0.005, counts, against=Estimate(1.30, 1.20, 1.40)),
            _score("counts", 0.01, (0.511, 0.44, 0.57), ground=0.009),
        ),
        attainable=(0.714, 0.812),
        curves=(_curve("coverage", 0.642), _curve("counts", 0.511)),
    )


def _score(
    method: str,
    share: float,
    rate: tuple[float, float, float],
    *,
    ground: float | None = None,
    pei: Estimate | None = None,
    stability: Estimate | None = None,
    against: Estimate | None = None,
) -> Score:
    return Score(
        method=method,
        area_share=share,
        ground_share=share if ground is None else ground,
        places=540.0,
        hit_rate=Estimate(*rate),
        pai=Estimate(rate[0] / share, rate[1] / share, rate[2] / share),
        pei=pei,
        stability=stability,
        default_against=against,
    )


def _curve(method: str, rate: float) -> Curve:
    return Curve(
        method, tuple(CurvePoint(0.01 * n / 5, rate * n / 5, rate * n / 6, rate * n / 4.5) for n in range(1, 6))
    )
