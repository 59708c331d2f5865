"""Installs one requirements file into an environment of its own and prints where it is.

    python3 install.py REQUIREMENTS.txt FOLDER [--progress]

With --progress it says on stderr what it fetches, and leaves the reason of a failure to whoever asks again without it.
The environment is FOLDER/<name>-<key>; the key changes with the pins and with the Python, so that an
old one is never taken for a new one. Asking again costs nothing. Only packages with a listed hash are
accepted.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

requirements, folder = Path(sys.argv[1]), Path(sys.argv[2])
progress = "--progress" in sys.argv[3:]
key = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()[:12]
target = (folder / f"{requirements.stem}-{key}").resolve()
finished = target / "finished"

folder.mkdir(parents=True, exist_ok=True)
with open(f"{target}.lock", "w") as lock:
    # The kernel lets go of it however its owner ends, so there is no stale lock to judge.
    fcntl.flock(lock, fcntl.LOCK_EX)
    if not finished.exists():
        shutil.rmtree(target, ignore_errors=True)  # what an interrupted install left
        pip = [target / "bin/python", "-m", "pip", "--disable-pip-version-check", "--no-input"]
        packages = requirements.read_text().count("==")
        if progress:
            print(
                f"Installing {requirements.stem} once, {packages} packages from PyPI, into {target}:",
                file=sys.stderr,
            )
        for command in (
            [sys.executable, "-m", "venv", target],
            [*pip, "install", "--retries", "1", "--require-hashes", "-r", requirements],
        ):
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
            said = []
            for line in process.stdout:
                said.append(line.rstrip())
                if progress and line.startswith(("Collecting", "Installing")):
                    print(f"   {line.split(' (from')[0].strip()}", file=sys.stderr, flush=True)
            if process.wait() != 0:
                sys.exit(1 if progress else f"{requirements.name} was not installed: {chr(10).join(said).strip()}")
        finished.touch()

print(target)
