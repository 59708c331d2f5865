import uuid
from datetime import timedelta

import jwt
import pytest

from app.passwords import hash_password, password_matches
from app.tokens import issue_token, read_token
from tests.conftest import SECRET_KEY

ACCOUNT = {"email": "ada@example.gov", "password": "correct horse battery"}


def test_whoever_registered_signs_in_and_is_recognised(client):
    registered = client.post("/auth/register", json=ACCOUNT)
    assert registered.status_code == 201
    answer = client.post("/auth/login", json=ACCOUNT)
    assert answer.status_code == 200
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("bearer", 1800)
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert client.get("/auth/me", headers=headers).json() == {
        "id": registered.json()["id"],
        "email": "ada@example.gov",
    }


def test_capitals_in_an_email_make_no_second_account(client):
    client.post("/auth/register", json=ACCOUNT)
    shouted = {**ACCOUNT, "email": " Ada@Example.GOV "}
    assert client.post("/auth/login", json=shouted).status_code == 200
    again = client.post("/auth/register", json=shouted)
    assert (again.status_code, again.json()) == (
        409,
        {"detail": "An account with this email exists already."},
    )


def test_refuses_a_wrong_password_and_an_unknown_email_in_the_same_words(client):
    client.post("/auth/register", json=ACCOUNT)
    for wrong in ({"password": "correct horse batterie"}, {"email": "eve@example.gov"}):
        answer = client.post("/auth/login", json={**ACCOUNT, **wrong})
        assert answer.status_code == 401
        assert answer.json() == {"detail": "The email or the password is wrong."}
        assert answer.headers["www-authenticate"] == "Bearer"


def test_refuses_a_short_password_without_repeating_it(client):
    answer = client.post("/auth/register", json={**ACCOUNT, "password": "hunter2hunt"})
    assert answer.status_code == 422
    assert answer.json() == {"detail": "password: String should have at least 12 characters"}


@pytest.mark.parametrize("email", ["ada", "ada@example", "a da@example.gov", f"{'a' * 250}@b.cd"])
def test_refuses_what_is_no_email(client, email):
    assert client.post("/auth/register", json={**ACCOUNT, "email": email}).status_code == 422


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer nonsense", "Basic YTpi"])
def test_refuses_a_call_without_a_token(client, header):
    answer = client.get("/auth/me", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.json() == {"detail": "Sign in first: the token is missing, expired or not valid."}


def test_refuses_the_token_of_somebody_who_is_gone(client):
    token = issue_token(uuid.uuid4(), SECRET_KEY)
    assert client.get("/auth/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_token_is_read_back_with_the_key_that_signed_it():
    user = uuid.uuid4()
    assert read_token(issue_token(user, SECRET_KEY), SECRET_KEY) == user


def test_refuses_a_token_of_another_key_an_old_one_and_an_unsigned_one():
    user = uuid.uuid4()
    claims = jwt.decode(issue_token(user, SECRET_KEY), options={"verify_signature": False})
    forged = issue_token(user, "another key, also of 32 bytes and more")
    expired = issue_token(user, SECRET_KEY, timedelta(seconds=-1))
    unsigned = jwt.encode(claims, None, algorithm="none")
    assert [read_token(token, SECRET_KEY) for token in (forged, expired, unsigned)] == [None] * 3


def test_refuses_a_token_that_never_ends_and_one_of_another_issuer():
    claims = jwt.decode(issue_token(uuid.uuid4(), SECRET_KEY), options={"verify_signature": False})
    endless = {name: value for name, value in claims.items() if name != "exp"}
    assert read_token(jwt.encode(endless, SECRET_KEY), SECRET_KEY) is None
    assert read_token(jwt.encode({**claims, "iss": "elsewhere"}, SECRET_KEY), SECRET_KEY) is None


def test_the_same_password_is_stored_differently_each_time():
    first, second = hash_password("correct horse"), hash_password("correct horse")
    assert first != second
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert password_matches("correct horse", first)
    assert password_matches("correct horse", second)


def test_refuses_another_password_and_any_password_of_nobody():
    assert not password_matches("correct horses", hash_password("correct horse"))
    assert not password_matches("no account has this password", None)
