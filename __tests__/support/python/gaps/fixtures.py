"""Fixtures of each account, sent as `POST /_fixtures?account=111111111111`; `GET` gives what was noted.

    scans       digest -> answer of DescribeImageScanFindings, as a list of findings and a status; with
                "answer" exactly that one, whatever it lacks
    containers  digest -> how its containers end: {"service": "broken"|"slow", "task": {"exitCode": 3}}
    pushedAt    digest -> time of the push
    errors      "ecr:DescribeImages" -> [{"code": ..., "message": ..., "times": 2}]; with "after" the call is
                carried out and its answer lost, with "matching" only arguments with that text fail
    answers     "ecs:DescribeServices" -> [{"answer": {...}, "times": 2}]: what a call of a state machine is
                answered instead, in PascalCase, exactly as it stands (fields may be missing or null); "matching" as above
    policy      the policy that every call of a state machine must be allowed by
"""

import json
from collections import defaultdict
from urllib.parse import parse_qs

from ministack.core.responses import get_account_id

_fixtures = defaultdict(lambda: defaultdict(dict))


def of(kind):
    """The fixtures of one kind in the account of the request that is being served."""
    return _fixtures[get_account_id()][kind]


def serve(app):
    async def with_fixtures(scope, receive, send):
        path = scope.get("path")
        if path == "/_ministack/reset":
            _fixtures.clear()
        if path != "/_fixtures":
            return await app(scope, receive, send)
        account = parse_qs(scope["query_string"].decode())["account"][0]
        if scope["method"] == "POST":
            for kind, entries in json.loads(await _body(receive)).items():
                if isinstance(entries, dict):
                    _fixtures[account][kind].update(entries)
                else:
                    _fixtures[account][kind] = entries
            answer = b"{}"
        else:
            answer = json.dumps(_fixtures[account]).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": answer})

    return with_fixtures


async def _body(receive):
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body
