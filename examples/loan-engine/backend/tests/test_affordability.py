from decimal import Decimal

import pytest

from app.affordability import (
    annual_rate_percent,
    monthly_payment,
    outcome_of,
    quote,
    total_interest,
)


def test_the_payment_is_that_of_the_annuity_formula():
    # 20,000 at 5 % over 60 months, as any loan calculator has it.
    assert monthly_payment(Decimal(20_000), 60, Decimal(5)) == Decimal("377.42")
    assert total_interest(Decimal(20_000), 60, Decimal(5)) == Decimal("2645.52")


def test_without_interest_the_amount_is_shared_out():
    assert monthly_payment(Decimal(1_000), 12, Decimal(0)) == Decimal("83.33")
    assert total_interest(Decimal(1_000), 12, Decimal(0)) == 0


@pytest.mark.parametrize("amount", [1_000, 33_333, 100_000])
@pytest.mark.parametrize("term", [6, 24, 25, 48, 49, 84])
def test_the_last_instalment_differs_from_the_others_by_rounding_only(amount, term):
    rate = annual_rate_percent(term)
    payment = monthly_payment(Decimal(amount), term, rate)
    last = amount + total_interest(Decimal(amount), term, rate) - payment * (term - 1)
    assert abs(last - payment) < Decimal("1.00")


@pytest.mark.parametrize(
    ("term", "rate"),
    [(6, "6.90"), (24, "6.90"), (25, "7.40"), (48, "7.40"), (49, "7.90"), (84, "7.90")],
)
def test_a_longer_loan_has_a_higher_rate(term, rate):
    assert annual_rate_percent(term) == Decimal(rate)


def test_refuses_a_term_that_has_no_rate():
    with pytest.raises(ValueError, match=r"^term_months must be at most 84, got 85$"):
        annual_rate_percent(85)


@pytest.mark.parametrize(
    ("share", "outcome"),
    [
        ("36", "affordable"),
        ("36.0001", "review"),
        ("43", "review"),
        ("43.0001", "unaffordable"),
    ],
)
def test_the_outcome_turns_exactly_at_the_limits(share, outcome):
    assert outcome_of(Decimal(share)) == outcome


def test_debts_there_already_are_weigh_like_the_new_one():
    terms = quote(Decimal(12_000), 36, monthly_income=Decimal(3_000), monthly_debts=Decimal(800))
    assert terms.monthly_payment == Decimal("372.72")
    assert terms.debt_to_income_percent == Decimal("39.1")
    assert terms.outcome == "review"
    without_debts = quote(Decimal(12_000), 36, Decimal(3_000), Decimal(0))
    assert without_debts.debt_to_income_percent == Decimal("12.4")
    assert without_debts.outcome == "affordable"
