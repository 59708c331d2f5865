"""EC2: what AWS authorizes a request on that makes or changes a part of a VPC, and what else each request must be allowed on.

@see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
"""

from ministack.services import ec2

_KINDS = {
    "cvpn": "client-vpn-endpoint",
    "eipalloc": "elastic-ip",
    "fl": "vpc-flow-log",
    "igw": "internet-gateway",
    "nat": "natgateway",
    "rtb": "route-table",
    "sg": "security-group",
    "sgr": "security-group-rule",
    "subnet": "subnet",
    "vpc": "vpc",
    "vpce": "vpc-endpoint",
}
_OF_ID = "0123456789abcdef0"

# What is made, which has no id yet.
_MADE = {
    "AllocateAddress": "eipalloc",
    "CreateFlowLogs": "fl",
    "CreateInternetGateway": "igw",
    "CreateNatGateway": "nat",
    "CreateRouteTable": "rtb",
    "CreateSubnet": "subnet",
    "CreateVpc": "vpc",
    "CreateVpcEndpoint": "vpce",
}

# What is changed, removed or given out, by the parameter that names it.
_CHANGED = {
    "AssociateRouteTable": "RouteTableId",
    "AttachInternetGateway": "InternetGatewayId",
    "CreateRoute": "RouteTableId",
    "CreateTags": "ResourceId.1",
    "DeleteFlowLogs": "FlowLogId.1",
    "DeleteInternetGateway": "InternetGatewayId",
    "DeleteNatGateway": "NatGatewayId",
    "DeleteRoute": "RouteTableId",
    "DeleteRouteTable": "RouteTableId",
    "DeleteSubnet": "SubnetId",
    "DeleteTags": "ResourceId.1",
    "DeleteVpc": "VpcId",
    "DeleteVpcEndpoints": "VpcEndpointId.1",
    "DetachInternetGateway": "InternetGatewayId",
    "ExportClientVpnClientConfiguration": "ClientVpnEndpointId",
    "ModifySubnetAttribute": "SubnetId",
    "ModifyVpcAttribute": "VpcId",
    "ModifyVpcEndpoint": "VpcEndpointId",
    "ReleaseAddress": "AllocationId",
    "ReplaceRoute": "RouteTableId",
}

# What must be allowed too, by the beginning of the parameters that name it.
_BESIDE = {
    "AssociateRouteTable": ("SubnetId",),
    "AttachInternetGateway": ("VpcId",),
    "CreateFlowLogs": ("ResourceId",),
    "CreateNatGateway": ("AllocationId", "SubnetId"),
    "CreateRouteTable": ("VpcId",),
    "CreateSubnet": ("VpcId",),
    "CreateVpcEndpoint": ("RouteTableId", "SecurityGroupId", "SubnetId", "VpcId"),
    "DetachInternetGateway": ("VpcId",),
    "ModifyVpcEndpoint": ("AddRouteTableId", "AddSecurityGroupId", "AddSubnetId", "RemoveRouteTableId"),
}

_PASSED_TO = "vpc-flow-logs.amazonaws.com"


def _arn(identifier):
    return f"ec2 {_KINDS[identifier.split('-')[0]]}/{identifier}"


def _table_of(association):
    for identifier, table in ec2._route_tables.items():
        if any(one["RouteTableAssociationId"] == association for one in table.get("Associations", [])):
            return _arn(identifier)
    raise KeyError(association)


def _address_of(association):
    return next(_arn(one) for one, address in ec2._addresses.items() if address.get("AssociationId") == association)


named = {f"ec2:{call}": lambda p, kind=kind: _arn(f"{kind}-{_OF_ID}") for call, kind in _MADE.items()}
named.update({f"ec2:{call}": lambda p, name=name: _arn(p[name]) for call, name in _CHANGED.items()})
named["ec2:DisassociateAddress"] = lambda p: _address_of(p["AssociationId"])
named["ec2:DisassociateRouteTable"] = lambda p: _table_of(p["AssociationId"])
named["ec2:ReplaceRouteTableAssociation"] = lambda p: _table_of(p["AssociationId"])


def beyond(action, parameters):
    """Action, resource and condition keys of each check beside that of the request itself."""
    call = action.removeprefix("ec2:")
    if call in _MADE and any(name.startswith("TagSpecification.1.Tag") for name in parameters):
        # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
        yield "ec2:CreateTags", _arn(f"{_MADE[call]}-{_OF_ID}"), {"ec2:createaction": call}
    for name, value in parameters.items():
        if name.split(".")[0] in _BESIDE.get(call, ()):
            yield action, _arn(value), {}
    if call == "CreateFlowLogs" and "DeliverLogsPermissionArn" in parameters:
        # https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
        yield "iam:PassRole", parameters["DeliverLogsPermissionArn"], {"iam:passedtoservice": _PASSED_TO}
    if call == "CreateVpcEndpoint" and parameters.get("PrivateDnsEnabled") == "true":
        # https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
        yield "route53:AssociateVPCWithHostedZone", "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ", {}
