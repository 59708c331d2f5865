"""Systems Manager: whoever starts a session is written on it, and AWS asks for document and task; nobody ever connects.

@see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartSession.html
@see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html
@see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
"""

import json
import re
import uuid

from ministack.core.iam_evaluator import resolve_caller_identity
from ministack.core.responses import AccountRegionScopedDict, json_response
from ministack.services import ssm

from . import fixtures

_starters = AccountRegionScopedDict()
_KEY = re.compile(r"Credential=([^/]+)/")

named = {
    "ssm:StartSession": lambda p: f"ssm document/{p['DocumentName']}",
    "ssm:TerminateSession": lambda p: f"ssm session/{p['SessionId']}",
}


def fill():
    handle = ssm.handle_request

    async def handle_request(method, path, headers, body, query_params):
        action = headers.get("x-amz-target", "").split(".")[-1]
        if action == "StartSession":
            key = _KEY.search(headers.get("authorization", ""))
            return json_response(_start(_user(key and key[1])))
        if action == "TerminateSession":
            return json_response({"SessionId": json.loads(body)["SessionId"]})
        return await handle(method, path, headers, body, query_params)

    ssm.handle_request = handle_request
    fixtures.on_reset(_starters.clear)


def _start(user):
    session = f"session-{uuid.uuid4().hex[:17]}"
    _starters[session] = user
    return {"SessionId": session, "TokenValue": "a-token", "StreamUrl": f"wss://ssmmessages.example.gov/v1/data-channel/{session}"}


def _user(access_key_id):
    return (resolve_caller_identity(access_key_id) or {}).get("userId", "")


def context(action, parameters, access_key_id):
    """The condition keys of a request about sessions. The emulator puts no variables into a policy, so one's own id is given as it stands there."""
    if action == "ssm:StartSession":
        return {"ssm:sessiondocumentaccesscheck": "true"}
    if action == "ssm:TerminateSession":
        starter = _starters.get(parameters["SessionId"], "")
        own = starter and starter == _user(access_key_id)
        return {"ssm:resourcetag/aws:ssmmessages:session-id": "${aws:userid}" if own else starter}
    return {}


def beyond(action, parameters):
    """A session is started through a task, which AWS asks for too."""
    if action == "ssm:StartSession":
        cluster, task, _ = parameters["Target"].removeprefix("ecs:").rsplit("_", 2)
        yield action, f"ecs task/{cluster}/{task}", context(action, parameters, None)
