"""One PostgreSQL for the run, with one migrated database that each test finds empty."""

import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from app.main import create_app
from app.settings import read_settings
from tests.postgres import ScratchPostgres, scratch_postgres

BACKEND = Path(__file__).parents[1]
SECRET_KEY = "a key of the tests, longer than 32 bytes"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[ScratchPostgres]:
    with scratch_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def migrated(postgres: ScratchPostgres) -> str:
    """The name of a database at the newest revision."""
    postgres.execute("CREATE DATABASE migrated")
    run = alembic(postgres.url("migrated"), "upgrade", "head")
    assert run.returncode == 0, run.stdout + run.stderr
    return "migrated"


@pytest.fixture
def new_database(postgres: ScratchPostgres) -> Iterator[Callable[..., str]]:
    """Makes databases, empty or copied, that are dropped after the test."""
    made = []

    def create(template: str = "template1") -> str:
        name = f"test_{next(_numbers)}"
        postgres.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append(name)
        return name

    yield create
    for name in made:
        postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(postgres: ScratchPostgres, migrated: str) -> Iterator[str]:
    """The migrated database itself, emptied after the test."""
    yield migrated
    postgres.execute("TRUNCATE users, loan_applications", migrated)


@pytest.fixture(scope="session")
def application(postgres: ScratchPostgres, migrated: str) -> ASGIApp:
    settings = read_settings(
        {
            "DATABASE_URL": postgres.url(migrated),
            "SECRET_KEY": SECRET_KEY,
            "STATIC_DIR": "/nothing/is/built/here",
        }
    )
    return create_app(settings)


@pytest.fixture
def client(application: ASGIApp, database: str) -> Iterator[TestClient]:
    with TestClient(application) as client:
        yield client


@pytest.fixture
def sign_in(client: TestClient) -> Callable[[str], dict[str, str]]:
    """Opens an account and returns the headers of its requests."""

    def signed_in(email: str) -> dict[str, str]:
        account = {"email": email, "password": "correct horse battery"}
        assert client.post("/auth/register", json=account).status_code == 201
        token = client.post("/auth/login", json=account).json()["access_token"]
        return {"Authorization": f"Bearer {token}"}

    return signed_in


def alembic(database_url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the migration command as the platform does: in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "alembic", *arguments],
        cwd=BACKEND,
        env={**os.environ, "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        timeout=60,
    )
