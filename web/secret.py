"""Keep the secret that staff sessions are signed with: the setting's, or one made once and kept beside the database.

Every worker, and the service after a restart, must have the same one: a form that one worker wrote comes back to
another. The file is for its owner alone.
"""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from platformdirs import user_data_path

from geo_ij.errors import StoreError
from geo_ij.settings import SETTINGS, SHORTEST_SECRET, Settings, file_of_database


def secret_of(settings: Settings) -> str:
    """Give the secret of these settings, generating it on first use; raises StoreError when none can be kept."""
    if settings.secret_key:
        return settings.secret_key
    path = secret_path(settings.database_url)
    try:
        return _kept(path) or _generated(path)
    except OSError as error:
        raise StoreError(
            f"{path}: the secret for staff forms cannot be kept ({error.strerror or error}): "
            f"make the folder writable or set {SETTINGS['secret_key'].variable}"
        ) from error


def secret_path(database_url: str) -> Path:
    """Give the file of the secret that belongs to a database: beside a SQLite file, else in the user's data folder."""
    return file_of_database(database_url, "secret", otherwise=user_data_path("geo-ij", appauthor=False))


def _kept(path: Path) -> str | None:
    try:
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        text = ""
    if len(text) < SHORTEST_SECRET:
        raise StoreError(f"{path}: this is not the secret that the program wrote: delete it, and open the page again")
    return text


def _generated(path: Path) -> str:
    """Write a new secret whole or not at all; of two processes that try at once one wins, and both use its secret."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # for its owner alone
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(SHORTEST_SECRET) + "\n")
        with suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        Path(temporary).unlink()
    return _kept(path) or ""
