"""Bring a database to the tables of this version with Alembic, or refuse one that a newer version wrote."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from geo_ij.errors import StoreError

_POSTGIS_TABLES = {"spatial_ref_sys"}


def upgrade(engine: Engine) -> None:
    """Run the migrations that the database lacks, all in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    head = scripts.get_current_head()
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        tables = set(inspect(connection).get_table_names()) - _POSTGIS_TABLES
        connection.rollback()
        if current is None and tables:
            raise StoreError(
                f"{engine.url.render_as_string(hide_password=True)}: this database belongs to another program "
                f"(it has the table {min(tables)}): choose an empty one with --database"
            )
        if current == head:
            return
        if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
            raise StoreError(
                f"{engine.url.render_as_string(hide_password=True)}: this database was written by a newer version of "
                "geo-ij: upgrade the program, or choose another database with --database"
            )
        environment = EnvironmentContext(
            config, scripts, fn=lambda revision, _context: scripts._upgrade_revs("head", revision)
        )
        with environment, connection.execution_options(geo_ij_writes=True).begin():
            environment.configure(connection=connection, transaction_per_migration=False)
            environment.run_migrations()
