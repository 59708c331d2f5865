"""Step Functions: what AWS holds each call of a state machine to, and the emulator does not.

Arguments must be those of the service's model, in PascalCase; answers above 256 KiB are an error that
`States.ALL` does not catch; error names end in Exception; and where a test sends a policy, each call
must be allowed by it, resource and condition included. Conditions are true or false. What JSONata made of an expression is noted,
so that a test can ask the reference implementation for the same.
"""

import asyncio
import collections
import contextvars
import json
import sys
import threading

from botocore.validate import ParamValidator
from ministack import app
from ministack.core.responses import get_account_id
from ministack.services import ecs
from ministack.services import stepfunctions as sfn

from . import fixtures, query_calls
from .permissions import denied

_NOTED_OF_EACH = 12
_LIMIT_BYTES = 256 * 1024
_role = contextvars.ContextVar("role", default="")
_execution = contextvars.ContextVar("execution", default=None)
_LOOK_EVERY_SECONDS = 0.02
# Services whose handlers never wait for anything.
_AT_ONCE = ("dynamodb", "ecr", "ssm")
_MODELS = {"applicationautoscaling": "application-autoscaling", "sfn": "stepfunctions"}


def fill():
    invoke, prefixed, matches = sfn._invoke_aws_sdk_integration, sfn._prefix_sdk_error, sfn._error_matches

    def invoke_as_aws(resource, arguments):
        service, action = resource.split(":")[-2:]
        operation = action[0].upper() + action[1:]
        shape = _model(service).operation_model(operation).input_shape
        request = _as_sent(arguments or {}, shape, f"{service}:{action}")
        problems = ParamValidator().validate(request, shape)
        if problems.has_errors():
            raise sfn._ExecutionError("States.Runtime", problems.generate_report())
        fixtures.of("calls").setdefault(f"{service}:{operation}", []).append(arguments)
        error = _next("errors", service, operation, arguments)
        if error and not error.get("after"):
            raise _raised(service, error)
        for action, target in denied(_role.get(), service, operation, request):
            raise sfn._ExecutionError(
                sfn._prefix_sdk_error(service, "AccessDeniedException"),
                f"not authorized to perform: {action} on resource: {target}",
            )
        given = _next("answers", service, operation, arguments)
        if not given or given.get("after"):
            if service in ("cloudwatch", "rds"):
                answer = query_calls.call(service, _model(service).operation_model(operation), request)
            else:
                answer = invoke(resource, arguments)
        if given:
            answer = given["answer"]
        if error:
            raise _raised(service, error)
        size = len(json.dumps(answer))
        noted = fixtures.of("largest")
        noted["bytes"] = max(noted.get("bytes", 0), size)
        if size > _LIMIT_BYTES:
            raise sfn._ExecutionError("States.DataLimitExceeded", f"{resource} answered {size} bytes")
        return answer

    def with_suffix(service, code):
        name = prefixed(service, code)
        return name if name.startswith("States.") or name.endswith("Exception") else f"{name}Exception"

    def error_matches(listed, error):
        if error in ("States.DataLimitExceeded", "States.Runtime"):
            return error in listed
        return matches(listed, error)

    _call_without_a_detour()
    invoke_resource = sfn._invoke_resource

    def invoke_while_it_runs(resource, given, _timeout):
        execution = _execution.get()
        if execution and execution["status"] != "RUNNING":
            sys.exit()  # of this thread, past whatever would catch an error and try again
        return invoke_resource(resource, given)

    sfn._invoke_resource_with_timeout = invoke_while_it_runs
    sfn._start_execution = _once_by_name(sfn._start_execution)
    sfn._run_execution = _by_its_role(sfn._run_execution)
    sfn._validate_definition_jsonata = _once_for_all_accounts(sfn._validate_definition_jsonata)
    sfn._evaluate_jsonata_choice_rule = _true_or_false
    sfn._evaluate_jsonata = _noting(sfn._evaluate_jsonata)
    sfn._invoke_aws_sdk_integration = invoke_as_aws
    sfn._prefix_sdk_error = with_suffix
    sfn._error_matches = error_matches
    fixtures.on_reset(_abort_all)


def _abort_all():
    """What still runs when everything is forgotten would otherwise go on, and change what the next test makes by the same names."""
    for execution in list(sfn._executions._data.values()):
        if execution["status"] == "RUNNING":
            execution["status"] = "ABORTED"


def _once_by_name(start):
    """The same name and input while that execution runs is the same execution; the emulator refuses it as it does afterwards.

    @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
    """

    def start_once(data):
        status, headers, body = start(data)
        if status == 400 and json.loads(body)["__type"].endswith("ExecutionAlreadyExists"):
            machine = sfn._state_machines[sfn._resolve_state_machine_arn(data["stateMachineArn"])]
            arn = f"{machine['stateMachineArn'].replace(':stateMachine:', ':execution:')}:{data['name']}"
            known = sfn._executions[arn]
            if known["status"] == "RUNNING" and known["input"] == data.get("input", "{}"):
                return sfn.json_response({"executionArn": arn, "startDate": known["startDate"]})
        return status, headers, body

    return start_once


def _by_its_role(run):
    """Remembers in the threads of an execution which it is, and which role its machine has."""

    def run_by_role(arn):
        execution = sfn._executions.get(arn) or {}
        machine = sfn._state_machines.get(execution.get("stateMachineArn")) or {}
        _execution.set(execution)
        _role.set(machine.get("roleArn", "").split("/")[-1])
        run(arn)

    return run_by_role


def _once_for_all_accounts(validate):
    """Parsing every expression takes longer than most tests; machines that differ by account alone are parsed once."""
    known = {}

    def validate_once(definition):
        key = definition.replace(get_account_id(), "")
        if key not in known:
            known[key] = validate(definition)
        return known[key]

    return validate_once


def _true_or_false(rule, raw_input, ctx):
    """A condition that is neither is an error on AWS; the emulator takes what is not empty for true."""
    value = sfn._evaluate_jsonata(rule["Condition"][2:-2].strip(), raw_input, ctx)
    if not isinstance(value, bool):
        raise sfn._ExecutionError("States.QueryEvaluationError", f"{rule['Condition']} gave {value!r}")
    return value


def _noting(evaluate):
    """Notes a few evaluations of each expression, in whatever account: what it was given and what it gave. A fixture may say what a state's clock shows."""
    times = collections.Counter()

    def evaluate_and_note(expression, raw_input, ctx=None, result=None, error_output=None):
        shown = fixtures.of("clock").get(ctx["State"]["Name"])
        if shown:
            ctx["State"]["EnteredTime"] = shown
        value = evaluate(expression, raw_input, ctx, result, error_output)
        everywhere = expression.replace(get_account_id(), "")
        if times[everywhere] < _NOTED_OF_EACH:
            times[everywhere] += 1
            variables = {k: v for k, v in ctx["variables"].items() if f"${k}" in expression}
            states = {"input": raw_input, "result": result, "errorOutput": error_output, "context": ctx}
            states = {k: v for k, v in states.items() if f"$states.{k}" in expression and v is not None}
            if "context" in states:
                states["context"] = {k: v for k, v in ctx.items() if k != "variables"}
            noted = json.loads(json.dumps({"variables": variables, "states": states, "value": value}))
            fixtures.of("evaluations").setdefault(expression, []).append(noted)
        return value

    return evaluate_and_note


def _model(service):
    return sfn._service_model(_MODELS.get(service, service))


def _as_sent(value, shape, path):
    """The request as the service's model names it; refuses a member that is not in PascalCase, with acronyms as in Java."""
    if shape.type_name == "structure" and isinstance(value, dict):
        members = {query_calls.member_in_java(name): name for name in shape.members}
        strange = [name for name in value if name not in members]
        if strange:
            raise sfn._ExecutionError("States.Runtime", f"{path}: {strange} is not among {sorted(members)}")
        return {
            members[name]: _as_sent(item, shape.members[members[name]], f"{path}.{name}")
            for name, item in value.items()
        }
    if shape.type_name == "list" and isinstance(value, list):
        return [_as_sent(item, shape.member, path) for item in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {key: _as_sent(item, shape.value, path) for key, item in value.items()}
    return value


def _next(kind, service, operation, arguments):
    """The next of the fixtures for this call, if one is left."""
    for one in fixtures.of(kind).get(f"{service}:{operation}", []):
        if one["times"] > 0 and one.get("matching", "") in json.dumps(arguments):
            one["times"] -= 1
            return one
    return None


def _raised(service, error):
    return sfn._ExecutionError(sfn._prefix_sdk_error(service, error["code"]), error["message"])


def _call_without_a_detour():
    """Lets an execution call a service in its own thread: going to the event loop and back took a third of the emulator's time.

    Requests of one service still come one after the other, those of tests included; ECS has each in a thread of its own in any case.
    """
    on_the_loop, turn, direct = app.call_service_handler_sync, threading.RLock(), {}

    def in_turn(handler):
        async def handle(*request):
            with turn:
                return await handler(*request)

        def call(*request):
            with turn:
                return _without_waiting(handler(*request))

        direct[handle] = call
        return handle

    def call_ecs(_method, _path, headers, body, _query_params):
        answer = ecs._dispatch_action(headers["x-amz-target"].split(".")[-1], json.loads(body))
        return ecs._finalize_ecs_response(answer)

    def call_here(handler, *request, **options):
        if handler in direct:
            return contextvars.copy_context().run(direct[handler], *request)
        return on_the_loop(handler, *request, **options)

    for service in _AT_ONCE:
        app.SERVICE_HANDLERS[service] = in_turn(app.SERVICE_HANDLERS[service])
    direct[app.SERVICE_HANDLERS["ecs"]] = call_ecs
    app.call_service_handler_sync = call_here


def _without_waiting(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise RuntimeError("a handler waited for something: it is not to be called at once")


async def _until(body):
    """Answers when the execution has ended, how, or, where a state is named, entered it: asking again and again costs more than it tests."""
    asked = json.loads(body)
    execution, state = sfn._executions[asked["execution"]], asked.get("entered")
    seen = 0
    while True:
        ended = execution["status"] != "RUNNING"
        new = execution["events"][seen:]
        seen += len(new)
        if state and any(event.get("stateEnteredEventDetails", {}).get("name") == state for event in new):
            return {}
        if ended and state:
            raise LookupError(f"{execution['status']} without entering {state}")
        if ended:
            return {key: execution.get(key) for key in ("status", "output", "error", "cause")}
        await asyncio.sleep(_LOOK_EVERY_SECONDS)


fixtures.answers("/_until", _until)
