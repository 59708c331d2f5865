"""`/auth`: accounts, signing in, and the check that guards everything personal."""

import uuid
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.database import DatabaseSession
from app.models import User
from app.passwords import hash_password, password_matches
from app.tokens import TOKEN_LIFETIME, issue_token, read_token

router = APIRouter(prefix="/auth", tags=["auth"])

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
    ),
]


class Registration(BaseModel):
    email: Email
    password: str = Field(min_length=12, max_length=128)


class Credentials(BaseModel):
    email: Email
    password: str = Field(max_length=128)


class Token(BaseModel):
    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105
    expires_in: int = Field(description="seconds")


class Account(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    email: str


_bearer = HTTPBearer(auto_error=False)


def _signed_in_user(
    request: Request,
    session: DatabaseSession,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> User:
    user_id = credentials and read_token(credentials.credentials, request.app.state.secret_key)
    user = user_id and session.get(User, user_id)
    if not user:
        raise _refusal("Sign in first: the token is missing, expired or not valid.")
    return user


SignedInUser = Annotated[User, Depends(_signed_in_user)]


@router.post("/register", status_code=201)
def register(registration: Registration, session: DatabaseSession) -> Account:
    """Opens an account."""
    user = User(email=registration.email, password_hash=hash_password(registration.password))
    session.add(user)
    try:
        session.commit()
    except IntegrityError as error:
        raise HTTPException(409, "An account with this email exists already.") from error
    return Account.model_validate(user)


@router.post("/login")
def login(credentials: Credentials, request: Request, session: DatabaseSession) -> Token:
    """Exchanges email and password for a token."""
    user = session.scalar(select(User).where(User.email == credentials.email))
    session.rollback()  # gives the connection back before the slow part
    if not password_matches(credentials.password, user and user.password_hash):
        raise _refusal("The email or the password is wrong.")
    return Token(
        access_token=issue_token(user.id, request.app.state.secret_key),
        expires_in=int(TOKEN_LIFETIME.total_seconds()),
    )


@router.get("/me")
def me(user: SignedInUser) -> Account:
    """Who the token belongs to."""
    return Account.model_validate(user)


def _refusal(reason: str) -> HTTPException:
    return HTTPException(401, reason, headers={"WWW-Authenticate": "Bearer"})
