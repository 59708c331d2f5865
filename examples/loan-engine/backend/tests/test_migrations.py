import os
import subprocess
import sys
from collections.abc import Callable

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import ProgrammingError

from app.migration_lock import LOCK_NUMBER
from tests.conftest import BACKEND, alembic

CONFIG = BACKEND / "alembic.ini"
REVISION = "SELECT version_num FROM alembic_version"


@pytest.fixture
def migrate(monkeypatch) -> Callable[..., None]:
    """What the command does, in this process: it spares the start of another."""

    def run(database_url: str, action: Callable[..., None], *arguments: str) -> None:
        monkeypatch.setenv("DATABASE_URL", database_url)
        action(Config(CONFIG), *arguments)

    return run


def test_there_is_one_newest_revision_so_that_upgrade_head_means_one_thing():
    assert ScriptDirectory.from_config(Config(CONFIG)).get_heads() == ["0002"]


def test_the_models_say_what_the_migrations_make(postgres, database, migrate):
    migrate(
        postgres.url(database), command.check
    )  # raises when they differ, as the next test has it


def test_a_schema_that_the_models_do_not_know_is_noticed(postgres, new_database, migrated, migrate):
    database = new_database(migrated)
    postgres.execute("ALTER TABLE users ADD COLUMN nickname text", database)
    with pytest.raises(CommandError, match=r"nickname"):
        migrate(postgres.url(database), command.check)


def test_the_schema_goes_all_the_way_down_and_up_again(postgres, new_database, migrated, migrate):
    database = new_database(migrated)
    migrate(postgres.url(database), command.downgrade, "base")
    assert postgres.execute("SELECT to_regclass('users')", database) == [(None,)]
    migrate(postgres.url(database), command.upgrade, "head")
    assert postgres.execute(REVISION, database) == [("0002",)]


def test_an_upgrade_that_was_interrupted_is_finished_by_the_next(postgres, new_database, migrate):
    database = new_database()
    migrate(postgres.url(database), command.upgrade, "0001")
    # What 0002 leaves behind when it dies while it builds its index: the column, and half an index.
    postgres.execute("ALTER TABLE loan_applications ADD COLUMN purpose text", database)
    index = "ix_loan_applications_applicant_id_created_at"
    postgres.execute(f"CREATE INDEX {index} ON loan_applications (applicant_id)", database)
    migrate(postgres.url(database), command.upgrade, "head")
    ((definition,),) = postgres.execute(
        f"SELECT indexdef FROM pg_indexes WHERE indexname = '{index}'", database
    )
    assert definition.endswith("(applicant_id, created_at)")


def test_two_upgrades_at_once_both_end_well_and_migrate_once(postgres, new_database):
    url = postgres.url(new_database())
    both = [start_upgrade(url) for _ in range(2)]
    outputs = [run.communicate(timeout=60)[0] for run in both]
    assert [run.returncode for run in both] == [0, 0], outputs
    assert "".join(outputs).count("Running upgrade 0001 -> 0002") == 1


def test_an_upgrade_waits_for_the_one_that_runs(postgres, new_database):
    url = postgres.url(new_database())
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
        waiting = start_upgrade(url)
        for line in waiting.stdout:
            if "another migration is running; waiting for it" in line:
                break
        assert waiting.poll() is None
        assert other.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,)
    output, _ = waiting.communicate(timeout=60)
    assert waiting.returncode == 0, output
    assert "Running upgrade 0001 -> 0002" in output


def test_refuses_to_wait_for_ever(postgres, new_database):
    url = postgres.url(new_database())
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
        run = alembic(url, "-x", "migration_lock_seconds=0", "upgrade", "head")
    assert run.returncode != 0
    assert (
        "another migration has been running for 0 seconds: "
        "let it end, then start this one again" in run.stdout + run.stderr
    )


def test_refuses_to_block_a_table_that_is_in_use_and_leaves_everything_as_it_was(
    postgres, new_database, migrate
):
    database = new_database()
    migrate(postgres.url(database), command.upgrade, "0001")
    with psycopg.connect(postgres.url(database)) as user:
        user.execute("LOCK TABLE loan_applications IN ACCESS SHARE MODE")
        run = alembic(postgres.url(database), "-x", "table_lock_seconds=0.5", "upgrade", "head")
    assert run.returncode != 0
    assert "canceling statement due to lock timeout" in run.stdout + run.stderr
    assert postgres.execute(REVISION, database) == [("0001",)]


def test_the_statements_can_be_read_before_they_run():
    printed = alembic("", "upgrade", "head", "--sql")
    assert printed.returncode == 0, printed.stderr
    assert "CREATE TABLE users" in printed.stdout
    assert "CREATE INDEX CONCURRENTLY" in printed.stdout


def test_refuses_to_migrate_nothing_in_particular():
    run = alembic("", "upgrade", "head")
    assert run.returncode != 0
    assert "DATABASE_URL is not set" in run.stdout + run.stderr


def test_a_migration_that_fails_leaves_nothing(postgres, new_database, migrate):
    database = new_database()
    postgres.execute("CREATE TABLE users (id int)", database)
    with pytest.raises(ProgrammingError, match=r'relation "users" already exists'):
        migrate(postgres.url(database), command.upgrade, "head")
    assert postgres.execute("SELECT to_regclass('alembic_version')", database) == [(None,)]


def start_upgrade(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=BACKEND,
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
