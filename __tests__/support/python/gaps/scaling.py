"""Application Auto Scaling of ECS services: scalable targets, their policies and tags.

Registering a target moves the service's count into its range at once; AWS does so a little later.

@see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
"""

import json
import time
import uuid

from ministack.app import SERVICE_HANDLERS
from ministack.core.responses import (
    AccountRegionScopedDict,
    error_response_json,
    get_account_id,
    get_region,
    json_response,
)
from ministack.services import ecs, stepfunctions

from . import fixtures

_targets = AccountRegionScopedDict()  # (namespace, resource, dimension) -> target
_policies = AccountRegionScopedDict()  # (namespace, resource, dimension, name) -> policy
_tags = AccountRegionScopedDict()  # ARN of a target -> tags

_LINKED_ROLE = (
    "role/aws-service-role/ecs.application-autoscaling.amazonaws.com"
    "/AWSServiceRoleForApplicationAutoScaling_ECSService"
)


def fill():
    SERVICE_HANDLERS["application-autoscaling"] = _handle
    stepfunctions._AWS_SDK_SERVICE_MAP["applicationautoscaling"] = {
        "target_prefix": "AnyScaleFrontendService",
        "protocol": "json",
        "service_key": "application-autoscaling",
    }
    stepfunctions._AWS_SDK_ERROR_PREFIX["applicationautoscaling"] = "ApplicationAutoScaling"
    for store in (_targets, _policies, _tags):
        fixtures.on_reset(store.clear)


async def _handle(method, path, headers, body, query_params):
    action, data = headers["x-amz-target"].split(".")[-1], json.loads(body or b"{}")
    if action not in _ACTIONS:
        return error_response_json("ValidationException", f"{action} is not known", 400)
    return _ACTIONS[action](data)


def _register(data):
    fixtures.of("scalableTargets")[data["ResourceId"]] = data
    key = _key(data)
    is_new = key not in _targets
    target = _targets.setdefault(key, _new_target(key))
    target.update({name: data[name] for name in ("MinCapacity", "MaxCapacity") if name in data})
    if is_new:
        _tags[target["ScalableTargetARN"]] = data.get("Tags", {})
    _, cluster, name = data["ResourceId"].split("/")
    count = ecs._services[f"{cluster}/{name}"]["desiredCount"]
    within = min(max(count, target["MinCapacity"]), target["MaxCapacity"])
    if within != count:
        ecs._update_service({"cluster": cluster, "service": name, "desiredCount": within})
    return json_response({"ScalableTargetARN": target["ScalableTargetARN"]})


def _new_target(key):
    account, region = get_account_id(), get_region()
    active = ("DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended")
    return {
        "ServiceNamespace": key[0],
        "ResourceId": key[1],
        "ScalableDimension": key[2],
        "CreationTime": time.time(),
        "ScalableTargetARN": f"arn:aws:application-autoscaling:{region}:{account}:scalable-target/{uuid.uuid4().hex[:28]}",
        "RoleARN": f"arn:aws:iam::{account}:{_LINKED_ROLE}",
        "SuspendedState": {name: False for name in active},
    }


def _describe_targets(data):
    named = data.get("ResourceIds")
    found = [
        target
        for (namespace, resource, dimension), target in _targets.items()
        if namespace == data["ServiceNamespace"]
        and (not named or resource in named)
        and data.get("ScalableDimension") in (None, dimension)
    ]
    return json_response({"ScalableTargets": found})


def _deregister(data):
    key = _key(data)
    if _targets.pop(key, None) is None:
        return _missing(key)
    for policy in [policy for policy in _policies if policy[:3] == key]:
        _policies.pop(policy)  # a target takes its policies with it
    return json_response({})


def _put_policy(data):
    key = _key(data)
    if key not in _targets:
        return _missing(key)
    old = _policies.get((*key, data["PolicyName"])) or _new_policy(data)
    kept = {name: old[name] for name in ("PolicyARN", "Alarms", "CreationTime")}
    policy = _policies[(*key, data["PolicyName"])] = {**data, **kept}
    return json_response({"PolicyARN": policy["PolicyARN"], "Alarms": policy["Alarms"]})


def _new_policy(data):
    account, region, resource = get_account_id(), get_region(), data["ResourceId"]
    names = [f"TargetTracking-{resource}-{side}-{uuid.uuid4()}" for side in ("AlarmHigh", "AlarmLow")]
    return {
        "PolicyARN": f"arn:aws:autoscaling:{region}:{account}:scalingPolicy:{uuid.uuid4()}"
        f":resource/{data['ServiceNamespace']}/{resource}:policyName/{data['PolicyName']}",
        "Alarms": [
            {"AlarmName": name, "AlarmARN": f"arn:aws:cloudwatch:{region}:{account}:alarm:{name}"}
            for name in names
        ],
        "CreationTime": time.time(),
    }


def _describe_policies(data):
    named = data.get("PolicyNames")
    found = [
        policy
        for (namespace, resource, dimension, name), policy in _policies.items()
        if namespace == data["ServiceNamespace"]
        and data.get("ResourceId") in (None, resource)
        and data.get("ScalableDimension") in (None, dimension)
        and (not named or name in named)
    ]
    return json_response({"ScalingPolicies": found})


def _delete_policy(data):
    key = _key(data)
    if _policies.pop((*key, data["PolicyName"]), None) is None:
        return _missing(key)
    return json_response({})


def _list_tags(data):
    return json_response({"Tags": _tags.get(data["ResourceARN"], {})})


def _tag(data):
    _tags.setdefault(data["ResourceARN"], {}).update(data["Tags"])
    return json_response({})


def _untag(data):
    for name in data["TagKeys"]:
        _tags.get(data["ResourceARN"], {}).pop(name, None)
    return json_response({})


def _key(data):
    return data["ServiceNamespace"], data["ResourceId"], data["ScalableDimension"]


def _missing(key):
    return error_response_json("ObjectNotFoundException", f"nothing is registered for {'/'.join(key)}", 400)


_ACTIONS = {
    "RegisterScalableTarget": _register,
    "DescribeScalableTargets": _describe_targets,
    "DeregisterScalableTarget": _deregister,
    "PutScalingPolicy": _put_policy,
    "DescribeScalingPolicies": _describe_policies,
    "DeleteScalingPolicy": _delete_policy,
    "ListTagsForResource": _list_tags,
    "TagResource": _tag,
    "UntagResource": _untag,
}
