import uuid

import pytest

LOAN = {"amount": "12000", "term_months": 36, "monthly_income": "3000", "monthly_debts": "800"}


def test_anyone_gets_a_quote_and_nothing_is_kept(client, postgres, database):
    assert client.post("/api/quotes", json=LOAN).json() == {
        "annual_rate_percent": "7.40",
        "monthly_payment": "372.72",
        "total_interest": "1418.07",
        "debt_to_income_percent": "39.1",
        "outcome": "review",
    }
    assert postgres.execute("SELECT count(*) FROM loan_applications", database) == [(0,)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "999.99"},
        {"amount": "100000.01"},
        {"amount": "1000.001"},
        {"term_months": 5},
        {"term_months": 85},
        {"monthly_income": "0"},
        {"monthly_debts": "-1"},
        {"amount": "NaN"},
        {"monthly_debt": "1"},
    ],
)
def test_refuses_a_loan_beyond_the_limits_and_names_the_field(client, wrong):
    answer = client.post("/api/quotes", json={**LOAN, **wrong})
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(f"{next(iter(wrong))}: ")


@pytest.mark.parametrize(
    "edge", [{"amount": "1000"}, {"amount": "100000"}, {"term_months": 6}, {"term_months": 84}]
)
def test_the_limits_themselves_are_allowed(client, edge):
    assert client.post("/api/quotes", json={**LOAN, **edge}).status_code == 200


def test_an_application_is_kept_with_its_terms_and_found_again(client, sign_in):
    ada = sign_in("ada@example.gov")
    made = client.post("/api/applications", json={**LOAN, "purpose": "car"}, headers=ada)
    assert made.status_code == 201
    assert made.headers["location"] == f"/api/applications/{made.json()['id']}"
    kept = client.get(made.headers["location"], headers=ada).json()
    assert kept == made.json()
    assert kept["purpose"] == "car"
    assert kept["amount"] == "12000.00"
    assert kept["monthly_payment"] == "372.72"
    assert kept["outcome"] == "review"


def test_the_list_shows_the_newest_first_page_by_page(client, sign_in):
    ada = sign_in("ada@example.gov")
    for amount in (1000, 2000, 3000):
        client.post("/api/applications", json={**LOAN, "amount": amount}, headers=ada)

    def amounts(query: str) -> list[str]:
        page = client.get(f"/api/applications?{query}", headers=ada).json()
        return [application["amount"] for application in page]

    assert amounts("limit=2") == ["3000.00", "2000.00"]
    assert amounts("limit=2&offset=2") == ["1000.00"]


def test_refuses_to_show_somebody_elses_application_or_that_it_exists(client, sign_in):
    ada, eve = sign_in("ada@example.gov"), sign_in("eve@example.gov")
    location = client.post("/api/applications", json=LOAN, headers=ada).headers["location"]
    for address in (location, f"/api/applications/{uuid.uuid4()}"):
        answer = client.get(address, headers=eve)
        assert answer.status_code == 404
        assert answer.json() == {"detail": "You have no application with this id."}
    assert client.get("/api/applications", headers=eve).json() == []


def test_refuses_an_application_of_nobody(client):
    assert client.post("/api/applications", json=LOAN).status_code == 401
    assert client.get("/api/applications").status_code == 401


def test_what_the_release_before_wrote_is_still_shown(client, sign_in, postgres, database):
    ada = sign_in("ada@example.gov")
    postgres.execute(
        "INSERT INTO loan_applications (applicant_id, amount, term_months, monthly_income,"
        " monthly_debts, annual_rate_percent, monthly_payment, total_interest,"
        " debt_to_income_percent, outcome)"
        " SELECT id, 5000, 12, 3000, 0, 6.9, 432.38, 188.55, 14.4, 'affordable' FROM users",
        database,
    )
    (application,) = client.get("/api/applications", headers=ada).json()
    assert application["purpose"] is None
    assert application["monthly_payment"] == "432.38"
