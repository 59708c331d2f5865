"""WAF: logging configurations are kept and answered as they came; nothing is ever logged.

@see https://docs.aws.amazon.com/waf/latest/APIReference/API_PutLoggingConfiguration.html
"""

import json

from ministack.core.responses import AccountRegionScopedDict, json_response
from ministack.services import waf

from . import fixtures

_configurations = AccountRegionScopedDict()  # ARN of a web ACL -> its logging configuration


def fill():
    handle = waf.handle_request

    async def handle_request(method, path, headers, body, query_params):
        action = _ACTIONS.get(headers.get("x-amz-target", "").split(".")[-1])
        if action is None:
            return await handle(method, path, headers, body, query_params)
        return action(json.loads(body))

    waf.handle_request = handle_request
    fixtures.on_reset(_configurations.clear)


def _put(data):
    configuration = data["LoggingConfiguration"]
    _, error = waf._resolve_local_web_acl(configuration["ResourceArn"])
    if error:
        return error
    for destination in configuration["LogDestinationConfigs"]:
        if ":log-group:aws-waf-logs-" not in destination and ":s3:::aws-waf-logs-" not in destination:
            return waf._waf_err("WAFInvalidParameterException", f"{destination} is no log group or bucket of AWS WAF")
    _configurations[configuration["ResourceArn"]] = {"LogType": "WAF_LOGS", "LogScope": "CUSTOMER", **configuration}
    return _get(configuration)


def _get(data):
    found = _configurations.get(data["ResourceArn"])
    if found is None:
        return waf._waf_err("WAFNonexistentItemException", "The web ACL has no logging configuration")
    return json_response({"LoggingConfiguration": found})


def _delete(data):
    if _configurations.pop(data["ResourceArn"], None) is None:
        return waf._waf_err("WAFNonexistentItemException", "The web ACL has no logging configuration")
    return json_response({})


_ACTIONS = {
    "PutLoggingConfiguration": _put,
    "GetLoggingConfiguration": _get,
    "DeleteLoggingConfiguration": _delete,
}
