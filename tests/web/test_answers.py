"""Finished answers: entity tags, compression, a bounded memory, and when they are made anew."""

import gzip
import hashlib
import threading

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.store.database import Database
from geo_ij.store.state import ChangeWatch, is_current
from geo_ij.vocabulary import Role
from tests.web import small_county
from tests.web.people import add_person
from web.frozen import BoundedCache, Frozen

KEPT = ("/", "/map", "/cleaned-areas", "/places/H0TEST", "/api/v1/hotspots", "/static/site.css")


@pytest.mark.parametrize("path", KEPT)
def test_the_same_content_is_not_sent_twice(filled: FlaskClient, path: str) -> None:
    first = filled.get(path)
    tag = first.headers["ETag"]
    assert tag.startswith('"'), "a strong tag"
    again = filled.get(path, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == tag
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", KEPT)
def test_compressed_and_plain_answers_are_the_same_page_under_different_tags(filled: FlaskClient, path: str) -> None:
    plain = filled.get(path, headers={"Accept-Encoding": "identity"})
    packed = filled.get(path, headers={"Accept-Encoding": "br;q=1, gzip;q=0.5"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"


def test_gzip_is_not_forced_on_who_refuses_it(filled: FlaskClient) -> None:
    assert "Content-Encoding" not in filled.get("/", headers={"Accept-Encoding": "gzip;q=0"}).headers
    assert "Content-Encoding" not in filled.get("/", headers={"Accept-Encoding": "deflate"}).headers


def test_a_tag_of_the_other_form_does_not_count(filled: FlaskClient) -> None:
    packed = filled.get("/", headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    response = filled.get("/", headers={"If-None-Match": packed, "Accept-Encoding": "identity"})
    assert response.status_code == 200


@pytest.mark.parametrize("tags", ["*", 'W/"{tag}"', '"other", "{tag}"'])
def test_every_way_to_name_a_tag_is_understood(filled: FlaskClient, tags: str) -> None:
    tag = filled.get("/").headers["ETag"].strip('"')
    assert filled.get("/", headers={"If-None-Match": tags.format(tag=tag)}).status_code == 304


def test_a_file_named_with_its_content_may_be_kept_for_ever(client: FlaskClient) -> None:
    content = client.get("/static/site.css").data
    mark = hashlib.sha256(content).hexdigest()
    assert f"/static/site.css?v={mark[:10]}" in client.get("/").text
    assert "immutable" in client.get(f"/static/site.css?v={mark[:10]}").headers["Cache-Control"]
    for wrong in ("", "0", mark[:5], "0" * 10):
        assert client.get(f"/static/site.css?v={wrong}").headers["Cache-Control"] == "no-cache"


@given(st.binary(max_size=3000), st.sampled_from(["text/html", "image/png", "application/json"]))
def test_the_compressed_form_is_smaller_and_says_the_same(body: bytes, media_type: str) -> None:
    compressed = Frozen(body, media_type).compressed
    if compressed is not None:
        assert gzip.decompress(compressed) == body
        assert len(compressed) < len(body)
        assert media_type != "image/png"
        assert compressed == Frozen(body, media_type).compressed


@given(st.lists(st.integers(0, 20)), st.integers(1, 8))
def test_a_cache_never_holds_more_than_its_limit_and_gives_what_was_built(keys: list[int], limit: int) -> None:
    cache: BoundedCache[str] = BoundedCache(limit)
    for key in keys:
        assert cache.get(key, lambda key=key: f"built {key}") == f"built {key}"  # type: ignore[misc]
    recent = list(dict.fromkeys(reversed(keys)))[:limit]
    assert set(cache.kept()) == {f"built {key}" for key in recent}


def test_a_cache_builds_once_and_survives_many_threads() -> None:
    cache: BoundedCache[int] = BoundedCache(3)
    built: list[int] = []

    def build(number: int) -> int:
        built.append(number)
        return number

    assert [cache.get("one", lambda: build(1)) for _ in range(3)] == [1, 1, 1]
    assert built == [1]
    wrong: list[object] = []

    def ask() -> None:
        for number in range(200):
            if cache.get(number % 5, lambda number=number: build(number % 5)) != number % 5:  # type: ignore[misc]
                wrong.append(number)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(cache.kept()) == 3


def test_a_build_that_fails_is_not_kept() -> None:
    cache: BoundedCache[int] = BoundedCache(2)
    with pytest.raises(ZeroDivisionError):
        cache.get("key", lambda: 1 // 0)
    assert cache.get("key", lambda: 7) == 7


def test_the_watch_sees_each_commit_of_content_and_nothing_else(database: Database) -> None:
    watch = ChangeWatch(database)
    before = watch.mark()
    with database.read() as connection:
        connection.exec_driver_sql("SELECT 1")
    assert watch.mark() == before
    add_person(database, Role.PLANNER)
    assert watch.mark() == before
    small_county.record(database, small_county.work("one"))
    after = watch.mark()
    assert after != before
    small_county.record(database, small_county.work("two"))
    assert watch.mark() not in (before, after)
    watch.close()


def test_the_watch_asks_anew_when_its_connection_is_gone(database: Database) -> None:
    watch = ChangeWatch(database)
    before = watch.mark()
    assert watch._connection is not None
    watch._connection.close()
    assert watch.mark() == before
    watch._connection.close()
    small_county.record(database, small_county.work("one"))
    assert watch.mark() != before
    watch.close()


def test_a_database_is_current_until_its_version_is_another(database: Database) -> None:
    assert is_current(database)
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    assert not is_current(database)


def test_work_becomes_public_by_the_passing_of_time_alone(
    filled: FlaskClient, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    publications = filled.application.extensions["geo_ij.public"].publications
    first = publications.current()
    assert publications.current() is first
    monkeypatch.setattr("web.publications.SECONDS_TRUSTED", -1.0)
    second = publications.current()
    assert second is not first
    assert second.version == first.version
