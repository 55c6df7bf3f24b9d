"""The steps of `make setup`: they say what they do, do it once, and say what to do when they cannot."""

import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tools import front_end, python_packages, run, steps, system_packages
from tools.system_packages import Program


def test_a_step_says_how_long_it_has_taken(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEO_IJ_MAKE_STARTED", str(time.time() - 12))
    steps.say("Installing")
    assert re.fullmatch(r"\[  1[23] s\] Installing\n", capsys.readouterr().out)


def test_a_failed_step_stops_with_what_to_do(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        steps.run([sys.executable, "-c", "raise SystemExit(3)"], failure="Do this instead.")
    assert stopped.value.code == 1
    assert "Do this instead." in capfd.readouterr().out


def test_a_quiet_step_is_heard_only_when_it_fails(capfd: pytest.CaptureFixture[str]) -> None:
    assert steps.attempt([sys.executable, "-c", "print('fine')"], quiet=True) == 0
    assert steps.attempt([sys.executable, "-c", "print('why'); raise SystemExit(4)"], quiet=True) == 4
    heard = capfd.readouterr()
    assert (heard.out, heard.err) == ("", "why\n")


def test_a_long_step_gives_a_sign_of_life(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "REMINDER_SECONDS", 0.2)
    assert steps.attempt([sys.executable, "-c", "import time; time.sleep(0.5)"]) == 0
    assert "still at it" in capsys.readouterr().out


@pytest.fixture
def installations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str | Path]]:
    """Give the list of what would have been run to install packages, with a lock in a folder of its own."""
    commands: list[Sequence[str | Path]] = []
    monkeypatch.setattr(python_packages, "VENV", tmp_path)
    monkeypatch.setattr(python_packages, "VENV_PYTHON", Path(sys.executable))
    monkeypatch.setattr(python_packages, "LOCKS", tmp_path)
    monkeypatch.setattr(python_packages, "run", lambda command, failure: commands.append(command))
    (tmp_path / "run.txt").write_text("click==8.2.0 --hash=sha256:0\nflask==3.1.0 --hash=sha256:1\n")
    return commands


def test_packages_are_installed_by_hash_once_and_again_when_the_lock_changes(
    installations: list[Sequence[str | Path]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    python_packages.install("run")
    assert "Installing 2 locked Python packages" in capsys.readouterr().out
    assert {"--require-hashes", "--only-binary", ":all:"} <= set(map(str, installations[0]))
    python_packages.install("run")
    assert len(installations) == 1
    (tmp_path / "run.txt").write_text("click==8.2.1 --hash=sha256:2\n")
    python_packages.install("run")
    assert len(installations) == 2


def test_an_installation_that_failed_is_tried_again(
    installations: list[Sequence[str | Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(python_packages, "run", lambda command, failure: steps.stop(failure))
        with pytest.raises(SystemExit):
            python_packages.install("run")
    python_packages.install("run")
    assert len(installations) == 1


def test_an_old_python_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(python_packages, "MINIMUM", (99, 0))
    with pytest.raises(SystemExit) as stopped:
        python_packages.make_environment()
    assert stopped.value.code == 1
    assert "Python 99.0 or newer is needed" in capsys.readouterr().out


@pytest.mark.parametrize(("ci", "code"), [("", None), ("true", 1)])
def test_a_missing_program_is_named_and_fails_only_on_ci(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, code: int | None
) -> None:
    monkeypatch.setattr(system_packages, "TEST_PROGRAMS", [Program("A browser", lambda: None, ("browser",))])
    monkeypatch.setattr(system_packages, "may_install", lambda: False)
    monkeypatch.setenv("CI", ci)
    found = None
    try:
        system_packages.main()
    except SystemExit as stopped:
        found = stopped.code
    assert found == code
    assert "A browser is missing: the tests that need it are skipped." in capsys.readouterr().out


def test_system_packages_are_named_before_they_are_installed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said_before: list[str] = []

    def attempt(command: Sequence[str], **_options: object) -> int:
        said_before.append(capsys.readouterr().out)
        return 0

    monkeypatch.setattr(system_packages, "attempt", attempt)
    assert system_packages.install(["browser", "fonts"])
    assert "Installing Debian packages: browser, fonts" in said_before[0]
    assert len(said_before) == 2


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        (b"a();\n//# sourceMappingURL=a.js.map", b"a();\n"),
        (b"a{}\n/*# sourceMappingURL=a.css.map */\n", b"a{}\n"),
        (b"a();//# sourceMappingURL=a.js.map\n", b"a();\n"),
        (b"a('//# sourceMappingURL=kept');\nb();", b"a('//# sourceMappingURL=kept');\nb();"),
    ],
)
def test_only_the_last_line_that_names_a_source_map_goes(text: bytes, stripped: bytes) -> None:
    assert front_end.SOURCE_MAP.sub(b"\n", text) == stripped


def test_real_data_go_through_import_hotspots_publishing_and_the_back_test() -> None:
    commands = [arguments[0] for _label, arguments in run.real_data_steps("a.zip")]
    assert commands == ["import", "hotspots", "publish", "backtest"]


@pytest.mark.parametrize(("fails", "served"), [("backtest", True), ("publish", False), (None, True)])
def test_only_a_back_test_may_fail_before_the_map_is_served(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fails: str | None, served: bool
) -> None:
    archive = tmp_path / "a.zip"
    archive.touch()
    became: list[str] = []
    monkeypatch.setattr(sys, "argv", ["run", "--host", "127.0.0.1", "--port", "8000", "--police", str(archive)])
    monkeypatch.setattr(run, "attempt", lambda command, **_how: int(fails in command))
    monkeypatch.setattr(run.os, "execve", lambda *_arguments: became.append("served"))
    if served:
        run.main()
    else:
        with pytest.raises(SystemExit):
            run.main()
    assert became == (["served"] if served else [])


def test_make_run_refuses_an_archive_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "no.zip")
    monkeypatch.setattr(sys, "argv", ["run", "--host", "127.0.0.1", "--port", "8000", "--police", missing])
    with pytest.raises(SystemExit) as stopped:
        run.main()
    assert stopped.value.code == 1
    assert f"There is no file {missing}" in capsys.readouterr().out
