"""Keep what online geocoders answered, and read it back."""

from sqlalchemy import Connection, delete, insert, select

from geo_ij.store.models import OnlineAnswer


def replace_answer(connection: Connection, text_key: str, *, provider: str, answer: str, asked_at: str) -> None:
    """Put the answer (JSON) to a text in place of an older one; `asked_at` is ISO 8601 with an offset."""
    connection.execute(delete(OnlineAnswer).where(OnlineAnswer.provider == provider, OnlineAnswer.text_key == text_key))
    row = {"provider": provider, "text_key": text_key, "answer": answer, "asked_at": asked_at}
    connection.execute(insert(OnlineAnswer).values(row))


def read_answer(connection: Connection, text_key: str, *, provider: str) -> tuple[str, str] | None:
    """Read the answer to a text and when it was given, or None where there is none."""
    query = select(OnlineAnswer.answer, OnlineAnswer.asked_at)
    row = connection.execute(query.where(OnlineAnswer.provider == provider, OnlineAnswer.text_key == text_key)).first()
    return None if row is None else (row.answer, row.asked_at)


def delete_answers(connection: Connection, *, before: str) -> int:
    """Delete the answers given before a moment (ISO 8601, UTC); give how many there were."""
    return connection.execute(delete(OnlineAnswer).where(OnlineAnswer.asked_at < before)).rowcount
