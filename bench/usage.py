"""Runs a command and writes what it used, with every process that it waited for, into the file named first."""

import json
import resource
import subprocess
import sys
import time

file, *command = sys.argv[1:]
before = resource.getrusage(resource.RUSAGE_CHILDREN)  # a python3 that chooses among several has run programs
start = time.perf_counter()
code = subprocess.call(command)
wall = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
bytes_in_a_unit = 1 if sys.platform == "darwin" else 1024
with open(file, "w", encoding="utf-8") as usage:
    json.dump(
        {
            "wallMs": wall * 1000,
            "cpuMs": (used.ru_utime - before.ru_utime + used.ru_stime - before.ru_stime) * 1000,
            "peakMiB": used.ru_maxrss * bytes_in_a_unit / 1024**2,
        },
        usage,
    )
sys.exit(code)
