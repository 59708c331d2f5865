import type { TerraformJson } from "../stack/terraform-json";

/** One permitted connection as the synthesized rules state it. */
export interface DrawnTraffic {
  /** Name of a tier, a range, or an id of another's group or list. */
  readonly from: string;
  readonly to: string;
  /** Port and, where it is not TCP, the protocol: `443`, `53/udp`. */
  readonly port: string;
  /** True when the whole internet is at one of the ends. */
  readonly isPublic: boolean;
}

type Rule = Readonly<Record<string, unknown>>;

/** Every connection that the synthesized security group rules permit, each once, however many rules state it. */
export function trafficOf(json: TerraformJson): DrawnTraffic[] {
  const ingress = rules(json, "aws_vpc_security_group_ingress_rule").map((rule) =>
    traffic(other(rule), group(rule["security_group_id"]), rule),
  );
  const egress = rules(json, "aws_vpc_security_group_egress_rule").map((rule) =>
    traffic(group(rule["security_group_id"]), other(rule), rule),
  );
  const all = [...ingress, ...egress];
  const unique = new Map(all.map((t) => [`${t.from} ${t.to} ${t.port}`, t]));
  return [...unique.values()];
}

function rules(json: TerraformJson, type: string): Rule[] {
  return Object.values(json.resource[type] ?? {});
}

function traffic(from: string, to: string, rule: Rule): DrawnTraffic {
  const protocol = rule["ip_protocol"] === "tcp" ? "" : `/${rule["ip_protocol"]}`;
  const isPublic = [from, to].some((end) => end === "0.0.0.0/0" || end === "::/0");
  return { from, to, port: `${rule["from_port"]}${protocol}`, isPublic };
}

function other(rule: Rule): string {
  const end =
    rule["cidr_ipv4"] ??
    rule["cidr_ipv6"] ??
    rule["prefix_list_id"] ??
    rule["referenced_security_group_id"];
  return group(end);
}

/**
 * `${aws_security_group.network_load_balancer.id}` is the tier `load balancer`, the prefix list of our own `vpc_gateway_s3` is `s3`, CloudFront's is `cloudfront`; anything else is its
 * own name.
 */
function group(reference: unknown): string {
  const text = String(reference);
  const gateway = /^\$\{aws_vpc_endpoint\.vpc_gateway_(\w+)\.prefix_list_id\}$/.exec(text)?.[1];
  if (gateway) return gateway;
  if (/^\$\{data\.aws_ec2_managed_prefix_list\.network_cloudfront\.id\}$/.test(text))
    return "cloudfront";
  const tier = /^\$\{aws_security_group\.network_(\w+)\.id\}$/.exec(text)?.[1];
  return tier ? tier.replaceAll("_", " ") : text;
}
