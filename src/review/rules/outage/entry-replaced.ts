import { partnerOf } from "../../network/maintenance";
import { goesAway } from "../../read/resource-change";
import { note, type Observation, type Rule, refuse } from "../rule";

const whatByType: Readonly<Record<string, string>> = {
  aws_lb: "the load balancer, and with it the address that names point at",
  aws_lb_listener: "the listener that takes requests in",
  aws_lb_listener_rule: "a rule that sends requests on",
  aws_lb_listener_certificate: "a certificate that the listener shows",
  aws_lb_target_group: "the target group that knows the running tasks",
  aws_ecs_service: "the service, and with it every running task",
  aws_ecs_cluster: "the cluster that everything runs in",
  aws_route53_record: "a name that people and programs use",
  aws_vpc: "the network",
  aws_subnet: "a subnet",
  aws_internet_gateway: "the route to the Internet",
  aws_nat_gateway: "the route out of private subnets",
  aws_eip: "a public address that others may have on their lists",
  aws_route: "a route",
  aws_route_table: "a route table, and with it every route of its subnets",
  aws_route_table_association: "the routes of a subnet",
  aws_vpc_endpoint: "the connection to a service of AWS: images, secrets and logs go through it",
  aws_ec2_client_vpn_endpoint:
    "the VPN: everybody needs the new one's configuration (`slipway vpn-config`)",
  aws_ec2_client_vpn_network_association: "the VPN's place in a zone, and every session through it",
  aws_cloudfront_distribution: "the distribution, and with it the address that names point at",
  aws_cloudfront_vpc_origin: "the distribution's connection to the load balancer",
  aws_security_group: "a security group, and with it every rule of it",
  aws_db_subnet_group: "the subnets that the database stands in",
  aws_acm_certificate: "a certificate that may be in use",
};

/** Something that every request passes is deleted, or deleted and made again. */
export const entryReplaced: Rule = {
  name: "entry-replaced",
  class: "outage",
  why: "From the deletion until its successor works, and names point at it, nobody is served; if the second half fails, for longer.",
  advice:
    "Take back what forces the replacement, or make the successor beside it first (`create_before_destroy`, another " +
    "name) and move over. Otherwise choose the hour, and announce it to the users.",
  kinds: new Set(Object.keys(whatByType)),
  check(change, plan): readonly Observation[] {
    const what = whatByType[change.type];
    if (what === undefined || !goesAway(change) || change.isDeposed) return [];
    if (change.type === "aws_lb_listener_rule" && partnerOf(change, plan, "ends")) {
      return [note("maintenance ends: the rule that kept the target group in use goes")];
    }
    if (change.action === "delete") return [refuse(`deletes ${what}`)];
    const order = change.actions[0] === "create" ? "creates a second, then deletes" : "replaces";
    const forcing = change.replacePaths.map((path) => `\`${path.join(".")}\``).join(", ");
    return [refuse(`${order} ${what}${forcing ? `, because of ${forcing}` : ""}`)];
  },
};
