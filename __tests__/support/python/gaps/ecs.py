"""ECS: the latest ACTIVE revision, client tokens, and containers that end as a test says.

Without Docker the emulator's containers run until they are stopped. A fixture for the image's digest
says otherwise: `service: broken` ends each task of a service at once, as a container that does not
come up would, so that the emulator's circuit breaker acts; `service: slow` never gets steady;
`task` is how a one-off task ends: an exit code, a reason why it did not start, a failure of RunTask, or
`never`; with `hidden: 3` the first three lists after its start leave it out, as ECS may.
"""

import json
import threading
import time

from ministack.core.responses import get_account_id, get_region, json_response, request_scope
from ministack.services import ecs

from . import fixtures

_PLACEHOLDER = "sha256:" + 64 * "0"
_tokens = {}
_hidden = {}
_turn = threading.RLock()  # of whoever changes a service or its tasks, or reads it; nobody waits for anything else in between
_IN_TURN = (
    "_create_service",
    "_update_service",
    "_run_task",
    "_stop_task",
    "_mark_task_stopped",
    "_reconcile_service_tasks",
    "_complete_service_deployment",
    "_refresh_service_state",
    "_describe_services",
)


def fill():
    run, complete = ecs._run_task, ecs._complete_service_deployment
    listed = ecs._list_tasks

    def run_task(data):
        token = (get_account_id(), data.get("clientToken"))
        if token[1] and token in _tokens:
            return _tokens[token]
        one_off = not data.get("group", "").startswith("service:")
        failure = one_off and _fixtures_of(data["taskDefinition"]).get("task", {}).get("failure")
        if failure:
            return json_response({"tasks": [], "failures": [{"reason": failure}]})
        if one_off:
            noted = fixtures.of("oneOffTasks")
            noted["count"] = noted.get("count", 0) + 1
            noted["atOnce"] = max(noted.get("atOnce", 0), 1 + sum(map(_at_work, ecs._tasks.values())))
        before = set(ecs._tasks)
        answer = run(data)
        if token[1] and answer[0] == 200:
            _tokens[token] = answer
        started = [ecs._tasks[arn] for arn in ecs._tasks if arn not in before]
        for task in started:
            _end_as_fixtures_say(task)
            hidden = one_off and _fixtures_of(task["taskDefinitionArn"]).get("task", {}).get("hidden")
            if hidden:
                _hidden[task["taskArn"]] = hidden
        return answer

    def list_tasks(data):
        status, headers, body = listed(data)
        answer = json.loads(body)
        for arn in [arn for arn in answer.get("taskArns", []) if _hidden.get(arn)]:
            _hidden[arn] -= 1
            answer["taskArns"].remove(arn)
        return json_response(answer) if status == 200 else (status, headers, body)

    def complete_deployment(cluster, service, expected_deployment_id=None):
        primary = ecs._primary_deployment(ecs._services.get(service) or {})
        if primary and primary["desiredCount"] > 0 and _fixtures_of(primary["taskDefinition"]).get("service"):
            return
        complete(cluster, service, expected_deployment_id)

    ecs._run_task = run_task
    ecs._create_service = _keeping_rebalancing(ecs._create_service)
    ecs._update_service = _keeping_rebalancing(ecs._update_service)
    ecs._list_tasks, ecs._ACTION_MAP["ListTasks"] = list_tasks, list_tasks
    ecs._complete_service_deployment = complete_deployment
    ecs._ECS_DEPLOYMENT_STEADY_DELAY = 0.2
    ecs._resolve_td_key = _latest_active(ecs._resolve_td_key)
    for name in _IN_TURN:
        setattr(ecs, name, one_after_the_other(getattr(ecs, name)))
    ecs._ACTION_MAP.update(CreateService=ecs._create_service, UpdateService=ecs._update_service)
    ecs._ACTION_MAP.update(RunTask=ecs._run_task, StopTask=ecs._stop_task, DescribeServices=ecs._describe_services)
    fixtures.on_reset(_tokens.clear)
    fixtures.on_reset(_hidden.clear)


def one_after_the_other(change):
    """A service's tasks are counted and then started, or the count written: two threads at it started five of two, or left the older count.

    Whoever reads in the middle finds a rollout completed whose old tasks still run.
    """

    def change_in_turn(*given, **options):
        with _turn:
            return change(*given, **options)

    return change_in_turn


def _keeping_rebalancing(write):
    """A service answers the `availabilityZoneRebalancing` that it was given."""

    def write_service(data):
        answer = write(data)
        if "availabilityZoneRebalancing" in data:
            cluster = ecs._resolve_cluster_name(data.get("cluster", "default"))
            name = (data.get("serviceName") or data["service"]).split("/")[-1]
            service = ecs._services.get(f"{cluster}/{name}") or {}
            service["availabilityZoneRebalancing"] = data["availabilityZoneRebalancing"]
        return answer

    return write_service


def _at_work(task):
    """Whether it is a one-off task of this account that has not ended."""
    own = f":{get_account_id()}:" in task["taskArn"]
    return own and not task["group"].startswith("service:") and task["lastStatus"] != "STOPPED"


def _latest_active(resolve):
    def resolve_key(reference):
        if not reference or ":" in reference:
            return resolve(reference)
        active = [
            definition["revision"]
            for definition in ecs._task_defs.values()
            if definition["family"] == reference and definition["status"] == "ACTIVE"
        ]
        return f"{reference}:{max(active)}" if active else reference

    return resolve_key


def _fixtures_of(task_definition):
    definition = ecs._task_defs.get(ecs._resolve_td_key(task_definition)) or {}
    found = {}
    for container in definition.get("containerDefinitions", []):
        digest = container["image"].partition("@")[2]
        found.update(fixtures.of("containers").get(digest, {}))
        if digest == _PLACEHOLDER:
            found["service"] = "broken"  # there is no such image
    return found


def _end_as_fixtures_say(task):
    found = _fixtures_of(task["taskDefinitionArn"])
    if task["group"].startswith("service:"):
        end = {"exitCode": 1} if found.get("service") == "broken" else None
    else:
        end = found.get("task", {"exitCode": 0})
    if end and not end.get("never"):
        scope = (get_account_id(), get_region())
        threading.Thread(target=_end, args=(task, end, scope), daemon=True).start()


def _end(task, end, scope):
    time.sleep(end.get("afterSeconds", 0.1))
    with request_scope(*scope):
        if "exitCode" in end:
            code, reason = "EssentialContainerExited", "Essential container in task exited"
        else:
            code, reason = "TaskFailedToStart", end["reason"]
        ecs._mark_task_stopped(task["taskArn"], task, reason, code, end.get("exitCode"))
