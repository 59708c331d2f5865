"""What an environment file names and no stack makes: `POST /_existing?account=111111111111&region=us-east-1`.

AWS chooses identifiers; here they are those of the file, so that any environment file finds what it
looks up. Everything else about an object is as the emulator makes it.
"""

import json
from unittest.mock import patch

from ministack.services import alb, cloudwatch_logs, ec2, ecs, iam, route53, secretsmanager, waf

from . import fixtures


def fill():
    fixtures.answers("/_existing", _make)


def _make(body):
    for kind, entries in json.loads(body).items():
        for entry in entries:
            _MAKERS[kind](entry)
    return {}


def _vpc(entry):
    with patch.object(ec2, "_new_vpc_id", lambda: entry["id"]):
        _fine(ec2._create_vpc({"CidrBlock": [entry["cidr"]]}))


def _subnet(entry):
    parameters = {"VpcId": entry["vpcId"], "CidrBlock": entry["cidr"], "AvailabilityZone": entry["zone"]}
    with patch.object(ec2, "_new_subnet_id", lambda: entry["id"]):
        _fine(ec2._create_subnet({key: [value] for key, value in parameters.items()}))


def _security_group(entry):
    parameters = {"VpcId": entry["vpcId"], "GroupName": entry["id"], "GroupDescription": entry["id"]}
    with patch.object(ec2, "_new_sg_id", lambda: entry["id"]):
        _fine(ec2._create_security_group({key: [value] for key, value in parameters.items()}))


def _prefix_list(entry):
    ec2._prefix_lists[entry["id"]] = {
        "PrefixListId": entry["id"],
        "PrefixListName": entry["id"],
        "PrefixListArn": entry["arn"],
        "State": "create-complete",
        "AddressFamily": "IPv4",
        "MaxEntries": 10,
        "Version": 1,
        "Entries": [],
        "Tags": [],
        "OwnerId": "AWS",
    }


def _zone(entry):
    vpcs = [{"VPCId": entry["vpcId"], "VPCRegion": entry["region"]}] if entry["private"] else []
    name = route53._normalise_name(entry["name"])
    route53._zones[entry["id"]] = {
        "id": entry["id"],
        "name": name,
        "caller_reference": entry["id"],
        "comment": "",
        "private": entry["private"],
        "vpcs": vpcs,
    }
    route53._records[entry["id"]] = route53._default_records(name)


def _cluster(entry):
    counted = [{"name": "containerInsights", "value": "enabled"}]  # its owner counts tasks
    parameters = {"clusterName": entry["name"], "settings": counted}
    records = entry["execRecords"] or {"mode": "none"}
    if records["mode"] == "logs":
        session = {
            "logging": "OVERRIDE",
            "logConfiguration": {"cloudWatchLogGroupName": records["logGroupName"]},
        }
        if records["kmsKeyArn"]:
            session["kmsKeyId"] = records["kmsKeyArn"]
        parameters["configuration"] = {"executeCommandConfiguration": session}
    _fine(ecs._create_cluster(parameters))


def _secret(entry):
    name = entry["arn"].split(":secret:")[1].rsplit("-", 1)[0]
    _fine(secretsmanager._create_secret({"Name": name, "SecretString": entry["value"]}))
    secretsmanager._secrets[name]["ARN"] = entry["arn"]


def _group(entry):
    _fine(iam._create_group({"GroupName": [entry["name"]]}))


def _log_group(entry):
    _fine(cloudwatch_logs._create_log_group({"logGroupName": entry["name"]}))


def _identity_provider(entry):
    _fine(iam._create_oidc_provider({"Url": [entry["url"]]}))


def _listener(entry):
    """`…:listener/app/<name>/<load balancer>/<listener>` on HTTPS, with its load balancer."""
    load_balancer = entry["arn"].replace(":listener/", ":loadbalancer/").rsplit("/", 1)[0]
    alb._lbs[load_balancer] = {
        "LoadBalancerArn": load_balancer,
        "LoadBalancerName": load_balancer.split("/")[-2],
        "DNSName": f"{load_balancer.split('/')[-2]}.elb.example.gov",
        "Scheme": "internet-facing",
        "VpcId": entry["vpcId"],
        "State": "active",
        "Type": "application",
        "Subnets": entry["subnetIds"],
        "SecurityGroups": [entry["securityGroupId"]],
        "IpAddressType": "ipv4",
        "CreatedTime": "2026-01-01T00:00:00.000Z",
    }
    alb._lb_attrs[load_balancer] = []
    alb._listeners[entry["arn"]] = {
        "ListenerArn": entry["arn"],
        "LoadBalancerArn": load_balancer,
        "Port": 443,
        "Protocol": "HTTPS",
        "DefaultActions": [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}],
    }
    alb._listener_attrs[entry["arn"]] = []


def _web_acl(entry):
    scope, _, name, identifier = entry["arn"].split(":")[5].split("/")
    scopes = {"regional": "REGIONAL", "global": "CLOUDFRONT"}
    with patch.object(waf, "new_uuid", lambda: identifier):
        waf.create_web_acl_record(name, scopes[scope], {})


def _policy(entry):
    """Allows everything: of a boundary only that it is there counts here."""
    *path, name = entry["arn"].split(":policy/")[1].split("/")
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    parameters = {
        "PolicyName": name,
        "Path": "/".join(["", *path, ""]),
        "PolicyDocument": json.dumps({"Version": "2012-10-17", "Statement": [everything]}),
    }
    _fine(iam._create_policy({key: [value] for key, value in parameters.items()}))


def _fine(answer):
    if answer[0] >= 300:
        raise ValueError(answer[2])


_MAKERS = {
    "vpcs": _vpc,
    "subnets": _subnet,
    "securityGroups": _security_group,
    "prefixLists": _prefix_list,
    "zones": _zone,
    "clusters": _cluster,
    "secrets": _secret,
    "groups": _group,
    "logGroups": _log_group,
    "identityProviders": _identity_provider,
    "listeners": _listener,
    "webAcls": _web_acl,
    "policies": _policy,
}
