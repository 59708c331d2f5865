"""Records every request that somebody but the account's root makes: who, which action, on which resource, with which parameters, and the verdict.

`GET /_requests?account=` gives them. The resource of a request, where the emulator knows none, and what AWS checks beside the request
itself are in `authorization.py`.
"""

import contextvars
import json
import re

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id
from ministack.services import tagging

from . import authorization, fixtures, identity, sessions

_SESSION = re.compile(r"assumed-role/([^/]+)/")
_INDEXES = re.compile(r"(\.member)?\.\d+.*$")
_request = contextvars.ContextVar("request", default=None)
_recorded = {}


def fill():
    extract, enforce = iam_actions.extract_resource_arn, iam_evaluator.enforce
    resolve = iam_evaluator._resolve_condition_key

    def resolve_key(key, context):
        # Tests speak HTTP on loopback; AWS is reached by TLS.
        return "true" if key.lower() == "aws:securetransport" else resolve(key, context)

    def resource_arn(service, method, path, headers, body, query_params, region, account_id):
        found = extract(service, method, path, headers, body, query_params, region, account_id)
        _request.set({**_parameters(body, query_params), "path": path})
        return found

    def recorded(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        parameters = _request.get() or {}
        of_session = sessions.context(iam_action, parameters, access_key_id)
        context = {**authorization.context(iam_action, parameters), **of_session, **(service_context or {})}
        resource = authorization.resource(iam_action, parameters, resource_arn, get_account_id(), region)
        denied = enforce(access_key_id, iam_action, service, region, resource_arn=resource, service_context=context)
        _record(access_key_id, iam_action, resource, parameters, context, denied)
        for action, target, keys in authorization.beyond(iam_action, parameters, resource, get_account_id(), region):
            if denied:
                return denied
            denied = enforce(access_key_id, action, service, region, resource_arn=target, service_context=keys)
            _record(access_key_id, action, target, {}, keys, denied, of=iam_action)
        return denied

    iam_actions.extract_resource_arn = resource_arn
    iam_evaluator.enforce = recorded
    iam_evaluator._resolve_condition_key = resolve_key
    fixtures.answers("/_requests", lambda _: [dict(one) for one in _recorded.get(get_account_id(), {}).values()])
    fixtures.on_reset(_recorded.clear)


def _record(access_key_id, action, resource, parameters, context, denied, of=None):
    who = iam_evaluator.resolve_caller_identity(access_key_id) or {}
    role = _SESSION.search(who.get("userArn", ""))
    if role:
        record(role[1], action, resource, parameters, context, denied, of)


def record(role, action, resource, parameters, context, denied, of=None):
    """Keeps one request of a role in the account of the request that is being served."""
    keys = {key: value for key, value in context.items() if value and not key.lower().startswith("aws:tagkeys")}
    leading = identity._leading_keys.get()
    if leading and action.startswith("dynamodb:"):
        keys["dynamodb:leadingkeys"] = leading
    own_tags = tagging.resource_tags(resource) or {}
    keys.update({f"aws:resourcetag/{name}": value for name, value in own_tags.items()})
    request = {
        "role": role,
        "action": action,
        "resource": resource,
        "parameters": sorted({_INDEXES.sub("", name) for name in parameters} - {"Action", "Version", "path"}),
        "context": keys,
        "allowed": not denied,
        **({"of": of} if of else {}),
    }
    own = _recorded.setdefault(get_account_id(), {})
    own[json.dumps(request, sort_keys=True, default=str)] = request


def _parameters(body, query_params):
    """All that a request says, by name: of the query, and of the body where it is JSON."""
    found = {name: value[0] if isinstance(value, list) and value else value for name, value in query_params.items()}
    if body[:1] == b"{":
        try:
            found.update(json.loads(body))
        except ValueError:
            pass
    return found
