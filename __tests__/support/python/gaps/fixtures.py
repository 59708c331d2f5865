"""Fixtures of each account, sent as `POST /_fixtures?account=111111111111`; `GET` gives what was noted.

    scans       digest -> answer of DescribeImageScanFindings, as a list of findings and a status; with
                "answer" exactly that one, whatever it lacks
    rescans     digest -> the scan that StartImageScan makes, as in "scans"; "pending" says how often it is still in progress
    containers  digest -> how its containers end: {"service": "broken"|"slow", "task": {"exitCode": 3}}
    pushedAt    digest -> time of the push
    errors      "ecr:DescribeImages" -> [{"code": ..., "message": ..., "times": 2}]; with "after" the call is
                carried out and its answer lost, with "matching" only arguments with that text fail
    answers     "ecs:DescribeServices" -> [{"answer": {...}, "times": 2}]: what a call of a state machine is
                answered instead, in PascalCase, exactly as it stands (fields may be missing or null); "matching" and "after" as above
    policy      the policy that every call of a state machine must be allowed by
"""

import inspect
import json
from collections import defaultdict
from urllib.parse import parse_qs

from ministack.core.responses import get_account_id, request_scope

_fixtures = defaultdict(lambda: defaultdict(dict))
_answers, _clear = {}, [_fixtures.clear]


def answers(path, answer):
    """Lets a path of the emulator's that AWS has not answer a request: its body to what becomes JSON, or to an awaitable of it."""
    _answers[path] = answer


def on_reset(clear):
    """What is called when the emulator forgets everything."""
    _clear.append(clear)


def of(kind):
    """The fixtures of one kind in the account of the request that is being served."""
    return _fixtures[get_account_id()][kind]


def serve(app):
    async def with_fixtures(scope, receive, send):
        path = scope.get("path")
        if path == "/_ministack/reset":
            for clear in _clear:
                clear()
        if path == "/_calls":
            return await _calls(app, scope, receive, send)
        if path not in _answers:
            return await app(scope, receive, send)
        asked = parse_qs(scope["query_string"].decode())
        body = await _body(receive)
        status = 200
        with request_scope(asked["account"][0], asked.get("region", ["us-east-1"])[0]):
            try:
                answer = _answers[path](body)
                if inspect.isawaitable(answer):
                    answer = await answer
                answer = json.dumps(answer).encode()
            except Exception as error:  # whoever asked reads why
                status, answer = 500, f"{path}: {error!r}".encode()
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": answer})

    return with_fixtures


async def _calls(app, scope, receive, send):
    """Carries out calls that come as one request, in their order: to receive each by itself cost more than to carry it out."""
    status, answers = 200, []
    for call in json.loads(await _body(receive)):
        headers = [(name.lower().encode(), value.encode()) for name, value in call["headers"].items()]
        own = {**scope, "path": "/", "raw_path": b"/", "headers": [(b"host", b"localhost"), *headers]}
        status, answer = await _call(app, own, call["body"].encode())
        answers.append(answer.decode())
        if status >= 300:  # whoever asked reads why
            break
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": json.dumps(answers).encode()})


async def _call(app, scope, body):
    messages = []

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        messages.append(message)

    await app(scope, receive, send)
    return messages[0]["status"], b"".join(message.get("body", b"") for message in messages[1:])


def _take_or_give(body):
    own = _fixtures[get_account_id()]
    if not body:
        return own
    for kind, entries in json.loads(body).items():
        if isinstance(entries, dict):
            own[kind].update(entries)
        else:
            own[kind] = entries
    return {}


answers("/_fixtures", _take_or_give)


async def _body(receive):
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body
