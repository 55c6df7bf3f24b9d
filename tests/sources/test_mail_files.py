"""Files of e-mail: one message in an .eml file, many in an .mbox file, folders of both, and what is none."""

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from geo_ij.errors import SourceError
from geo_ij.sources import mail_files as module
from geo_ij.sources.mail_files import mail_files, messages_of


def written(path: Path, *texts: str) -> Path:
    """Write an mbox by the standard library, which marks lines that could be taken for a beginning."""
    box = mailbox.mbox(str(path))
    for text in texts:
        message = EmailMessage()
        message["Subject"] = "Litter"
        message.set_content(text)
        box.add(message)
    box.close()
    return path


def test_an_mbox_is_parted_as_another_program_wrote_it(tmp_path: Path) -> None:
    texts = ["Litter.\n\nFrom the corner of Gold Street on.\n", "Needles.\n", "Glass.\n"]
    found = list(messages_of(written(tmp_path / "a.mbox", *texts)))
    bodies = [raw.decode().partition("\n\n")[2].strip() for raw in found]
    assert bodies == [text.strip() for text in texts]


def test_a_line_that_only_looks_like_a_beginning_parts_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    path.write_text(
        "From resident@example.org Mon Jun  1 09:00:00 2026\nSubject: a\n\nLitter.\n\nFrom the corner on, since 2020.\n"
        "From resident@example.org Mon Jun  1 09:00:00 2026\nstill the first\n\n"
        "From resident@example.org Mon Jun  1 10:00:00 2026\nSubject: b\n\n>From here.\n>>From there.\n"
    )
    first, second = messages_of(path)
    assert first.startswith(b"Subject: a")
    assert b"since 2020" in first
    assert b"still the first" in first
    assert second == b"Subject: b\n\nFrom here.\n>From there.\n"


def test_what_a_resident_writes_about_a_time_begins_no_message(tmp_path: Path) -> None:
    lines = [
        "From my window at 10:30 on 5 May 2026",
        "From a@example.org at 10:30 on 5 May 2026",
        "From resident@example.org Mon Jun  1 09:00:00 2026",
    ]
    said = "".join(f"\n{line}\nthere was litter.\n" for line in lines)
    path = tmp_path / "a.mbox"
    path.write_text(f"From - Mon Jun 01 09:00:00 2026\nSubject: a\n{said}")
    (found,) = messages_of(path)
    assert found.decode() == f"Subject: a\n{said}"


@pytest.mark.parametrize(
    "line",
    [
        "From - Mon Jun 01 09:00:00 2026",
        "From MAILER-DAEMON Mon Jun  1 09:00:00 2026",
        "From 1790000000000000000@xxx Mon Jun 01 09:00:00 +0000 2026",
        "From resident@example.org Mon Jun  1 09:00 BST 2026",
        "From resident at example.org  Mon Jun  1 09:00:00 2026\r",
    ],
)
def test_beginnings_are_known_as_mail_programs_write_them(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.mbox"
    path.write_bytes(f"{line}\nSubject: a\n\nLitter.\n\n{line}\nSubject: b\n\nGlass.\n".encode())
    assert list(messages_of(path)) == [b"Subject: a\n\nLitter.\n\n", b"Subject: b\n\nGlass.\n"]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\r\n \r\n"])
def test_an_empty_mbox_has_no_messages(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mbox"
    path.write_bytes(content)
    assert list(messages_of(path)) == []


def test_what_stands_before_the_first_beginning_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    path.write_bytes(b"Subject: a\n\nLitter.\n")
    assert list(messages_of(path)) == [b"Subject: a\n\nLitter.\n"]


def test_of_a_huge_message_no_more_is_held_than_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_MESSAGE", 1_000)
    path = written(tmp_path / "a.mbox", "Litter. " * 2_000, "Glass.\n")
    huge, small = messages_of(path)
    assert 1_000 < len(huge) < 3_000
    assert small.endswith(b"Glass.\n\n")
    (tmp_path / "a.eml").write_bytes(b"x" * 5_000)
    assert [len(raw) for raw in messages_of(tmp_path / "a.eml")] == [1_001]


def test_folders_are_read_by_name_and_what_is_no_mail_is_refused_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deeper").mkdir(parents=True)
    for name in ("b.eml", "a.EML", "deeper/c.mbox", "notes.txt"):
        (folder / name).write_bytes(b"Subject: x\n")
    assert [path.name for path in mail_files([folder])] == ["a.EML", "b.eml", "c.mbox"]
    (tmp_path / "none").mkdir()
    with pytest.raises(SourceError) as refused:
        mail_files([folder, tmp_path / "none", tmp_path / "gone.eml", folder / "notes.txt"])
    assert [fault.partition(": ")[2] for fault in refused.value.faults] == [
        "there is no .eml or .mbox file in this folder",
        "there is no such file",
        "this is no file of e-mail: give .eml or .mbox",
    ]
