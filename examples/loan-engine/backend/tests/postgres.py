"""A PostgreSQL of one's own: real, empty, with TLS and a password, gone when no longer needed.

`python -m tests.postgres` prints its DATABASE_URL and keeps it until the end of standard input.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import trustme
from sqlalchemy import URL

START_TIMEOUT_SECONDS = 30


class ScratchPostgres:
    """One server on a free loopback port, with its data in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._programs = find_programs()
        # PostgreSQL refuses to run as root, so root hands it over to somebody with fewer rights.
        self._owner = _unprivileged_user() if os.geteuid() == 0 else None
        self._folder = folder
        self._data = folder / "data"
        # What a URL must quote is in every password here, as it may be in a real one.
        self._password = f"p@ss/word%{secrets.token_hex(8)}"
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        self._create()

    def url(self, database: str) -> str:
        """Where a database is, in the form that the platform hands to the service."""
        url = URL.create("postgresql", "loan", self._password, "127.0.0.1", self.port, database)
        return f"{url.render_as_string(hide_password=False)}?sslmode=require"

    def execute(self, statement: str, database: str = "postgres") -> list[tuple]:
        """Runs one statement outside any transaction and returns its rows, if it has any."""
        with psycopg.connect(self.url(database), autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def start(self) -> None:
        log = (self._folder / "server.log").open("ab")
        self._process = self._spawn(
            "postgres", "-D", str(self._data), "-p", str(self.port), stdout=log, stderr=log
        )
        log.close()
        deadline = time.monotonic() + START_TIMEOUT_SECONDS
        while True:
            try:
                self.execute("SELECT 1")
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise RuntimeError((self._folder / "server.log").read_text()) from None
                time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Ends the server: SIGINT disconnects everybody, SIGQUIT is a crash."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(30)

    def _create(self) -> None:
        if self._owner:
            os.chown(self._folder, self._owner.pw_uid, self._owner.pw_gid)
        password_file = self._owned_file("password", self._password.encode())
        initdb = self._spawn(
            "initdb", "-D", str(self._data), "-U", "loan", "-E", "UTF8", "--locale=C", "--no-sync",
            "--auth=scram-sha-256", f"--pwfile={password_file}",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        output, _ = initdb.communicate()
        if initdb.returncode != 0:
            raise RuntimeError(output.decode())

        authority = trustme.CA()
        certificate = authority.issue_cert("127.0.0.1")
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "ssl": "on",
            "ssl_cert_file": self._owned_file("tls.crt", certificate.cert_chain_pems[0].bytes()),
            "ssl_key_file": self._owned_file("tls.key", certificate.private_key_pem.bytes()),
            # Nothing here outlives a test, so nothing needs to reach the disk.
            "fsync": "off",
            "full_page_writes": "off",
            "synchronous_commit": "off",
        }
        lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
        with (self._data / "postgresql.conf").open("a") as file:
            file.writelines(lines)

    def _owned_file(self, name: str, content: bytes) -> Path:
        path = self._folder / name
        path.touch(mode=0o600)
        path.write_bytes(content)
        if self._owner:
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)
        return path

    def _spawn(self, program: str, *arguments: str, **options) -> subprocess.Popen[bytes]:
        if self._owner:
            options |= {"user": self._owner.pw_uid, "group": self._owner.pw_gid, "extra_groups": []}
        # A session of its own: an interrupt at the terminal is ours to handle, not the server's.
        options |= {"cwd": self._folder, "start_new_session": True}
        return subprocess.Popen([self._programs / program, *arguments], **options)


@contextmanager
def scratch_postgres() -> Iterator[ScratchPostgres]:
    """A started server, and no trace of it afterwards."""
    with tempfile.TemporaryDirectory(prefix="scratch-postgres-") as folder:
        server = ScratchPostgres(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()


def find_programs() -> Path:
    """Where PostgreSQL's server programs are: Debian keeps them off the PATH."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name)
    )
    if not versions:
        raise RuntimeError("PostgreSQL's server is missing: apt-get install postgresql")
    return versions[-1]


def _unprivileged_user() -> pwd.struct_passwd:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with scratch_postgres() as server:
        server.execute("CREATE DATABASE loan_engine")
        print(f"DATABASE_URL={server.url('loan_engine')}", flush=True)
        with suppress(KeyboardInterrupt):
            sys.stdin.read()


if __name__ == "__main__":
    main()
