"""Systems Manager: documents with their versions, as they came.

@see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DocumentDescription.html
"""

import hashlib
import json
import time

from ministack.core.responses import AccountRegionScopedDict, error_response_json, get_account_id, json_response
from ministack.services import ssm

from . import fixtures

_documents = AccountRegionScopedDict()


class _Refused(Exception):
    """Code and message of a refusal."""


def fill():
    handle = ssm.handle_request

    async def handle_request(method, path, headers, body, query_params):
        data = json.loads(body) if body else {}
        act = _ACTIONS.get(headers.get("x-amz-target", "").split(".")[-1])
        if act is None or data.get("ResourceType") == "Parameter":
            return await handle(method, path, headers, body, query_params)
        try:
            return json_response(act(data))
        except _Refused as refused:
            return error_response_json(*refused.args, 400)

    ssm.handle_request = handle_request
    fixtures.on_reset(_documents.clear)


def _found(name):
    if name not in _documents:
        raise _Refused("InvalidDocument", f"Document with name {name} does not exist.")
    return _documents[name]


def _create(data):
    name = data["Name"]
    if name in _documents:
        raise _Refused("DocumentAlreadyExists", f"Document with same name {name} already exists")
    kept = {key: data[key] for key in ("Name", "DocumentType", "DocumentFormat")}
    tags = {tag["Key"]: tag["Value"] for tag in data.get("Tags", [])}
    _documents[name] = {"Kept": {**kept, "CreatedDate": time.time()}, "Versions": [data["Content"]], "Default": 1, "Tags": tags}
    return {"DocumentDescription": _shown(_documents[name], 1)}


def _at_version(data):
    document, asked = _found(data["Name"]), data.get("DocumentVersion", "$DEFAULT")
    number = {"$LATEST": len(document["Versions"]), "$DEFAULT": document["Default"]}.get(asked) or int(asked)
    if number > len(document["Versions"]):
        raise _Refused("InvalidDocumentVersion", f"Document version {asked} does not exist")
    return document, number


def _shown(document, number):
    content = document["Versions"][number - 1]
    said = json.loads(content)
    return {
        **document["Kept"],
        "Hash": hashlib.sha256(content.encode()).hexdigest(),
        "Description": said.get("description", ""),
        "DocumentVersion": str(number),
        "DefaultVersion": str(document["Default"]),
        "LatestVersion": str(len(document["Versions"])),
        "Owner": get_account_id(),
        "Parameters": [{"Name": name, "Type": one["type"]} for name, one in said.get("parameters", {}).items()],
        "SchemaVersion": said["schemaVersion"],
        "Status": "Active",
        "Tags": [{"Key": key, "Value": value} for key, value in document["Tags"].items()],
    }


def _get(data):
    document, number = _at_version(data)
    return {**document["Kept"], "DocumentVersion": str(number), "Status": "Active", "Content": document["Versions"][number - 1]}


def _update(data):
    document = _found(data["Name"])
    if data["Content"] in document["Versions"]:
        raise _Refused("DuplicateDocumentContent", "The content of the association document matches another document.")
    document["Versions"].append(data["Content"])
    return {"DocumentDescription": _shown(document, len(document["Versions"]))}


def _set_default(data):
    document, number = _at_version(data)
    document["Default"] = number
    return {"Description": {"Name": data["Name"], "DefaultVersion": data["DocumentVersion"]}}


_ACTIONS = {
    "CreateDocument": _create,
    "DescribeDocument": lambda data: {"Document": _shown(*_at_version(data))},
    "DescribeDocumentPermission": lambda data: _found(data["Name"]) and {"AccountIds": [], "AccountSharingInfoList": []},
    "GetDocument": _get,
    "UpdateDocument": _update,
    "UpdateDocumentDefaultVersion": _set_default,
    "DeleteDocument": lambda data: _found(data["Name"]) and _documents.pop(data["Name"]) and {},
    "AddTagsToResource": lambda data: _found(data["ResourceId"])["Tags"].update({tag["Key"]: tag["Value"] for tag in data["Tags"]}) or {},
    "RemoveTagsFromResource": lambda data: {key: _found(data["ResourceId"])["Tags"].pop(key, None) for key in data["TagKeys"]} and {},
    "ListTagsForResource": lambda data: {"TagList": _shown(_found(data["ResourceId"]), 1)["Tags"]},
}
