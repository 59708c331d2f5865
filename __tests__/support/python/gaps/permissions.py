"""Whether the policy that a test sent allows a machine's call, for the resources and conditions that IAM looks at; each is recorded."""

from ministack.core.iam_evaluator import EvalContext, _resource_policy, evaluate, evaluate_resource_policy, parse_policy_document
from ministack.core.responses import get_account_id, get_region
from ministack.services import ecs, rds

from . import fixtures, identity, requests

_PREFIXES = {"applicationautoscaling": "application-autoscaling", "sfn": "states"}
_parsed = {}  # account -> the statements that a test sent last, as sent and as parsed
_WRITES_OF_TRANSACTION = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem"}


def denied(role, service, operation, request):
    """The permissions that are missing for a call of a machine with this role, each with its resource."""
    policy = fixtures.of("policy")
    if not policy:
        return []
    statements = [_statements(policy)]
    needed = list(_needed(service, operation, request))
    missing = []
    for action, resource, context in needed:
        asked = EvalContext(
            principal_arn=f"arn:aws:sts::{get_account_id()}:assumed-role/{role}/run",
            principal_type="AssumedRole",
            principal_account=get_account_id(),
            action=action,
            resource_arn=resource,
            region=get_region(),
            service_context=context,
        )
        is_denied = evaluate(asked, statements).decision != "Allow" or _refused_by_the_table(asked)
        is_itself = action.endswith(f":{operation}")
        of = None if is_itself else f"{_PREFIXES.get(service, service)}:{operation}"
        requests.record(role, action, resource, request if is_itself else {}, context, is_denied, of)
        if is_denied:
            missing.append((action, resource))
    return missing


def _statements(policy):
    sent, parsed = _parsed.get(get_account_id(), (None, None))
    if sent is not policy["Statement"]:
        parsed = parse_policy_document(policy)
        _parsed[get_account_id()] = (policy["Statement"], parsed)
    return parsed


def _needed(service, operation, request):
    action = f"{_PREFIXES.get(service, service)}:{operation}"
    if operation == "TransactWriteItems":
        for item in request["TransactItems"]:
            for kind, write in item.items():
                yield f"dynamodb:{_WRITES_OF_TRANSACTION[kind]}", _arn("dynamodb", f"table/{write['TableName']}"), _leading_keys(request)
        return
    if operation == "DescribeAlarms":  # each that is named
        for name in request["AlarmNames"]:
            yield action, _arn("cloudwatch", f"alarm:{name}"), {}
        return
    yield action, _resource(service, operation, request), _context(service, operation, request)
    if operation in ("RegisterTaskDefinition", "RunTask"):
        definition = request
        if operation == "RunTask":
            definition = ecs._task_defs[ecs._resolve_td_key(request["taskDefinition"])]
        for role in ("taskRoleArn", "executionRoleArn"):
            if definition.get(role):
                yield "iam:PassRole", definition[role], {"iam:passedtoservice": "ecs-tasks.amazonaws.com"}
    if operation == "CreateDBSnapshot":
        # Both the database and what is made of it; the tags; and the key of an encrypted one.
        # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html
        made = _arn("rds", f"snapshot:{request['DBSnapshotIdentifier']}")
        yield action, made, {}
        if request.get("Tags"):
            yield "rds:AddTagsToResource", made, {}
        database = rds._instances.get(request["DBInstanceIdentifier"]) or {}
        if database.get("StorageEncrypted"):
            key = database.get("KmsKeyId") or _arn("kms", "key/00000000-0000-0000-0000-000000000000")
            through = {"kms:viaservice": f"rds.{get_region()}.amazonaws.com"}
            yield "kms:CreateGrant", key, {**through, "kms:grantisforawsresource": "true"}
            yield "kms:DescribeKey", key, through
    if operation == "RegisterTaskDefinition" and request.get("tags"):
        yield "ecs:TagResource", _resource(service, operation, request), {
            "ecs:createaction": "RegisterTaskDefinition"
        }


def _context(service, operation, request):
    """Condition keys, which the evaluator wants in lower case."""
    if operation in ("RunTask", "DescribeTasks", "StopTask", "ListTasks"):
        return {"ecs:cluster": _arn("ecs", f"cluster/{request['cluster']}")}
    if operation == "RegisterScalableTarget":
        return {
            "application-autoscaling:service-namespace": request["ServiceNamespace"],
            "application-autoscaling:scalable-dimension": request["ScalableDimension"],
        }
    if operation == "DeleteDBSnapshot":
        snapshot = rds._snapshots.get(request["DBSnapshotIdentifier"]) or {}
        return {f"aws:resourcetag/{tag['Key']}": tag["Value"] for tag in snapshot.get("TagList", [])}
    if operation == "PutMetricData":
        return {"cloudwatch:namespace": request["Namespace"]}
    return _leading_keys(request) if service == "dynamodb" else {}


def _leading_keys(request):
    """All kinds of items that a request names, as one value: in a transaction each item is checked with them."""
    keys = identity.keys_of(request)
    return {"dynamodb:leadingkeys": keys} if keys else {}


def _refused_by_the_table(asked):
    """Whether a table's own policy denies it, which no policy of the role's can lift."""
    found = _resource_policy("dynamodb", asked.resource_arn) if asked.action.startswith("dynamodb:") else None
    return found is not None and evaluate_resource_policy(found[0], asked).decision == "Deny"


def _resource(service, operation, request):
    """@see https://docs.aws.amazon.com/service-authorization/latest/reference/"""
    if service == "ecr":
        return _arn("ecr", f"repository/{request['repositoryName']}")
    if service == "ssm":
        return _arn("ssm", f"parameter{request['Name']}")
    if service == "sns":
        return request["TopicArn"]
    if service == "sfn":
        return request.get("executionArn") or request["stateMachineArn"]
    if service == "applicationautoscaling":
        return _arn("application-autoscaling", "scalable-target/1234abcd")
    if service == "dynamodb":
        return _arn("dynamodb", f"table/{request.get('TableName') or next(iter(request['RequestItems']))}")
    if operation == "DeleteDBSnapshot" or "DBSnapshotIdentifier" in request and operation == "DescribeDBSnapshots":
        return _arn("rds", f"snapshot:{request['DBSnapshotIdentifier']}")
    if service == "rds":
        return _arn("rds", f"db:{request['DBInstanceIdentifier']}")
    if operation in ("DescribeServices", "UpdateService"):
        name = request.get("service") or request["services"][0]
        return _arn("ecs", f"service/{request['cluster']}/{name}")
    if operation == "ListServiceDeployments":
        return _arn("ecs", f"service/{request['cluster']}/{request['service']}")
    if operation == "DescribeServiceDeployments":
        return request["serviceDeploymentArns"][0]
    if operation == "DescribeServiceRevisions":
        return request["serviceRevisionArns"][0]
    if operation == "RunTask":
        return request["taskDefinition"]
    if operation == "DescribeTasks":
        return request["tasks"][0]
    if operation == "StopTask":
        return request["task"]
    if operation == "RegisterTaskDefinition":
        return _arn("ecs", f"task-definition/{request['family']}:1")
    # DescribeTaskDefinition, DeregisterTaskDefinition, ListTasks know no resource.
    return "*"


def _arn(service, rest):
    return f"arn:aws:{service}:{get_region()}:{get_account_id()}:{rest}"
