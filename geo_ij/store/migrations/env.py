"""Let the `alembic` command write new migrations: compare a database with the models.

Upgrades do not pass here: the program runs them itself (see `__init__.py`).
"""
