"""What AWS authorizes a request on, where the emulator finds no resource or another, and what it checks beside the request.

`tools/permissions/beyond.json` holds what AWS demands of the caller besides the recorded request, each row with AWS' page about it.

@see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

import json
import pathlib
import re

from ministack.core import iam_actions
from ministack.core.responses import get_account_id, get_region
from ministack.services import ecs, iam, rds, tagging

from . import network_authorization, sessions

_BEYOND = json.loads((pathlib.Path(__file__).resolve().parents[4] / "tools/permissions/beyond.json").read_text())

# What is to be made has no id yet; AWS checks the name that it gives, whose last part nobody knows.
_TO_BE_MADE = "0123456789abcdef"


_OF_ROLES = (
    "AttachRolePolicy", "DeleteRole", "DeleteRolePolicy", "DetachRolePolicy", "GetRole", "GetRolePolicy", "ListAttachedRolePolicies",
    "ListInstanceProfilesForRole", "ListRolePolicies", "PutRolePolicy", "TagRole", "UntagRole", "UpdateAssumeRolePolicy", "UpdateRole",
    "UpdateRoleDescription",
)

_NAMED = {
    "ecr:DescribeRepositories": lambda p: f"ecr repository/{p['repositoryNames'][0]}",
    "ecs:CreateCluster": lambda p: f"ecs cluster/{p['clusterName']}",
    "ecs:DescribeClusters": lambda p: f"ecs cluster/{_last(p['clusters'][0])}",
    "ecs:CreateService": lambda p: f"ecs service/{_last(p['cluster'])}/{p['serviceName']}",
    "ecs:UpdateService": lambda p: f"ecs service/{_last(p['cluster'])}/{_last(p['service'])}",
    "ecs:DeleteService": lambda p: f"ecs service/{_last(p['cluster'])}/{_last(p['service'])}",
    "ecs:DescribeServices": lambda p: f"ecs service/{_last(p['cluster'])}/{_last(p['services'][0])}",
    "ecs:RunTask": lambda p: p["taskDefinition"],
    "ecs:DescribeTasks": lambda p: p["tasks"][0],
    "ecs:StopTask": lambda p: p["task"],
    "ecs:RegisterTaskDefinition": lambda p: f"ecs task-definition/{p['family']}:1",
    "elasticloadbalancing:CreateLoadBalancer": lambda p: f"elasticloadbalancing loadbalancer/app/{p['Name']}/{_TO_BE_MADE}",
    "elasticloadbalancing:CreateTargetGroup": lambda p: f"elasticloadbalancing targetgroup/{p['Name']}/{_TO_BE_MADE}",
    "elasticloadbalancing:CreateListener": lambda p: p["LoadBalancerArn"],
    "elasticloadbalancing:CreateRule": lambda p: p["ListenerArn"],
    "iam:CreateRole": lambda p: f"iam role{p.get('Path', '/')}{p['RoleName']}",
    "iam:CreatePolicy": lambda p: f"iam policy{p.get('Path', '/')}{p['PolicyName']}",
    "iam:CreateOpenIDConnectProvider": lambda p: f"iam oidc-provider/{p['Url'].split('//')[-1]}",
    "iam:GetOpenIDConnectProvider": lambda p: p["OpenIDConnectProviderArn"],
    "kms:CreateAlias": lambda p: f"kms {p['AliasName']}",
    "kms:DeleteAlias": lambda p: f"kms {p['AliasName']}",
    "kms:UpdateAlias": lambda p: f"kms {p['AliasName']}",
    # An alias is looked up, and its key is what is asked for; of AWS' own keys nobody knows the id.
    "kms:DescribeKey": lambda p: p["KeyId"] if p["KeyId"].startswith("arn:") else f"kms key/{_key(p['KeyId'])}",
    "rds:CreateDBInstance": lambda p: f"rds db:{p['DBInstanceIdentifier']}",
    "rds:DeleteDBInstance": lambda p: f"rds db:{p['DBInstanceIdentifier']}",
    "rds:ModifyDBInstance": lambda p: f"rds db:{p['DBInstanceIdentifier']}",
    "rds:DescribeDBInstances": lambda p: f"rds db:{p['DBInstanceIdentifier']}" if "DBInstanceIdentifier" in p else "*",
    "rds:RestoreDBInstanceFromDBSnapshot": lambda p: f"rds db:{p['DBInstanceIdentifier']}",
    "rds:DescribeDBSnapshots": lambda p: f"rds db:{p['DBInstanceIdentifier']}" if "DBInstanceIdentifier" in p else f"rds snapshot:{p['DBSnapshotIdentifier']}",
    # Of composite alarms AWS checks the permission on all alarms; API_DescribeAlarms and API_PutCompositeAlarm say so.
    "cloudwatch:DescribeAlarms": lambda p: "*" if p.get("AlarmTypes.member.1") == "CompositeAlarm" else f"cloudwatch alarm:{p['AlarmNames.member.1']}",
    "cloudwatch:PutCompositeAlarm": lambda p: "*",
    "cloudwatch:DeleteAlarms": lambda p: f"cloudwatch alarm:{p['AlarmNames.member.1']}",
    "cloudwatch:GetDashboard": lambda p: f"cloudwatch dashboard/{p['DashboardName']}",
    "cloudwatch:PutDashboard": lambda p: f"cloudwatch dashboard/{p['DashboardName']}",
    "cloudwatch:DeleteDashboards": lambda p: f"cloudwatch dashboard/{p['DashboardNames.member.1']}",
    "iam:AttachGroupPolicy": lambda p: f"iam group/{p['GroupName']}",
    "iam:DetachGroupPolicy": lambda p: f"iam group/{p['GroupName']}",
    "iam:ListAttachedGroupPolicies": lambda p: f"iam group/{p['GroupName']}",
    "wafv2:CreateWebACL": lambda p: f"wafv2 regional/webacl/{p['Name']}/{_TO_BE_MADE}",
    "wafv2:PutLoggingConfiguration": lambda p: p["LoggingConfiguration"]["ResourceArn"],
    "wafv2:AssociateWebACL": lambda p: p["WebACLArn"],
    "wafv2:DisassociateWebACL": lambda p: p["ResourceArn"],
    "wafv2:GetWebACLForResource": lambda p: p["ResourceArn"],
    # Of log groups AWS checks the ARN that ends in :*, but for their tags.
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    "logs:FilterLogEvents": lambda p: f"logs log-group:{p['logGroupName']}:*",
    # But of what one stream says, that of the stream. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
    "logs:GetLogEvents": lambda p: f"logs log-group:{p['logGroupName']}:log-stream:{p['logStreamName']}",
    "route53:GetChange": lambda p: f"arn:aws:route53:::change/{_last(p['path'])}",
}
_NAMED.update({f"wafv2:{call}": lambda p: f"wafv2 regional/webacl/{p['Name']}/{p['Id']}" for call in ("GetWebACL", "UpdateWebACL", "DeleteWebACL")})
# A role is named without its path, which is part of its ARN.
_NAMED.update({f"iam:{call}": lambda p: iam._roles.get(p["RoleName"], {}).get("Arn") for call in _OF_ROLES})
_SCALING = ("RegisterScalableTarget", "DeregisterScalableTarget", "PutScalingPolicy", "DeleteScalingPolicy")
_NAMED.update({f"application-autoscaling:{call}": lambda p: "application-autoscaling scalable-target/1234abcd" for call in _SCALING})
_PARAMETERS = ("CreateDBParameterGroup", "DescribeDBParameterGroups", "DescribeDBParameters", "ModifyDBParameterGroup")
_NAMED.update({f"rds:{call}": lambda p: f"rds pg:{p['DBParameterGroupName']}" for call in _PARAMETERS})
_NAMED.update({f"rds:{call}DBSubnetGroup{s}": lambda p: f"rds subgrp:{p['DBSubnetGroupName']}" for call, s in (("Create", ""), ("Delete", ""), ("Describe", "s"))})
_NAMED.update({f"rds:{call}EventSubscription{s}": lambda p: f"rds es:{p['SubscriptionName']}" for call, s in (("Create", ""), ("Delete", ""), ("Describe", "s"), ("Modify", ""))})
_NAMED.update({f"events:{call}": lambda p: f"events rule/{p['Name']}" for call in ("DescribeRule", "PutRule", "DeleteRule", "EnableRule", "DisableRule")})
_NAMED.update({f"events:{call}": lambda p: f"events rule/{p['Rule']}" for call in ("PutTargets", "RemoveTargets", "ListTargetsByRule")})
_OF_DOCUMENTS = ("CreateDocument", "DeleteDocument", "DescribeDocument", "DescribeDocumentPermission", "GetDocument", "UpdateDocument", "UpdateDocumentDefaultVersion")
_NAMED.update({f"ssm:{call}": lambda p: f"ssm document/{p['Name']}" for call in _OF_DOCUMENTS})
_OF_TAGGED = ("AddTagsToResource", "ListTagsForResource", "RemoveTagsFromResource")
_NAMED.update({f"ssm:{call}": lambda p: f"ssm document/{p['ResourceId']}" if p["ResourceType"] == "Document" else None for call in _OF_TAGGED})
_NAMED.update({**network_authorization.named, **sessions.named})
_ARN = re.compile(r"^(resource|certificate|policy|role|topic|openidconnectprovider|statemachine|listener|loadbalancer|targetgroup|rule)(name|arn)s?(\.member\.1)?$", re.I)


# Of a role that is there, AWS checks the boundary that it has.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
_OF_ROLES_WITH_BOUNDARY = ("iam:PutRolePolicy", "iam:DeleteRolePolicy", "iam:AttachRolePolicy", "iam:DetachRolePolicy")


def context(action, parameters):
    """Condition keys that AWS gives with a request and the emulator does not."""
    keys = tags(parameters)
    if action in ("iam:AttachGroupPolicy", "iam:DetachGroupPolicy", "iam:AttachRolePolicy", "iam:DetachRolePolicy"):
        keys["iam:policyarn"] = parameters["PolicyArn"]
    if action in ("ecs:RunTask", "ecs:DescribeTasks", "ecs:ListTasks", "ecs:StopTask"):
        keys["ecs:cluster"] = _arn(f"ecs cluster/{_last(parameters['cluster'])}", get_account_id(), get_region())
    if action == "iam:CreateRole":
        keys["iam:permissionsboundary"] = parameters.get("PermissionsBoundary")
    elif action in _OF_ROLES_WITH_BOUNDARY:
        keys["iam:permissionsboundary"] = iam._roles.get(parameters["RoleName"], {}).get("PermissionsBoundary")
    return {key: value for key, value in keys.items() if value is not None}


def fill():
    """Lets conditions on tags know those of more kinds, and Application Auto Scaling ask IAM like the others."""
    known = tagging.resource_tags
    iam_actions.SERVICE_TO_IAM_NAMESPACE["application-autoscaling"] = "application-autoscaling"

    def resource_tags(arn):
        from ministack.services import acm, alb, ec2

        match = re.match(r"^arn:aws[a-z-]*:ec2:[^:]*:\d{12}:[a-z-]+/(.+)$", arn)
        if match:
            return _pairs(ec2._tags.get(match[1], []))
        if ":elasticloadbalancing:" in arn:
            return _pairs(alb._tags.get(arn, []))
        if ":ecs:" in arn and ":task/" in arn:
            return {tag["key"]: tag["value"] for tag in ecs._tags.get(arn, [])}
        if ":rds:" in arn and ":db:" in arn:
            return _pairs(rds._tags.get(arn, []))
        if ":acm:" in arn:
            return _pairs(acm._certificates.get(arn, {}).get("Tags", []))
        return known(arn)

    tagging.resource_tags = resource_tags


def _pairs(tags):
    return {tag["Key"]: tag["Value"] for tag in tags}


def resource(action, parameters, found, account, region):
    """The resource that AWS names in its check of a request."""
    named = _NAMED.get(action)
    if named:
        try:
            return _arn(named(parameters), account, region) or found
        except KeyError:
            return "*"
    found = found.replace(":rule/default/", ":rule/")
    if found == "*":
        for name, value in parameters.items():
            if _ARN.match(name) and isinstance(value, str) and value.startswith("arn:"):
                return value
    return found


def beyond(action, parameters, resource, account, region):
    """What is checked besides: action, resource and condition keys."""
    flat = _flat(parameters)
    for also, target, keys in network_authorization.beyond(action, parameters):
        yield also, _arn(target, account, region), {**keys, **(tags(parameters) if also == "ec2:CreateTags" else {})}
    for also, target, keys in sessions.beyond(action, parameters):
        yield also, _arn(target, account, region), keys
    if action == "ecs:RunTask":
        # The revision says which roles are passed. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
        revision = ecs._task_defs.get(ecs._resolve_td_key(parameters["taskDefinition"])) or {}
        for role in ("taskRoleArn", "executionRoleArn"):
            if revision.get(role):
                yield "iam:PassRole", revision[role], {"iam:passedtoservice": "ecs-tasks.amazonaws.com"}
        # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html
        if parameters.get("tags"):
            made = f"ecs task/{_last(parameters['cluster'])}/{_TO_BE_MADE}"
            yield "ecs:TagResource", _arn(made, account, region), {"ecs:createaction": "RunTask", **tags(parameters)}
    if action == "rds:RestoreDBInstanceFromDBSnapshot":
        # Every resource that the reference marks, the tags, and the key of an encrypted snapshot.
        # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
        for name in (f"snapshot:{flat['DBSnapshotIdentifier']}", f"pg:{flat['DBParameterGroupName']}", f"subgrp:{flat['DBSubnetGroupName']}", "og:default"):
            yield action, _arn(f"rds {name}", account, region), {}
        yield "rds:AddTagsToResource", resource, tags(parameters)
        through = {"kms:viaservice": f"rds.{region}.amazonaws.com"}
        key = _arn("kms key/00000000-0000-0000-0000-000000000000", account, region)
        yield "kms:CreateGrant", key, {**through, "kms:grantisforawsresource": "true"}
        yield "kms:DescribeKey", key, through
    for row in _BEYOND:
        if action not in row["of"] or not all(name in flat for name in row.get("when", [])):
            continue
        keys = {key.lower(): _value(value, region) for key, value in row.get("context", {}).items()}
        if row.get("tags"):
            keys.update(tags(parameters))
        target = _target(row["resource"], flat, resource)
        also = action if row["action"] == "itself" else row["action"]
        if target is not None:
            yield also, _arn(target, account, region), keys


def _target(written, flat, itself):
    if written == "itself":
        return itself
    if written == "what is made":
        made = re.sub(":listener/", ":listener-rule/", itself) if ":listener/" in itself else re.sub(":loadbalancer/", ":listener/", itself)
        return f"{made}/{_TO_BE_MADE}"
    if written in ("the environment's key", "the state's key"):
        key_id = _key_with(written == "the environment's key")
        return key_id and f"kms key/{key_id}"
    before, found, name = written.partition("parameter ")
    return f"{before}{flat[name]}" if found else written


def _value(value, region):
    if value == "the environment's alias":
        return _alias_of(_key_with(True))
    if value == "the state's alias":
        return _alias_of(_key_with(False))
    return value.replace("REGION", region)


def _key_with(of_environment):
    """The key of the environment, which carries its tags, or that of the state, which does not; None where nothing is encrypted with one."""
    from ministack.services import kms

    for key_id, key in kms._keys.items():
        names = {tag.get("TagKey") for tag in key.get("Tags", [])}
        if key.get("KeyManager", "CUSTOMER") == "CUSTOMER" and ("application" in names) == of_environment:
            return key_id
    return None


def _alias_of(key_id):
    from ministack.services import kms

    return [name.split(":")[-1] for name, target in kms._aliases.items() if key_id and key_id in str(target)]


def _arn(short, account, region):
    if short is None or short == "*" or short.startswith("arn:"):
        return short
    service, rest = short.split(" ", 1)
    of_all_regions = service == "iam" or rest.startswith("dashboard/")
    return f"arn:aws:{service}:{'' if of_all_regions else region}:{account}:{rest}"


def _last(name):
    return name.split("/")[-1]


def _key(name):
    from ministack.services import kms

    if not name.startswith("alias/"):
        return name
    try:
        return kms._resolve_key(name)["KeyId"]
    except Exception:
        return "00000000-0000-0000-0000-000000000000"


def _flat(parameters):
    """Parameters by name, those of lists and sections by dots, without indexes."""
    flat = {}

    def walk(value, path):
        flat[".".join(path)] = value
        if isinstance(value, dict):
            for key, below in value.items():
                walk(below, [*path, key])
        elif isinstance(value, list):
            for below in value:
                walk(below, path)

    for name, value in parameters.items():
        walk(value, [re.sub(r"\.(member\.)?\d+", "", name)])
    return flat


def tags(parameters):
    """The tags that a request gives, as condition keys."""
    pairs = parameters.get("Tags") or parameters.get("tags") or []
    found = {}
    if isinstance(pairs, dict):
        found = pairs
    elif isinstance(pairs, list):
        for tag in pairs:
            lower = {key.lower(): value for key, value in tag.items()}
            found[lower.get("key") or lower.get("tagkey")] = lower.get("value") or lower.get("tagvalue")
    for name, value in parameters.items():
        if name.endswith(".Key") and f"{name[:-4]}.Value" in parameters:
            found[value] = parameters[f"{name[:-4]}.Value"]
    return {f"aws:requesttag/{name}".lower(): value for name, value in found.items()}
