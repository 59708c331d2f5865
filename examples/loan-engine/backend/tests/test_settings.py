import pytest

from app.settings import ConfigurationError, read_settings

KEY = "k" * 32
URL = "postgresql://loan:secret@db.example.gov:5432/loan"
FORM = "postgresql://user:password@host:5432/name?sslmode=require"


def test_the_url_of_the_platform_is_aimed_at_the_installed_driver_and_keeps_its_tls():
    settings = read_settings({"DATABASE_URL": f"{URL}?sslmode=require", "SECRET_KEY": KEY})
    assert settings.database_url.render_as_string(hide_password=False) == (
        "postgresql+psycopg://loan:secret@db.example.gov:5432/loan?sslmode=require"
    )


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_common_scheme_of_postgresql_is_taken(scheme):
    settings = read_settings({"DATABASE_URL": f"{scheme}://u:p@h/d", "SECRET_KEY": KEY})
    assert settings.database_url.drivername == "postgresql+psycopg"


def test_a_quoted_password_is_read_as_it_was_meant():
    environment = {"DATABASE_URL": "postgresql://loan:p%40ss%2Fword%25@h/d", "SECRET_KEY": KEY}
    assert read_settings(environment).database_url.password == "p@ss/word%"


def test_refuses_to_start_without_its_two_secrets_and_names_both():
    with pytest.raises(ConfigurationError) as refusal:
        read_settings({})
    assert str(refusal.value).splitlines() == [
        f"DATABASE_URL is not set: give the database's address, {FORM}",
        "SECRET_KEY is not set: give a random text of 32 bytes or more",
    ]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://loan:hunter2@h/d", "is not PostgreSQL's"),
        ("loan:hunter2@h/d", "cannot be read"),
        ("postgresql://loan:hunter2@h:port/d", "cannot be read"),
        ("postgresql://loan:hunter2@h:5432", "lacks host or database"),
    ],
)
def test_refuses_another_address_without_repeating_the_password(url, reason):
    with pytest.raises(ConfigurationError) as refusal:
        read_settings({"DATABASE_URL": url, "SECRET_KEY": KEY})
    assert str(refusal.value) == f"DATABASE_URL {reason}: it must look like {FORM}"


def test_a_key_of_32_bytes_is_long_enough():
    assert read_settings({"DATABASE_URL": URL, "SECRET_KEY": "é" * 16}).secret_key == "é" * 16


def test_refuses_a_key_of_31_bytes():
    with pytest.raises(
        ConfigurationError, match=r"^SECRET_KEY has 31 bytes: it must have 32 or more$"
    ):
        read_settings({"DATABASE_URL": URL, "SECRET_KEY": "k" * 31})


@pytest.mark.parametrize(("given", "port"), [("", 8080), ("1", 1), ("65535", 65535)])
def test_the_port_is_8080_unless_told_otherwise(given, port):
    settings = read_settings({"DATABASE_URL": URL, "SECRET_KEY": KEY, "PORT": given})
    assert settings.port == port


@pytest.mark.parametrize("given", ["0", "65536", "http", "-1", "8080.0"])
def test_refuses_another_port(given):
    with pytest.raises(ConfigurationError) as refusal:
        read_settings({"DATABASE_URL": URL, "SECRET_KEY": KEY, "PORT": given})
    assert str(refusal.value) == f"PORT must be a whole number from 1 to 65535, got '{given}'"


@pytest.mark.parametrize(("given", "level"), [("", "info"), ("debug", "debug"), ("INFO", "info")])
def test_it_logs_from_info_upwards_unless_told_otherwise(given, level):
    settings = read_settings({"DATABASE_URL": URL, "SECRET_KEY": KEY, "LOG_LEVEL": given})
    assert settings.log_level == level


def test_refuses_another_log_level():
    with pytest.raises(ConfigurationError) as refusal:
        read_settings({"DATABASE_URL": URL, "SECRET_KEY": KEY, "LOG_LEVEL": "loud"})
    assert str(refusal.value) == (
        "LOG_LEVEL must be one of debug, info, warning, error, got 'loud'"
    )


def test_settings_in_a_log_show_no_secret():
    shown = repr(read_settings({"DATABASE_URL": URL, "SECRET_KEY": KEY}))
    assert "db.example.gov" in shown
    assert "secret@" not in shown
    assert KEY not in shown
