"""Order sites by a weighted sum of criteria, each with its reasons, and say how stable the order is."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_ij.frames import HOTSPOTS, SITES, check
from geo_ij.ranking.criteria import CRITERIA, Evidence, Scores, gather
from geo_ij.ranking.stability import ranks_of, redraw_counts, stability

RANKING_COLUMNS = (
    "rank",
    "site_id",
    "name",
    "score",
    "rank_low",
    "rank_high",
    "top5_share",
    "reasons",
    *(criterion.name for criterion in CRITERIA),
)
"""The columns of a ranking, in order."""

_DECIMALS = 4
_BLOCK = 5_000_000


def order_sites(
    sites: gpd.GeoDataFrame, hotspots: gpd.GeoDataFrame, *, seed: int = 0, draws: int = 1000
) -> pd.DataFrame:
    """Rank sites (frames.SITES) by the hotspots (frames.HOTSPOTS) near them, best first (RANKING_COLUMNS).

    The score is the sum of weight x criterion over `CRITERIA`, 0..1; equal scores are ordered by site_id. The
    ranking is redrawn `draws` times with counts from their Poisson; `rank_low` and `rank_high` are the 90 % interval.
    Neither the order of the rows nor the machine changes the result.
    """
    check(sites, SITES)
    check(hotspots, HOTSPOTS)
    sites = sites.sort_values("site_id", ignore_index=True)
    hotspots = hotspots.sort_values("hotspot_id", ignore_index=True)
    if sites.empty:
        return pd.DataFrame(columns=list(RANKING_COLUMNS))
    evidence = gather(sites, hotspots)
    incidents = hotspots["incidents"].to_numpy(dtype=float)
    by_criterion = {
        criterion.name: criterion.scores(evidence, incidents[np.newaxis, :])[0].round(_DECIMALS)
        for criterion in CRITERIA
    }
    score = _score(evidence, incidents[np.newaxis, :])
    ranks = ranks_of(score)[0]
    summary = stability(ranks, _redrawn_ranks(evidence, incidents, draws=draws, seed=seed))
    ranking = pd.DataFrame(
        {
            "rank": ranks,
            "site_id": sites["site_id"],
            "name": sites["name"],
            "score": score[0],
            "rank_low": summary.rank_low,
            "rank_high": summary.rank_high,
            "top5_share": summary.top5_share.round(_DECIMALS),
            "reasons": [_reasons(evidence, site) for site in range(len(sites))],
            **by_criterion,
        }
    )
    return ranking.sort_values("rank", ignore_index=True)[list(RANKING_COLUMNS)]


def _score(evidence: Evidence, incidents: Scores) -> Scores:
    """Add up the weighted criteria, draws x sites, rounded so that the last bits of a machine decide nothing."""
    total = np.zeros((len(incidents), len(evidence.sites)))
    for criterion in CRITERIA:
        total += criterion.weight * criterion.scores(evidence, incidents)
    return total.round(_DECIMALS)


def _redrawn_ranks(evidence: Evidence, incidents: Scores, *, draws: int, seed: int) -> np.ndarray:
    drawn = redraw_counts(incidents, draws=draws, seed=seed)
    # In blocks, so that thousands of sites do not take gigabytes.
    rows = max(1, _BLOCK // max(1, len(evidence.sites)))
    blocks = [ranks_of(_score(evidence, drawn[start : start + rows])) for start in range(0, draws, rows)]
    return np.concatenate(blocks)


def _reasons(evidence: Evidence, site: int) -> list[str]:
    return [sentence for criterion in CRITERIA for sentence in criterion.reasons(evidence, site)]
