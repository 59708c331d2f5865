"""What the service needs to know: read once from the environment, checked before it starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

# HS256 wants a key as long as its hash: RFC 7518, section 3.2.
SECRET_KEY_MIN_BYTES = 32
LOG_LEVELS = ("debug", "info", "warning", "error")


class ConfigurationError(Exception):
    """All that is wrong with the environment, a sentence a line; no values, for some are secret."""


@dataclass(frozen=True)
class Settings:
    """The checked settings; `repr` shows no secret."""

    database_url: URL
    secret_key: str = field(repr=False)
    host: str = "0.0.0.0"  # noqa: S104 - a container has only its own network
    port: int = 8080
    static_dir: Path = Path("/static")
    log_level: str = "info"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings in these variables, with every problem reported at once."""
    problems: list[str] = []

    def tried(read):
        try:
            return read(environment)
        except ConfigurationError as error:
            problems.append(str(error))

    database_url, secret_key, port, log_level = (
        tried(read) for read in (read_database_url, _read_secret_key, _read_port, _read_log_level)
    )
    if problems:
        raise ConfigurationError("\n".join(problems))
    return Settings(
        database_url=database_url,
        secret_key=secret_key,
        host=environment.get("HOST") or Settings.host,
        port=port,
        static_dir=Path(environment.get("STATIC_DIR") or Settings.static_dir),
        log_level=log_level,
    )


def read_database_url(environment: Mapping[str, str]) -> URL:
    """DATABASE_URL in the form every PostgreSQL tool takes, aimed at the installed driver."""
    form = "postgresql://user:password@host:5432/name?sslmode=require"
    given = environment.get("DATABASE_URL", "")
    if not given:
        raise ConfigurationError(f"DATABASE_URL is not set: give the database's address, {form}")
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):  # the cause is dropped: it quotes the password
        raise ConfigurationError(f"DATABASE_URL cannot be read: it must look like {form}") from None
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise ConfigurationError(f"DATABASE_URL is not PostgreSQL's: it must look like {form}")
    if not url.host or not url.database:
        raise ConfigurationError(f"DATABASE_URL lacks host or database: it must look like {form}")
    return url.set(drivername="postgresql+psycopg")


def _read_secret_key(environment: Mapping[str, str]) -> str:
    given = environment.get("SECRET_KEY", "")
    if not given:
        raise ConfigurationError("SECRET_KEY is not set: give a random text of 32 bytes or more")
    length = len(given.encode())
    if length < SECRET_KEY_MIN_BYTES:
        raise ConfigurationError(
            f"SECRET_KEY has {length} bytes: it must have {SECRET_KEY_MIN_BYTES} or more"
        )
    return given


def _read_port(environment: Mapping[str, str]) -> int:
    given = environment.get("PORT") or str(Settings.port)
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= 65535:
        raise ConfigurationError(f"PORT must be a whole number from 1 to 65535, got {given!r}")
    return int(given)


def _read_log_level(environment: Mapping[str, str]) -> str:
    given = environment.get("LOG_LEVEL") or Settings.log_level
    if given.lower() not in LOG_LEVELS:
        raise ConfigurationError(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}, got {given!r}")
    return given.lower()
