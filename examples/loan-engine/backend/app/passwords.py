"""Passwords at rest: Argon2id, with the memory kept small enough for a small container."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

# OWASP's first choice: 19 MiB, two passes, one lane.
# https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# Forty worker threads hashing at once would take 760 MiB; a rush of sign-ins queues here instead.
_at_once = BoundedSemaphore(4)

# Compared with when nobody has that email, so that the time taken does not show who has one.
_nobodys_hash = _hasher.hash("no account has this password")


def hash_password(password: str) -> str:
    """A new salted hash, with its parameters inside."""
    with _at_once:
        return _hasher.hash(password)


def password_matches(password: str, stored_hash: str | None) -> bool:
    """Whether this is the password; without a stored hash it works as long and says no."""
    with _at_once:
        try:
            _hasher.verify(stored_hash or _nobodys_hash, password)
        except VerifyMismatchError:
            return False
    return stored_hash is not None
