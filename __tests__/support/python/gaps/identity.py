"""IAM: who calls, on which resource, and with which condition keys, as AWS has it.

Of a role's session aws:PrincipalArn is the role; ECS names the service that is described; DynamoDB
gives the partition keys of a request.

@see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
@see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
@see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
"""

import contextvars
import json
import re

from ministack.core import iam_actions, iam_evaluator
from ministack.services import dynamodb, iam

_SESSION = re.compile(r"^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role/([^/]+)/.+$")
_EQUALS = re.compile(r"(\S+)\s*=\s*(:\w+)")
_leading_keys = contextvars.ContextVar("leading_keys", default=None)


def fill():
    resolve = iam_evaluator._resolve_condition_key
    enforce = iam_evaluator.enforce
    extract = iam_actions.extract_resource_arn

    def resolve_key(key, context):
        value = resolve(key, context)
        if key.lower() != "aws:principalarn":
            return value
        return _SESSION.sub(r"arn:\1:iam::\2:role/\3", value)

    def resource_arn(service, method, path, headers, body, query_params, region, account_id):
        _leading_keys.set(keys_of(body) if service == "dynamodb" else None)
        action = headers.get("x-amz-target", "").split(".")[-1]
        if service == "ecs" and action == "DescribeServices":
            data = json.loads(body)
            return f"arn:aws:ecs:{region}:{account_id}:service/{data['cluster']}/{data['services'][0]}"
        if service == "ecs" and action == "DescribeTaskDefinition":
            return "*"
        return extract(service, method, path, headers, body, query_params, region, account_id)

    def enforce_with_keys(*args, service_context=None, **kwargs):
        keys = _leading_keys.get()
        context = {**(service_context or {}), **({"dynamodb:LeadingKeys": keys} if keys else {})}
        return enforce(*args, service_context=context, **kwargs)

    dynamodb.table_policy_for_arn = _table_policy
    iam_evaluator._RESOURCE_POLICY_LOOKUPS["dynamodb"] = ("dynamodb", "table_policy_for_arn")
    iam._IAM_HANDLERS["TagOpenIDConnectProvider"] = _tag_provider
    iam._IAM_HANDLERS["UntagOpenIDConnectProvider"] = _untag_provider
    iam_evaluator._resolve_condition_key = resolve_key
    iam_evaluator.enforce = enforce_with_keys
    iam_actions.extract_resource_arn = resource_arn


def _tag_provider(request):
    """An identity provider takes more tags, which the emulator lets it have only while it is made."""
    provider = iam._oidc_providers[iam._p(request, "OpenIDConnectProviderArn")]
    tags = {tag["Key"]: tag for tag in [*provider.get("Tags", []), *iam._extract_tags(request)]}
    provider["Tags"] = list(tags.values())
    return iam._xml(200, "TagOpenIDConnectProviderResponse", "", ns="iam")


def _untag_provider(request):
    """And gives up those that are named."""
    provider = iam._oidc_providers[iam._p(request, "OpenIDConnectProviderArn")]
    gone = iam._extract_tag_keys(request)
    provider["Tags"] = [tag for tag in provider.get("Tags", []) if tag["Key"] not in gone]
    return iam._xml(200, "UntagOpenIDConnectProviderResponse", "", ns="iam")


def keys_of(body):
    """The values of the partition key, which is `kind` in every table here: each once, of all items that a request names."""
    data = body if isinstance(body, dict) else json.loads(body or b"{}")
    requests = [one for entry in data.get("TransactItems", []) for one in entry.values()]
    for of_table in data.get("RequestItems", {}).values():
        if isinstance(of_table, dict):
            requests += [{"Key": key} for key in of_table["Keys"]]
        else:
            requests += [one for entry in of_table for one in entry.values()]
    items = [one.get("Key") or one.get("Item") for one in [data, *requests]]
    kinds = sorted({item["kind"]["S"] for item in items if item})
    if kinds:
        return kinds
    names, values = data.get("ExpressionAttributeNames", {}), data.get("ExpressionAttributeValues", {})
    for name, value in _EQUALS.findall(data.get("KeyConditionExpression", "")):
        if names.get(name, name) == "kind":
            return [values[value]["S"]]
    return None


def _table_policy(arn):
    """The policy of a table, which AWS asks besides those of the caller, and its account."""
    entry = dynamodb._resource_policies.get(arn.split("/index/")[0])
    return (entry["Policy"], arn.split(":")[4]) if entry else None
