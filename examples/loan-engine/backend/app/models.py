"""The tables as this release knows them; `migrations/` brings a database there."""

import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, MetaData, Numeric, func, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    # Named constraints, or a later migration cannot say which one it changes.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class User(Base):
    """Somebody who can sign in; the email is kept in lower case."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower_case"),)

    id: Mapped[uuid.UUID] = mapped_column(
        primary_key=True, server_default=text("gen_random_uuid()")
    )
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(DateTime(True), server_default=func.now())


class LoanApplication(Base):
    """One application with the terms and the outcome it was given on that day."""

    __tablename__ = "loan_applications"
    __table_args__ = (
        CheckConstraint(
            "outcome IN ('affordable', 'review', 'unaffordable')", name="outcome_known"
        ),
        Index("ix_loan_applications_applicant_id_created_at", "applicant_id", "created_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(
        primary_key=True, server_default=text("gen_random_uuid()")
    )
    applicant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"))
    amount: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    term_months: Mapped[int]
    monthly_income: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    monthly_debts: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    annual_rate_percent: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    monthly_payment: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    total_interest: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    debt_to_income_percent: Mapped[Decimal] = mapped_column(Numeric(7, 1))
    outcome: Mapped[str]
    # Nullable, because the release before this one goes on writing rows without it.
    purpose: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(True), server_default=func.now())
