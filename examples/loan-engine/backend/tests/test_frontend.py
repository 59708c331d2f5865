from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import read_settings
from tests.conftest import SECRET_KEY

FOREVER = "public, max-age=31536000, immutable"
NOTHING = {"detail": "There is nothing at this address."}


@pytest.fixture
def built(tmp_path: Path) -> Iterator[TestClient]:
    (tmp_path / "index.html").write_text("<title>Loan Engine</title>")
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-4f3a.js").write_text("//" + "x" * 5000)
    settings = read_settings(
        {
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
            "SECRET_KEY": SECRET_KEY,
            "STATIC_DIR": str(tmp_path),
        }
    )
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/applications", "/applications/7", "/static-pages"])
def test_a_page_of_the_history_is_the_application_and_is_asked_for_each_time(built, path):
    answer = built.get(path)
    assert answer.status_code == 200
    assert answer.text == "<title>Loan Engine</title>"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


def test_a_page_can_be_asked_for_without_its_body(built):
    answer = built.head("/applications")
    assert (answer.status_code, answer.text) == (200, "")


def test_a_file_named_by_its_content_is_kept_for_ever_and_travels_compressed(built):
    answer = built.get("/static/assets/index-4f3a.js")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == FOREVER
    assert answer.headers["content-encoding"] == "gzip"


def test_a_file_with_a_fixed_name_is_asked_for_and_not_sent_twice(built):
    first = built.get("/static/favicon.svg")
    assert first.headers["cache-control"] == "no-cache"
    again = built.get("/static/favicon.svg", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.text) == (304, "")


@pytest.mark.parametrize(
    "path", ["/api", "/api/nothing", "/auth/x", "/health", "/static/assets/old-1.js", "/robots.txt"]
)
def test_refuses_with_json_what_is_no_page(built, path):
    answer = built.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] != FOREVER


def test_refuses_to_post_to_a_page(built):
    answer = built.post("/applications", json={})
    assert (answer.status_code, answer.json()) == (404, NOTHING)


@pytest.mark.parametrize("path", ["/static/../secret.txt", "/static/%2e%2e/secret.txt"])
def test_refuses_a_file_outside_the_build(built, tmp_path, path):
    (tmp_path.parent / "secret.txt").write_text("secret")
    assert built.get(path).text != "secret"


def test_without_a_build_the_api_works_and_pages_say_what_is_missing(client):
    assert client.get("/health/live").status_code == 200
    answer = client.get("/")
    assert answer.status_code == 404
    assert answer.json() == {"detail": "The frontend is not built: see STATIC_DIR in the README."}


def test_pages_and_api_carry_the_headers_that_protect_a_browser(built):
    for path in ("/", "/static/assets/index-4f3a.js", "/api/nothing"):
        headers = built.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self';")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["strict-transport-security"] == "max-age=31536000"
