"""Signed tokens: who is calling, for half an hour, without a session in the database."""

import uuid
from datetime import UTC, datetime, timedelta

import jwt

TOKEN_LIFETIME = timedelta(minutes=30)
_ISSUER = "loan-engine"
_ALGORITHM = "HS256"


def issue_token(user_id: uuid.UUID, secret_key: str, lifetime: timedelta = TOKEN_LIFETIME) -> str:
    """A token for this user, signed with SECRET_KEY; a new key ends every token at once."""
    now = datetime.now(UTC)
    claims = {"iss": _ISSUER, "sub": str(user_id), "iat": now, "exp": now + lifetime}
    return jwt.encode(claims, secret_key, algorithm=_ALGORITHM)


def read_token(token: str, secret_key: str) -> uuid.UUID | None:
    """The user a token was issued to; None when it is forged, expired or not one of ours."""
    try:
        claims = jwt.decode(
            token,
            secret_key,
            algorithms=[_ALGORITHM],  # never the token's own word: it may say "none"
            issuer=_ISSUER,
            options={"require": ["exp", "iss", "sub"]},
        )
        return uuid.UUID(claims["sub"])
    except (jwt.InvalidTokenError, ValueError):
        return None
