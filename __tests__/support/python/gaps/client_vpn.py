"""EC2: Client VPN endpoints, their associations and authorizations are kept and answered as they came; nobody ever connects.

@see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateClientVpnEndpoint.html
"""

import functools
import uuid
from xml.sax.saxutils import escape

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import ec2

from . import fixtures

_endpoints, _networks, _rules = (AccountRegionScopedDict() for _ in range(3))

# Members whose element is not the parameter's name with a small letter.
_ELEMENTS = {"Authentication": "authenticationOptions", "DnsServers": "dnsServer", "SecurityGroupId": "securityGroupIdSet"}
_ELEMENTS |= {"SAMLProviderArn": "samlProviderArn", "SelfServiceSAMLProviderArn": "selfServiceSamlProviderArn"}
_PORTAL = "https://self-service.clientvpn.amazonaws.com/endpoints/"
_ELEMENTS |= {"ClientRootCertificateChainArn": "clientRootCertificateChain"}


def fill():
    for name, act in _ACTIONS.items():
        ec2._ACTION_MAP[name] = functools.partial(_answered, name, act)
    for kept in (_endpoints, _networks, _rules):
        fixtures.on_reset(kept.clear)


def _answered(name, act, params):
    answer = act(_nested(params), params)
    return answer if isinstance(answer, tuple) else ec2._xml(200, f"{name}Response", _xml(answer))


def _nested(params):
    """`Authentication.1.Type=x` as `{"Authentication": {"1": {"Type": "x"}}}`."""
    found = {}
    for path in params:
        *above, last = path.split(".")
        here = found
        for step in above:
            here = here.setdefault(step, {})
        here[last] = ec2._p(params, path)
    return found


def _xml(value, is_capital=False):
    if isinstance(value, list):
        return "".join(f"<item>{_xml(entry)}</item>" for entry in value)
    if not isinstance(value, dict):
        return escape(str(value))
    if "1" in value:
        return _xml([*value.values()])
    text = ""
    for name, said in value.items():
        tag = _ELEMENTS.get(name, name if is_capital else name[0].lower() + name[1:])
        text += f"<{tag}>{_xml(said, name == 'ConnectionLogOptions')}</{tag}>"
    return text


def _create(given, params):
    identifier = f"cvpn-endpoint-{uuid.uuid4().hex[:17]}"
    ec2._parse_tag_specs(params, "client-vpn-endpoint", identifier)
    unshown = {"Action", "Version", "ClientToken", "TagSpecification"}
    _endpoints[identifier] = {name: said for name, said in given.items() if name not in unshown}
    return {"ClientVpnEndpointId": identifier, "Status": {"Code": "pending-associate"}}


def _describe(given, _):
    asked = given.get("ClientVpnEndpointId", {}).values()
    return {"ClientVpnEndpoint": [_shown(one) for one in _endpoints if not asked or one in asked]}


def _shown(identifier):
    endpoint = {**_endpoints[identifier]}
    is_associated = any(one["ClientVpnEndpointId"] == identifier for one in _networks.values())
    return {
        "ClientVpnEndpointId": identifier,
        **({"SelfServicePortalUrl": _PORTAL + identifier} if endpoint.pop("SelfServicePortal", "") == "enabled" else {}),
        **endpoint,
        "Status": {"Code": "available" if is_associated else "pending-associate"},
        "TagSet": ec2._tags.get(identifier, []),
    }


def _modify(given, _):
    servers = given.pop("DnsServers", {}).get("CustomDnsServers")
    _endpoints[given["ClientVpnEndpointId"]].update(given, **({"DnsServers": servers} if servers else {}))
    return {"Return": "true"}


def _associate(given, _):
    subnet = ec2._subnets.get(given["SubnetId"])
    if subnet is None:
        return ec2._error("InvalidSubnetID.NotFound", f"The subnet {given['SubnetId']} does not exist", 400)
    identifier = f"cvpn-assoc-{uuid.uuid4().hex[:17]}"
    _networks[identifier] = {
        "AssociationId": identifier,
        "VpcId": subnet["VpcId"],
        "TargetNetworkId": given["SubnetId"],
        "ClientVpnEndpointId": given["ClientVpnEndpointId"],
        "Status": {"Code": "associated"},
    }
    return {"AssociationId": identifier, "Status": {"Code": "associating"}}


def _key(given):
    return given["ClientVpnEndpointId"], given["TargetNetworkCidr"], given.get("AccessGroupId", "")


def _authorize(given, _):
    _rules[_key(given)] = {
        "ClientVpnEndpointId": given["ClientVpnEndpointId"],
        "DestinationCidr": given["TargetNetworkCidr"],
        **({"GroupId": given["AccessGroupId"]} if "AccessGroupId" in given else {"AccessAll": "true"}),
        "Status": {"Code": "active"},
    }
    return {"Status": {"Code": "authorizing"}}


def _of_endpoint(kept, given):
    """What is kept of an endpoint, by ids and filters that ask for it."""
    names = {"destination-cidr": "DestinationCidr", "group-id": "GroupId"}
    asked = [(names[one["Name"]], one["Value"].values()) for one in given.get("Filter", {}).values()]
    if "AssociationIds" in given:
        asked.append(("AssociationId", given["AssociationIds"].values()))
    own = [one for one in kept.values() if one["ClientVpnEndpointId"] == given["ClientVpnEndpointId"]]
    return [one for one in own if all(one.get(name, "") in values for name, values in asked)]


def _gone(kept, key, code):
    return {"Status": {"Code": code}} if kept.pop(key, None) else {}


_ACTIONS = {
    "CreateClientVpnEndpoint": _create,
    "DescribeClientVpnEndpoints": _describe,
    "ModifyClientVpnEndpoint": _modify,
    "DeleteClientVpnEndpoint": lambda given, _: _gone(_endpoints, given["ClientVpnEndpointId"], "deleting"),
    "AssociateClientVpnTargetNetwork": _associate,
    "DescribeClientVpnTargetNetworks": lambda given, _: {"ClientVpnTargetNetworks": _of_endpoint(_networks, given)},
    "DisassociateClientVpnTargetNetwork": lambda given, _: _gone(_networks, given["AssociationId"], "disassociating"),
    "AuthorizeClientVpnIngress": _authorize,
    "DescribeClientVpnAuthorizationRules": lambda given, _: {"AuthorizationRule": _of_endpoint(_rules, given)},
    "RevokeClientVpnIngress": lambda given, _: _gone(_rules, _key(given), "revoking"),
    "ExportClientVpnClientConfiguration": lambda given, _: {
        "ClientConfiguration": f"client\nremote {given['ClientVpnEndpointId']}.prod.clientvpn.us-east-1.amazonaws.com 443\n"
    },
}
