"""ECR's registry: who pushes and pulls, and whether IAM lets them, as AWS maps the protocol to actions.

The emulator gives everybody one token and asks nobody for it. Who brings none, as a test that pushes for a developer, is not asked either.

@see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
@see https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
"""

import base64
import json
import re

from ministack import app
from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import ecr

_CREDENTIAL = re.compile(r"Credential=([^/,]+)/")
_ACTIONS = {
    ("blob", "HEAD"): "BatchCheckLayerAvailability",
    ("blob", "GET"): "GetDownloadUrlForLayer",
    ("blob_uploads", "POST"): "InitiateLayerUpload",
    ("blob_upload_session", "PATCH"): "UploadLayerPart",
    ("blob_upload_session", "PUT"): "CompleteLayerUpload",
    ("manifest", "HEAD"): "BatchGetImage",
    ("manifest", "GET"): "BatchGetImage",
    ("manifest", "PUT"): "PutImage",
    ("tags_list", "GET"): "ListImages",
}


def fill():
    handle, serve = ecr.handle_request, ecr.handle_registry_request

    async def handle_request(method, path, headers, body, query_params):
        status, sent, answer = await handle(method, path, headers, body, query_params)
        caller = _CREDENTIAL.search(headers.get("authorization", ""))
        if status == 200 and caller and headers.get("x-amz-target", "").endswith(".GetAuthorizationToken"):
            data = json.loads(answer)
            data["authorizationData"][0]["authorizationToken"] = base64.b64encode(f"AWS:{caller[1]}".encode()).decode()
            answer = json.dumps(data).encode()
            sent = {name: value for name, value in sent.items() if name.lower() != "content-length"}
        return status, sent, answer

    async def handle_registry_request(method, path, headers, body, query_params):
        verb, name, _ = ecr._parse_v2_path(path) or (None, None, None)
        caller = _caller(headers)
        if app.AUTH and verb == "ping" and not caller:
            status, sent, answer = ecr._registry_error(401, "UNAUTHORIZED", "Not Authorized")
            return status, {**sent, "WWW-Authenticate": 'Basic realm="ecr"'}, answer
        action = _ACTIONS.get((verb, method.upper()))
        if app.AUTH and action and caller:
            arn = f"arn:aws:ecr:{get_region()}:{get_account_id()}:repository/{name}"
            denied = iam_evaluator.enforce(caller, f"ecr:{action}", "ecr", get_region(), resource_arn=arn)
            if denied:
                return ecr._registry_error(403, "DENIED", f"not authorized to perform: ecr:{action} on resource: {arn}")
        if verb == "blob_uploads":
            # ECR mounts no layer of another repository unless the registry is set to.
            query_params = {name: value for name, value in query_params.items() if name not in ("mount", "from")}
        return await serve(method, path, headers, body, query_params)

    ecr.handle_request, ecr.handle_registry_request = handle_request, handle_registry_request


def _caller(headers):
    """The access key of whoever got the token."""
    kind, _, token = next((value for name, value in headers.items() if name.lower() == "authorization"), "").partition(" ")
    if kind.lower() != "basic":
        return None
    return base64.b64decode(token).decode().partition(":")[2]
