import {
  by,
  byRank,
  changed,
  fixed,
  gone,
  type Kinds,
  kept,
  lost,
  weakened,
  whenTrue,
} from "./judgement";

const replaced = by("entry-replaced");
const goes = { deleted: replaced, replaced };

/** A VPC of the environment's own: everything stands in it, and its routes decide what is reached. */
export const network: Kinds = {
  aws_vpc: {
    ...goes,
    attributes: {
      cidr_block: fixed,
      enable_dns_hostnames: weakened("connection-closed", whenTrue),
      enable_dns_support: weakened("connection-closed", whenTrue),
    },
  },
  aws_subnet: {
    ...goes,
    attributes: {
      availability_zone: fixed,
      cidr_block: fixed,
      map_public_ip_on_launch: by("publicly-accessible"),
      vpc_id: fixed,
    },
  },
  aws_default_security_group: {
    deleted: gone("edge-hardening-reduced", "nothing keeps the default security group empty"),
    replaced: by("gap-while-replaced"),
    attributes: {
      "egress.*": by("egress-opened", "connection-closed"),
      "ingress.*": by("ingress-opened", "connection-closed"),
      vpc_id: fixed,
    },
  },
  aws_internet_gateway: {
    ...goes,
    attributes: {
      vpc_id: changed("traffic-rerouted", "leads to the Internet from another network: "),
    },
  },
  aws_eip: { ...goes, attributes: { domain: fixed } },
  aws_nat_gateway: { ...goes, attributes: { allocation_id: fixed, subnet_id: fixed } },
  aws_route: {
    ...goes,
    attributes: {
      destination_cidr_block: fixed,
      gateway_id: by("route-to-internet"),
      nat_gateway_id: changed("traffic-rerouted", "goes out through another gateway: "),
      route_table_id: fixed,
    },
  },
  aws_route_table: { ...goes, attributes: { vpc_id: fixed } },
  aws_route_table_association: {
    ...goes,
    attributes: {
      route_table_id: changed("traffic-rerouted", "its subnet takes other routes: "),
      subnet_id: fixed,
    },
  },
  aws_vpc_endpoint: {
    ...goes,
    attributes: {
      private_dns_enabled: weakened("connection-closed", whenTrue),
      route_table_ids: lost("connection-closed", "no longer leads there from the route tables"),
      security_group_ids: by("security-group-attached", "connection-closed"),
      service_name: fixed,
      subnet_ids: by("subnets-moved", "redundancy-reduced"),
      vpc_endpoint_type: fixed,
      vpc_id: fixed,
    },
  },
  aws_flow_log: {
    deleted: gone("audit-reduced", "what it recorded is no longer recorded"),
    replaced: by("gap-while-replaced"),
    attributes: {
      iam_role_arn: fixed,
      log_destination: kept("audit-reduced", "its record goes elsewhere: "),
      log_destination_type: fixed,
      max_aggregation_interval: fixed,
      traffic_type: weakened("audit-reduced", byRank("REJECT", "ALL")),
      vpc_id: fixed,
    },
  },
};
