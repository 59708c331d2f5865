"""What a loan costs and whether the applicant can carry it. Pure arithmetic on decimals."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Outcome = Literal["affordable", "review", "unaffordable"]

# Share of the income that all debts together may take. The numbers are this example's own policy.
AFFORDABLE_UP_TO_PERCENT = Decimal(36)
REVIEW_UP_TO_PERCENT = Decimal(43)

# The longest term, in months, at which each yearly rate, in percent, is offered.
RATE_PERCENT_BY_TERM = ((24, Decimal("6.90")), (48, Decimal("7.40")), (84, Decimal("7.90")))


@dataclass(frozen=True)
class Quote:
    """The terms of one loan for one applicant; money in the account's currency, to the cent."""

    annual_rate_percent: Decimal
    monthly_payment: Decimal
    total_interest: Decimal
    debt_to_income_percent: Decimal
    outcome: Outcome


def quote(
    amount: Decimal, term_months: int, monthly_income: Decimal, monthly_debts: Decimal
) -> Quote:
    """Prices the loan and weighs its payment, with the debts there are, against the income."""
    rate = annual_rate_percent(term_months)
    payment = monthly_payment(amount, term_months, rate)
    share = 100 * (payment + monthly_debts) / monthly_income
    return Quote(
        annual_rate_percent=rate,
        monthly_payment=payment,
        total_interest=total_interest(amount, term_months, rate),
        debt_to_income_percent=_rounded(share, "0.1"),
        outcome=outcome_of(share),
    )


def annual_rate_percent(term_months: int) -> Decimal:
    """The rate of the shortest offer that reaches this term."""
    for longest_months, rate in RATE_PERCENT_BY_TERM:
        if term_months <= longest_months:
            return rate
    longest = RATE_PERCENT_BY_TERM[-1][0]
    raise ValueError(f"term_months must be at most {longest}, got {term_months}")


def monthly_payment(amount: Decimal, term_months: int, annual_rate_percent: Decimal) -> Decimal:
    """The equal instalment that repays the amount with interest over the term."""
    rate = annual_rate_percent / 1200
    if rate == 0:
        return _rounded(amount / term_months)
    return _rounded(amount * rate / (1 - (1 + rate) ** -term_months))


def total_interest(amount: Decimal, term_months: int, annual_rate_percent: Decimal) -> Decimal:
    """All interest, charged to the cent each month; the last instalment takes up the rounding."""
    payment = monthly_payment(amount, term_months, annual_rate_percent)
    balance, paid = amount, Decimal(0)
    for _ in range(term_months):
        interest = _rounded(balance * annual_rate_percent / 1200)
        paid += interest
        balance += interest - payment
    return paid


def outcome_of(debt_to_income_percent: Decimal) -> Outcome:
    """Judges the exact share, not the one rounded for people: 36.04 % is above 36 %."""
    if debt_to_income_percent <= AFFORDABLE_UP_TO_PERCENT:
        return "affordable"
    if debt_to_income_percent <= REVIEW_UP_TO_PERCENT:
        return "review"
    return "unaffordable"


def _rounded(value: Decimal, to: str = "0.01") -> Decimal:
    return value.quantize(Decimal(to), ROUND_HALF_UP)
