"""The service as the container runs it: a process with an environment and signals."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator

import psycopg
import pytest

from tests.conftest import BACKEND, SECRET_KEY


@pytest.fixture
def start(postgres, database) -> Iterator[Callable[..., tuple[subprocess.Popen[str], str]]]:
    """Starts `python -m app` on a free port and returns it with its address once it answers."""
    running = []

    def started() -> tuple[subprocess.Popen[str], str]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = run_app(
            DATABASE_URL=postgres.url(database),
            SECRET_KEY=SECRET_KEY,
            HOST="127.0.0.1",
            PORT=str(port),
        )
        running.append(process)
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{address}/health/live", timeout=10).close()
                return process, address
            except urllib.error.URLError:
                assert process.poll() is None, process.communicate()
                time.sleep(0.05)
        raise AssertionError("the service did not start within 60 seconds")

    yield started
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_it_answers_until_sigterm_then_ends_well_and_has_written_json_only(start):
    process, address = start()
    with urllib.request.urlopen(f"{address}/health/ready", timeout=5) as answer:
        assert answer.status == 200
    with pytest.raises(urllib.error.HTTPError) as unknown:
        urllib.request.urlopen(f"{address}/api/nothing", timeout=5)
    unknown.value.close()
    assert unknown.value.code == 404
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    output, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, "")
    assert time.monotonic() - started < 10
    lines = [json.loads(line) for line in output.splitlines()]
    assert all(line["timestamp"] and line["level"] and line["message"] for line in lines)
    assert "GET /api/nothing 404" in [line["message"] for line in lines]
    assert "\\u001b" not in output


def test_a_request_that_was_begun_is_finished_after_sigterm(start, postgres, database):
    process, address = start()
    account = json.dumps({"email": "ada@example.gov", "password": "correct horse battery"}).encode()
    answers = []

    def register() -> None:
        request = urllib.request.Request(
            f"{address}/auth/register", account, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            answers.append(answer.status)

    with psycopg.connect(postgres.url(database)) as other:
        other.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE")
        caller = threading.Thread(target=register)
        caller.start()
        while postgres.execute("SELECT count(*) FROM pg_locks WHERE NOT granted") != [(1,)]:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert process.poll() is None
    caller.join(60)
    process.communicate(timeout=20)
    assert (answers, process.returncode) == ([201], 0)


def test_refuses_to_start_without_its_environment_and_says_what_is_missing():
    process = run_app()
    output, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert output == ""
    assert errors.splitlines() == [
        "The Loan Engine cannot start:",
        "DATABASE_URL is not set: give the database's address, "
        "postgresql://user:password@host:5432/name?sslmode=require",
        "SECRET_KEY is not set: give a random text of 32 bytes or more",
    ]


def run_app(**environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "app"],
        cwd=BACKEND,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
