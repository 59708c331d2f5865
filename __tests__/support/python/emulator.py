"""Serves the emulator on a free loopback port until its standard input ends.

It prints the port as its first line. Standard input is a pipe from the test process: it ends when
that process is gone, however it went, so nothing is left running. Whatever the emulator writes to
disk is in a folder of its own that goes with it.
"""

import asyncio
import collections
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
    await hypercorn(answer_again(fill(app)), config, shutdown_trigger=ended.wait)


def keep_quiet_connections(server):
    """The server closes a quiet connection when its time is over, also while a request comes in: that is then carried out and never answered, and a
    client that asks again hears that what it makes exists already. So that time is a day, and ends with the client's side.
    """
    read = server._read_data

    async def read_data(self):
        await read(self)
        await self.idle_task.stop()

    server._read_data = read_data


def answer_again(app):
    """Gives a second try of Terraform's provider the answer of the first, where that was carried out: on a busy machine a connection breaks in between, and
    the provider would hear that what it makes exists already. Tests that lose an answer on purpose are other clients.
    """
    answers = collections.OrderedDict()  # id of a call -> the messages that answer it, once they are there

    async def with_answers(scope, receive, send):
        headers = dict(scope.get("headers", []))
        call = headers.get(b"amz-sdk-invocation-id")
        if call is None or b"HashiCorp" not in headers.get(b"user-agent", b"") or scope["method"] in ("GET", "HEAD"):
            return await app(scope, receive, send)
        earlier = await answers[call] if call in answers else None
        if earlier:
            for message in earlier:
                await send(message)
            return None
        answered = answers[call] = asyncio.get_running_loop().create_future()
        if len(answers) > 500:
            answers.popitem(last=False)
        answer = []

        async def kept(message):
            answer.append(message)
            await send(message)

        try:
            await app(scope, receive, kept)
        finally:
            done = bool(answer) and answer[0].get("status", 500) < 300
            answered.set_result(answer if done else None)

    return with_answers


def leave():
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


try:
    asyncio.run(serve())
finally:
    leave()
