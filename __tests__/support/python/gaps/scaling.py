"""Application Auto Scaling: scalable targets of ECS services. Registering one moves the count into its range at once."""

import json

from ministack.app import SERVICE_HANDLERS
from ministack.core.responses import error_response_json, json_response
from ministack.services import ecs, stepfunctions

from . import fixtures


def fill():
    SERVICE_HANDLERS["application-autoscaling"] = _handle
    stepfunctions._AWS_SDK_SERVICE_MAP["applicationautoscaling"] = {
        "target_prefix": "AnyScaleFrontendService",
        "protocol": "json",
        "service_key": "application-autoscaling",
    }
    stepfunctions._AWS_SDK_ERROR_PREFIX["applicationautoscaling"] = "ApplicationAutoScaling"


async def _handle(method, path, headers, body, query_params):
    action, data = headers["x-amz-target"].split(".")[-1], json.loads(body)
    if action != "RegisterScalableTarget":
        return error_response_json("ValidationException", f"{action} is not known", 400)
    fixtures.of("scalableTargets")[data["ResourceId"]] = data
    _, cluster, name = data["ResourceId"].split("/")
    count = ecs._services[f"{cluster}/{name}"]["desiredCount"]
    within = min(max(count, data["MinCapacity"]), data["MaxCapacity"])
    if within != count:
        ecs._update_service({"cluster": cluster, "service": name, "desiredCount": within})
    return json_response({"ScalableTargetARN": f"arn:aws:application-autoscaling:::{data['ResourceId']}"})
