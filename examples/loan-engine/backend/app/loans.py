"""`/api`: quotes for anyone, applications for whoever is signed in."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.affordability import RATE_PERCENT_BY_TERM, Outcome, quote
from app.auth import SignedInUser
from app.database import DatabaseSession
from app.models import LoanApplication

router = APIRouter(prefix="/api", tags=["loans"])

Purpose = Literal["car", "home", "education", "other"]
Money = Annotated[Decimal, Field(max_digits=12, decimal_places=2)]


class LoanRequest(BaseModel):
    """What the applicant asks for; money in the account's currency."""

    # A name that is written wrong is refused, or its default would be taken for the answer.
    model_config = ConfigDict(extra="forbid")

    amount: Money = Field(ge=1_000, le=100_000)
    term_months: int = Field(ge=6, le=RATE_PERCENT_BY_TERM[-1][0])
    monthly_income: Money = Field(ge=100, le=1_000_000)
    monthly_debts: Money = Field(default=Decimal(0), ge=0, le=1_000_000)


class QuoteAnswer(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    annual_rate_percent: Decimal
    monthly_payment: Decimal
    total_interest: Decimal
    debt_to_income_percent: Decimal
    outcome: Outcome


class ApplicationRequest(LoanRequest):
    purpose: Purpose | None = None


class ApplicationAnswer(QuoteAnswer):
    id: uuid.UUID
    amount: Decimal
    term_months: int
    monthly_income: Decimal
    monthly_debts: Decimal
    purpose: Purpose | None
    created_at: datetime


@router.post("/quotes")
def make_quote(loan: LoanRequest) -> QuoteAnswer:
    """What this loan would cost, and whether it is affordable; nothing is kept."""
    return QuoteAnswer.model_validate(quote(**loan.model_dump()))


@router.post("/applications", status_code=201)
def apply(
    requested: ApplicationRequest, user: SignedInUser, session: DatabaseSession, response: Response
) -> ApplicationAnswer:
    """Keeps an application with today's terms."""
    terms = quote(**requested.model_dump(exclude={"purpose"}))
    application = LoanApplication(applicant_id=user.id, **requested.model_dump(), **vars(terms))
    session.add(application)
    session.commit()
    response.headers["Location"] = f"/api/applications/{application.id}"
    return ApplicationAnswer.model_validate(application)


@router.get("/applications")
def list_applications(
    user: SignedInUser,
    session: DatabaseSession,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> list[ApplicationAnswer]:
    """One's own applications, the newest first."""
    newest_first = (
        select(LoanApplication)
        .where(LoanApplication.applicant_id == user.id)
        .order_by(LoanApplication.created_at.desc(), LoanApplication.id)
    )
    page = session.scalars(newest_first.limit(limit).offset(offset))
    return [ApplicationAnswer.model_validate(application) for application in page]


@router.get("/applications/{application_id}")
def read_application(
    application_id: uuid.UUID, user: SignedInUser, session: DatabaseSession
) -> ApplicationAnswer:
    """One of one's own applications; somebody else's looks as if it were not there."""
    application = session.get(LoanApplication, application_id)
    if application is None or application.applicant_id != user.id:
        raise HTTPException(404, "You have no application with this id.")
    return ApplicationAnswer.model_validate(application)
