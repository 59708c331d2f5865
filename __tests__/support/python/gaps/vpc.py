"""EC2: flow logs keep the role that writes them, their interval and their tags; interface endpoints keep their groups and names.

@see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FlowLog.html
@see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html
"""

import re
from xml.sax.saxutils import escape

from ministack.services import ec2

# Members of a flow log that the emulator drops, by the request's parameter, with what AWS takes for none.
_members = {
    "DeliverLogsPermissionArn": ("deliverLogsPermissionArn", ""),
    "MaxAggregationInterval": ("maxAggregationInterval", "600"),
}


def fill():
    _fill_flow_logs()
    _fill_endpoints()


def _fill_flow_logs():
    create, describe = ec2._create_flow_logs, ec2._describe_flow_logs

    def create_flow_logs(params):
        before = set(ec2._flow_logs)
        answer = create(params)
        for identifier in set(ec2._flow_logs) - before:
            for name, (_, default) in _members.items():
                ec2._flow_logs[identifier][name] = ec2._p(params, name) or default
            ec2._parse_tag_specs(params, "vpc-flow-log", identifier)
        return answer

    def describe_flow_logs(params):
        status, headers, body = describe(params)

        def with_members(found):
            flow_log = ec2._flow_logs[found[1]]
            more = "".join(
                f"<{element}>{escape(flow_log.get(name, ''))}</{element}>"
                for name, (element, _) in _members.items()
                if flow_log.get(name)
            )
            return found[0] + more

        text = re.sub(r"<flowLogId>([^<]+)</flowLogId>", with_members, body.decode())
        return status, headers, text.encode()

    ec2._ACTION_MAP.update(CreateFlowLogs=create_flow_logs, DescribeFlowLogs=describe_flow_logs)


def _fill_endpoints():
    create, fields_xml = ec2._create_vpc_endpoint, ec2._vpce_fields_xml

    def create_vpc_endpoint(params):
        before = set(ec2._vpc_endpoints)
        answer = create(params)
        for identifier in set(ec2._vpc_endpoints) - before:
            ec2._vpc_endpoints[identifier].update(
                Groups=ec2._parse_member_list(params, "SecurityGroupId"),
                PrivateDnsEnabled=ec2._p(params, "PrivateDnsEnabled") or "false",
            )
        return answer

    def with_groups_and_names(endpoint, *more, **named):
        groups = "".join(
            f"<item><groupId>{group}</groupId></item>" for group in endpoint.get("Groups", [])
        )
        members = (
            f"<groupSet>{groups}</groupSet>"
            f"<privateDnsEnabled>{endpoint.get('PrivateDnsEnabled', 'false')}</privateDnsEnabled>"
        )
        xml = fields_xml(endpoint, *more, **named)
        return xml.replace("</vpcEndpointId>", f"</vpcEndpointId>{members}", 1)

    ec2._vpce_fields_xml = with_groups_and_names
    ec2._ACTION_MAP.update(CreateVpcEndpoint=create_vpc_endpoint)
