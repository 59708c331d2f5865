import {
  by,
  byNumberDown,
  byRank,
  changed,
  fixed,
  fixedTo,
  gone,
  harmless,
  type Kinds,
  kept,
  lost,
  weakened,
  whenTrue,
} from "./judgement";

const replaced = by("entry-replaced");
const goes = { deleted: replaced, replaced };

const words = harmless("a remark for people");
const rerouted = (what: string) => changed("traffic-rerouted", what);
const hardened = "edge-hardening-reduced";

// What tasks and applications call: config/task-endpoints.ts. Any other leads out past the Internet's border, to others' services too.
const endpointServices =
  /^com\.amazonaws\.[a-z]{2}(-[a-z]+)+-\d\.(bedrock-runtime|dynamodb|ecr\.(api|dkr)|events|kinesis-(firehose|streams)|kms|lambda|logs|monitoring|s3|secretsmanager|sns|sqs|ssm|ssmmessages|states|sts)$/;

/** A VPC and a VPN of the environment's own: everything stands in the one, and its routes decide what is reached; people get in through the other. */
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
  aws_eip: { ...goes, attributes: { domain: fixedTo(/^vpc$/) } },
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
      service_name: fixedTo(endpointServices),
      subnet_ids: by("subnets-moved", "redundancy-reduced"),
      vpc_endpoint_type: fixedTo(/^(Interface|Gateway)$/),
      vpc_id: fixed,
    },
  },
  aws_flow_log: {
    deleted: gone("audit-reduced", "what it recorded is no longer recorded"),
    replaced: by("gap-while-replaced"),
    attributes: {
      iam_role_arn: fixed,
      log_destination: kept("audit-reduced", "its record goes elsewhere: "),
      log_destination_type: fixedTo(/^cloud-watch-logs$/),
      max_aggregation_interval: fixed,
      traffic_type: weakened("audit-reduced", byRank("REJECT", "ALL")),
      vpc_id: fixed,
    },
  },
  aws_ec2_client_vpn_endpoint: {
    ...goes,
    attributes: {
      "authentication_options.*": fixed,
      client_cidr_block: fixed,
      "client_login_banner_options.banner_text": words,
      "client_login_banner_options.enabled": weakened(hardened, whenTrue),
      "connection_log_options.cloudwatch_log_group": kept(
        "audit-reduced",
        "who connects is recorded elsewhere: ",
      ),
      "connection_log_options.cloudwatch_log_stream": harmless("AWS names it"),
      "connection_log_options.enabled": weakened("audit-reduced", whenTrue),
      description: words,
      disconnect_on_session_timeout: weakened(hardened, whenTrue),
      dns_servers: rerouted("people's computers ask others for names: "),
      security_group_ids: by("security-group-attached", "connection-closed"),
      self_service_portal: weakened(hardened, byRank("enabled", "disabled")),
      server_certificate_arn: changed(
        "certificate-swapped",
        "people's clients must know another certificate: ",
      ),
      session_timeout_hours: weakened(hardened, byNumberDown),
      split_tunnel: rerouted("another part of people's traffic goes through the VPN: "),
      transport_protocol: fixed,
      vpc_id: rerouted("leads to another network: "),
      vpn_port: rerouted("clients must ask another port: "),
    },
  },
  aws_ec2_client_vpn_network_association: {
    ...goes,
    attributes: { client_vpn_endpoint_id: fixed, subnet_id: fixed },
  },
  aws_ec2_client_vpn_authorization_rule: {
    deleted: gone("connection-closed", "people no longer get there through the VPN"),
    replaced: by("gap-while-replaced"),
    attributes: {
      access_group_id: fixed,
      authorize_all_groups: fixed,
      client_vpn_endpoint_id: fixed,
      target_network_cidr: fixed,
    },
  },
};
