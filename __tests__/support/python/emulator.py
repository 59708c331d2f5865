"""Serves the emulator on a free loopback port until its standard input ends.

It prints the port as its first line. Standard input is a pipe from the test process: it ends when
that process is gone, however it went, so nothing is left running. Whatever the emulator writes to
disk is in a folder of its own that goes with it.
"""

import asyncio
import gc
import os
import shutil
import socket
import sys
import tempfile
import threading
import time

folder = tempfile.mkdtemp(prefix="slipway-emulator-")
listener = socket.create_server(("127.0.0.1", 0))
port = listener.getsockname()[1]
os.environ.update(
    GATEWAY_PORT=str(port),  # it writes its own address into some answers
    MINISTACK_HOST="127.0.0.1",
    HOME=folder,
    TMPDIR=folder,
    STATE_DIR=f"{folder}/state",
    S3_DATA_DIR=f"{folder}/s3",
)
tempfile.tempdir = None  # read TMPDIR again


# Parsed expressions and state machines stay: looking through all of them for garbage each moment took a sixth of its time.
gc.set_threshold(100_000, 50, 100)


async def serve():
    from hypercorn.asyncio import serve as hypercorn
    from hypercorn.asyncio.tcp_server import TCPServer
    from hypercorn.config import Config
    from gaps import fill
    from ministack.app import app

    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def watch():
        sys.stdin.buffer.read()
        loop.call_soon_threadsafe(ended.set)
        time.sleep(1)  # to end in order; whatever is still at work then must not keep the process
        leave()

    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.graceful_timeout = 0.2
    config.keep_alive_timeout = 86_400
    keep_quiet_connections(TCPServer)
    threading.Thread(target=watch, daemon=True).start()
    print(port, flush=True)
    await hypercorn(fill(app), config, shutdown_trigger=ended.wait)


def keep_quiet_connections(server):
    """The server closes a quiet connection when its time is over, also while a request comes in: that is then carried out and never answered, and a
    client that asks again is told that what it makes exists already. So that time is a day, and ends with the client's side.
    """
    read = server._read_data

    async def read_data(self):
        await read(self)
        await self.idle_task.stop()

    server._read_data = read_data


def leave():
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


try:
    asyncio.run(serve())
finally:
    leave()
