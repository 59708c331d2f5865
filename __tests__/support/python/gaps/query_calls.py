"""Calls of a state machine to RDS and CloudWatch, which speak XML: sent and read by the service's own model, as the SDK in Step Functions does.

The emulator's own reading guesses: numbers and booleans stay texts, and a list of one may become its entry. Names are those of Java's SDK:
`DbSnapshots`, `Rds.DbSnapshotNotFoundException`; an error that the model does not know is an `RdsException`.

@see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

import datetime
import re
from urllib.parse import urlencode

from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from ministack import app
from ministack.core.responses import get_region
from ministack.services import stepfunctions as sfn

_HANDLERS = {"cloudwatch": "monitoring"}


def call(service, operation, request):
    """The answer to a request as the model names it, in the names of Step Functions."""
    sent = create_serializer("query").serialize_to_request(request, operation)
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "host": f"{service}.{get_region()}.amazonaws.com",
        "authorization": f"AWS4-HMAC-SHA256 Credential=test/20260101/{get_region()}/{service}/aws4_request",
    }
    status, _, body = app.call_service_handler_sync(
        app.SERVICE_HANDLERS[_HANDLERS.get(service, service)], "POST", "/", headers, urlencode(sent["body"]).encode(), {}
    )
    raw = {"status_code": status, "headers": {}, "body": body if isinstance(body, bytes) else body.encode()}
    answer = create_parser("query").parse(raw, operation.output_shape)
    if status >= 400:
        known = operation.service_model.shape_for_error_code(answer["Error"]["Code"])
        name = _class_in_java(known.name.removesuffix("Fault").removesuffix("Exception")) if known else "Rds"
        raise sfn._ExecutionError(sfn._prefix_sdk_error(service, f"{name}Exception"), answer["Error"]["Message"])
    answer.pop("ResponseMetadata", None)
    return _converted(answer)


def _converted(value):
    if isinstance(value, dict):
        return {member_in_java(key): _converted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_converted(item) for item in value]
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
    return value


def member_in_java(name):
    """The name of a member: in PascalCase, and with an acronym at its beginning as a word, `DbSnapshots` for `DBSnapshots`."""
    return re.sub(r"^[A-Z]+(?=[A-Z][a-z])", lambda found: found[0].capitalize(), name[0].upper() + name[1:])


def _class_in_java(name):
    return re.sub(r"[A-Z]+(?=[A-Z][a-z])", lambda found: found[0].capitalize(), name)
