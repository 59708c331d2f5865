"""EC2: rules to a prefix list, and rules for all traffic, which have no ports.

@see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html
"""

from xml.sax.saxutils import escape

from ministack.services import ec2


def fill():
    parse, rule_xml = ec2._parse_ip_permissions, ec2._sg_rule_xml

    def parse_permissions(params, prefix):
        rules = parse(params, prefix)
        for number, rule in enumerate(rules, 1):
            if rule["IpProtocol"] == "-1":
                # Else the provider's revoke of the default egress rule finds nothing to revoke.
                rule.pop("FromPort", None)
                rule.pop("ToPort", None)
            rule["PrefixListIds"] += _prefix_lists(params, f"{prefix}.{number}.PrefixListIds")
        return rules

    def rule_with_prefix_list(group_id, rule, is_egress=False, **more):
        xml = rule_xml(group_id, rule, is_egress=is_egress, **more)
        for prefix_list in rule.get("PrefixListIds", []):
            description = prefix_list.get("Description")
            xml_of_list = f"<prefixListId>{prefix_list['PrefixListId']}</prefixListId>"
            if description and "<description>" not in xml:
                xml_of_list += f"<description>{escape(description)}</description>"
            xml = xml.replace("</toPort>", f"</toPort>{xml_of_list}", 1)
        return xml

    ec2._parse_ip_permissions, ec2._sg_rule_xml = parse_permissions, rule_with_prefix_list


def _prefix_lists(params, prefix):
    found, number = [], 1
    while identifier := ec2._p(params, f"{prefix}.{number}.PrefixListId"):
        description = ec2._p(params, f"{prefix}.{number}.Description")
        found.append({"PrefixListId": identifier, **({"Description": description} if description else {})})
        number += 1
    return found
