"""ECS: a rollout is given up and rolled back when an alarm of the service begins to ring, and ECS keeps a record of each rollout.

An update changes only those parts of the deployment configuration that it names; the emulator forgets the others.

An alarm that rings when the rollout begins is not gone by. The emulator knows the circuit breaker alone, keeps no record, and completes
a rollout without a time in which only the alarms are watched: a container with `service: slow` (see `ecs`) is such a time without end.

@see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
@see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html
@see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
"""

import datetime
import threading
import time

from ministack.core.concurrency import resource_lock
from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region, json_response, request_scope
from ministack.services import cloudwatch, ecs

from . import fixtures
from .ecs import one_after_the_other

_LOOK_EVERY_SECONDS = 0.02
_rollouts = AccountRegionScopedDict()  # id of a deployment -> the record of its rollout
_OWN = ("revisionTaskDefinition", "ignored")


def fill():
    update = ecs._ACTION_MAP["UpdateService"]

    def update_service(data):
        cluster = ecs._resolve_cluster_name(data.get("cluster", "default"))
        key = f"{cluster}/{data['service'].split('/')[-1]}"
        service = ecs._services.get(key)
        if service and "deploymentConfiguration" in data:
            known = service.get("deploymentConfiguration") or {}
            data = {**data, "deploymentConfiguration": {**known, **data["deploymentConfiguration"]}}
        answer = update(data)
        service = ecs._services.get(key)
        primary = service and ecs._primary_deployment(service)
        if primary and primary["rolloutState"] == "IN_PROGRESS" and primary["id"] not in _rollouts:
            _rollouts[primary["id"]] = _record(service, primary)
            if _watched(service):
                scope = (get_account_id(), get_region())
                threading.Thread(target=_watch, args=(key, primary["id"], scope), daemon=True).start()
        return answer

    ecs._update_service = update_service
    ecs._ACTION_MAP.update(
        UpdateService=update_service,
        ListServiceDeployments=_list,
        DescribeServiceDeployments=_describe,
        DescribeServiceRevisions=_describe_revisions,
    )
    fixtures.on_reset(_rollouts.clear)


def _watched(service):
    alarms = (service.get("deploymentConfiguration") or {}).get("alarms") or {}
    return alarms.get("alarmNames", []) if alarms.get("enable") else []


def _ringing(names):
    return [name for name in names if (cloudwatch._alarms.get(name) or {}).get("StateValue") == "ALARM"]


def _record(service, deployment):
    names = _watched(service)
    arn, now = service["serviceArn"], ecs._iso()
    id = deployment["id"].split("/")[-1]
    return {
        "serviceDeploymentArn": f"{arn.replace(':service/', ':service-deployment/')}/{id}",
        "serviceArn": arn,
        "clusterArn": service["clusterArn"],
        "createdAt": now,
        "startedAt": now,
        "updatedAt": now,
        "targetServiceRevision": {"arn": f"{arn.replace(':service/', ':service-revision/')}/{id}"},
        "status": "IN_PROGRESS",
        "deploymentConfiguration": service.get("deploymentConfiguration"),
        "alarms": {
            "status": "MONITORING" if names else "DISABLED",
            "alarmNames": names,
            "triggeredAlarmNames": [],
        },
        "revisionTaskDefinition": deployment["taskDefinition"],
        "ignored": _ringing(names),
    }


def _watch(key, id, scope):
    with request_scope(*scope):
        while True:
            time.sleep(_LOOK_EVERY_SECONDS)
            service = ecs._services.get(key)
            primary = service and ecs._primary_deployment(service)
            if not primary or primary["id"] != id or primary["rolloutState"] != "IN_PROGRESS":
                return
            record = _rollouts.get(id)
            if record is None:
                return
            rings = [name for name in _ringing(_watched(service)) if name not in record["ignored"]]
            if rings:
                return _give_up(key, id, record, rings)


@one_after_the_other
def _give_up(key, id, record, rings):
    cluster = key.split("/")[0]
    with resource_lock("ecs-service", key):
        service = ecs._services[key]
        deployment = ecs._primary_deployment(service)
        if deployment["id"] != id or deployment["rolloutState"] != "IN_PROGRESS":
            return
        deployment.update(rolloutState="FAILED", rolloutStateReason="ECS deployment failed: alarm detected.", desiredCount=0)
        record["alarms"].update(status="TRIGGERED", triggeredAlarmNames=rings)
        before = next((one for one in service["deployments"] if one["rolloutState"] == "COMPLETED"), None)
        back = before and service["deploymentConfiguration"]["alarms"].get("rollback")
        record.update(status="ROLLBACK_IN_PROGRESS" if back else "STOPPED", updatedAt=ecs._iso())
        if back:
            deployment["status"] = "ACTIVE"
            before.update(
                status="PRIMARY",
                desiredCount=service["desiredCount"],
                rolloutState="IN_PROGRESS",
                rolloutStateReason="ECS deployment rollback in progress.",
            )
            service["taskDefinition"] = before["taskDefinition"]
    ecs._reconcile_service_tasks(cluster, key)
    ecs._schedule_service_deployment_completion(cluster, key, get_account_id(), get_region())


def _list(data):
    cluster = ecs._resolve_cluster_name(data.get("cluster", "default"))
    end = f":service/{cluster}/{data['service'].split('/')[-1]}"
    after = (data.get("createdAt") or {}).get("after")
    found = [
        {**_brief(record), "targetServiceRevisionArn": record["targetServiceRevision"]["arn"]}
        for record in _rollouts.values()
        if record["serviceArn"].endswith(end)
        and record["status"] in data.get("status", [record["status"]])
        and (not after or _time(record["createdAt"]) >= _time(after))
    ]
    return json_response({"serviceDeployments": found[: data.get("maxResults", 20)]})


def _brief(record):
    names = ("serviceDeploymentArn", "serviceArn", "clusterArn", "createdAt", "startedAt", "status")
    return {name: record[name] for name in names}


def _describe(data):
    arns = data["serviceDeploymentArns"]
    found = [record for record in _rollouts.values() if record["serviceDeploymentArn"] in arns]
    return json_response({"serviceDeployments": [{k: v for k, v in one.items() if k not in _OWN} for one in found], "failures": []})


def _describe_revisions(data):
    arns = data["serviceRevisionArns"]
    found = [record for record in _rollouts.values() if record["targetServiceRevision"]["arn"] in arns]
    revisions = [
        {
            "serviceRevisionArn": record["targetServiceRevision"]["arn"],
            "serviceArn": record["serviceArn"],
            "clusterArn": record["clusterArn"],
            "taskDefinition": record["revisionTaskDefinition"],
            "createdAt": record["createdAt"],
        }
        for record in found
    ]
    return json_response({"serviceRevisions": revisions, "failures": []})


def _time(text):
    if not isinstance(text, str):
        return float(text)
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
