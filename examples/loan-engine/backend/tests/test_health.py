import logging
import signal
import socket
import time

from starlette.testclient import TestClient

from app.main import create_app
from app.settings import read_settings
from tests.conftest import SECRET_KEY
from tests.postgres import scratch_postgres


def app_for(database_url: str) -> TestClient:
    settings = read_settings(
        {"DATABASE_URL": database_url, "SECRET_KEY": SECRET_KEY, "STATIC_DIR": "/nowhere"}
    )
    return TestClient(create_app(settings))


def test_it_is_live_and_ready_with_its_database(client):
    for path in ("/health/live", "/health/ready"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        assert answer.headers["cache-control"] == "no-store"


def test_a_crash_of_the_database_makes_it_not_ready_and_its_return_ready_again():
    with scratch_postgres() as server, app_for(server.url("postgres")) as client:
        assert client.get("/health/ready").status_code == 200
        server.stop(signal.SIGQUIT)
        answer = client.get("/health/ready")
        assert answer.status_code == 503
        assert answer.json() == {
            "status": "unavailable",
            "reason": "the database cannot be reached or refused the connection",
        }
        assert client.get("/health/live").status_code == 200
        server.start()
        assert client.get("/health/ready").status_code == 200


def test_a_pooled_connection_that_died_is_replaced_not_handed_out(client, postgres, sign_in):
    ada = sign_in("ada@example.gov")
    assert client.get("/auth/me", headers=ada).status_code == 200
    ended = postgres.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'loan-engine'"
    )
    assert ended == [(True,)]
    assert client.get("/auth/me", headers=ada).status_code == 200


def test_a_database_that_takes_the_connection_and_says_nothing_is_given_up_in_time():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        with app_for(f"postgresql://u:p@127.0.0.1:{port}/d?sslmode=require") as client:
            started = time.monotonic()
            answer = client.get("/health/ready")
            assert answer.status_code == 503
            assert time.monotonic() - started < 10


def test_a_wrong_password_is_told_in_the_log_and_not_to_the_caller(postgres, caplog):
    url = postgres.url("postgres").replace("p%40ss", "wrong")
    with app_for(url) as client, caplog.at_level(logging.WARNING):
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert "password" not in answer.text
    assert "password authentication failed" in caplog.text
    assert "wrong" not in caplog.text


def test_work_without_the_database_is_refused_as_temporary():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with app_for(f"postgresql://u:p@127.0.0.1:{port}/d") as client:
            account = {"email": "ada@example.gov", "password": "correct horse battery"}
            answer = client.post("/auth/login", json=account)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json() == {"detail": "The database is not available. Try again in a moment."}
