import io
import json
import logging
import re
from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.logs import configure_logs
from app.request_log import RequestLog


@pytest.fixture
def call() -> Callable:
    """Calls an application that can fail; returns its answer and the lines that our code wrote."""
    root = logging.getLogger()
    written = io.StringIO()

    def works(request):
        logging.getLogger("app.work").info("worked")
        return PlainTextResponse("done")

    def fails(request):
        raise RuntimeError("as it happens")

    routes = [Route("/broken", fails), Route("/{path:path}", works)]
    client = TestClient(RequestLog(Starlette(routes=routes)), raise_server_exceptions=False)

    def called(path, level="info", **headers):
        # Here, not in the set-up: pytest exchanges the handlers between the two.
        handlers, usual_level = root.handlers[:], root.level
        configure_logs(level, written)
        try:
            answer = client.get(path, headers=headers)
        finally:
            root.handlers[:] = handlers
            root.setLevel(usual_level)
        lines = [json.loads(line) for line in written.getvalue().splitlines()]
        return answer, [line for line in lines if line["logger"].startswith("app.")]

    return called


def test_a_request_is_one_json_line_and_shares_its_id_with_what_was_written_meanwhile(call):
    answer, lines = call("/api/things?name=ada", **{"X-Request-ID": "ticket-4711"})
    assert answer.headers["x-request-id"] == "ticket-4711"
    assert [line["message"] for line in lines] == ["worked", "GET /api/things 200"]
    assert [line["request_id"] for line in lines] == ["ticket-4711", "ticket-4711"]
    about = lines[-1]
    assert about["level"] == "INFO"
    assert (about["method"], about["path"], about["status"]) == ("GET", "/api/things", 200)
    assert about["duration_ms"] >= 0
    assert about["timestamp"].endswith("+00:00")


def test_what_a_query_says_of_a_person_is_not_logged(call):
    _, lines = call("/api/things?name=ada")
    assert "ada" not in json.dumps(lines)


def test_a_request_that_failed_has_its_line_and_its_id_too(call):
    answer, lines = call("/broken", **{"X-Request-ID": "ticket-4711"})
    assert (answer.status_code, answer.headers["x-request-id"]) == (500, "ticket-4711")
    assert [(line["message"], line["request_id"]) for line in lines] == [
        ("GET /broken 500", "ticket-4711")
    ]


def test_the_id_of_the_load_balancer_is_taken_over(call):
    trace = "Self=1-67891234-12456789abcdef012345678;Root=1-67891233-abcdef012345678912345678"
    answer, _ = call("/", **{"X-Amzn-Trace-Id": trace})
    assert answer.headers["x-request-id"] == "1-67891233-abcdef012345678912345678"


@pytest.mark.parametrize("forged", ["short", "x" * 65, "with space 1", 'quote"quote"'])
def test_refuses_an_id_that_is_none_and_makes_its_own(call, forged):
    answer, _ = call("/", **{"X-Request-ID": forged})
    assert re.fullmatch(
        r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", answer.headers["x-request-id"]
    )


def test_probes_that_succeed_do_not_fill_the_log_unless_somebody_wants_all(call):
    _, lines = call("/health/ready")
    assert [line["message"] for line in lines] == ["worked"]
    _, lines = call("/health/ready", level="debug")
    assert lines[-1]["message"] == "GET /health/ready 200"


def test_what_is_no_probe_is_logged_whatever_it_looks_like(call):
    _, lines = call("/healthy")
    assert lines[-1]["message"] == "GET /healthy 200"
