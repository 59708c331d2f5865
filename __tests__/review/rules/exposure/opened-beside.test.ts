import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { kindOf } from "../../../../src/review/attributes";
import { holds, openings } from "../../../../src/review/attributes/openings";
import { readPlan } from "../../../../src/review/read/plan";
import { reviewPlan } from "../../../../src/review/review-plan";
import { openedBeside } from "../../../../src/review/rules/exposure/opened-beside";
import { documentOf, type Made, planOf, saidBy, type Values } from "../../support/plans";

const own = "111111111111";
const other = "222222222222";
const ours = { arn: `arn:aws:sqs:us-east-1:${own}:it` };
/** What says which account the plan is for. */
const stands: Made = { address: "aws_sqs_queue.it", before: ours, after: ours, actions: ["no-op"] };

const said = (type: string, made: Omit<Made, "address">) =>
  saidBy(openedBeside, planOf(stands, { address: `${type}.it`, ...made }));

const document = (operation: object, more: object = {}) =>
  JSON.stringify({ openapi: "3.0.1", paths: { "/": { get: operation } }, ...more });
const openApi = {
  open: { body: document({ responses: {} }) },
  closed: { body: document({ security: [{ people: [] }] }) },
};
const snapshot = { open: { shared_accounts: [own, other] }, closed: { shared_accounts: [own] } };
const domain = {
  vpc_options: {
    open: { domain_name: "search", vpc_options: [] },
    closed: { domain_name: "search", vpc_options: [{ subnet_ids: ["subnet-1"] }] },
  },
  "advanced_security_options.anonymous_auth_enabled": {
    open: {
      vpc_options: [{ subnet_ids: ["subnet-1"] }],
      advanced_security_options: [{ enabled: true, anonymous_auth_enabled: true }],
    },
    closed: {
      vpc_options: [{ subnet_ids: ["subnet-1"] }],
      advanced_security_options: [{ enabled: true, anonymous_auth_enabled: false }],
    },
  },
};
const group = {
  "endpoint_configuration.endpoint_id": {
    open: { endpoint_configuration: [{ endpoint_id: "arn:lb", weight: 100 }] },
    closed: { endpoint_configuration: [] },
  },
};
const image = (values: Values) => ({
  distribution: [{ ami_distribution_configuration: [{ launch_permission: [values] }] }],
});

const acl = (grantee: Values) => ({
  access_control_policy: [
    { owner: [{ id: "owner" }], grant: [{ permission: "READ", grantee: [grantee] }] },
  ],
});

/** An object that opens something, and one of the same kind that does not; of those that always do, none. */
interface Case {
  readonly open: Values;
  readonly closed?: Values;
}

/** By kind and attribute of the table; `-` is the object itself. */
const cases: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  aws_api_gateway_method: {
    authorization: {
      open: { http_method: "ANY", authorization: "NONE", api_key_required: true },
      closed: { http_method: "ANY", authorization: "AWS_IAM", api_key_required: false },
    },
  },
  aws_api_gateway_rest_api: { body: openApi },
  aws_apigatewayv2_api: {
    body: openApi,
    target: {
      open: { protocol_type: "HTTP", target: "arn:aws:lambda:us-east-1:111111111111:function:it" },
      closed: { protocol_type: "HTTP", target: null },
    },
  },
  aws_apigatewayv2_route: {
    authorization_type: {
      open: { route_key: "GET /loans", authorization_type: "NONE" },
      closed: { route_key: "GET /loans", authorization_type: "JWT", authorizer_id: "a1" },
    },
  },
  aws_appsync_graphql_api: {
    authentication_type: {
      open: { authentication_type: "API_KEY", visibility: "GLOBAL" },
      closed: { authentication_type: "AWS_IAM", visibility: "GLOBAL" },
    },
    "additional_authentication_provider.authentication_type": {
      open: {
        authentication_type: "AWS_IAM",
        additional_authentication_provider: [{ authentication_type: "API_KEY" }],
      },
      closed: {
        authentication_type: "AWS_IAM",
        additional_authentication_provider: [{ authentication_type: "OPENID_CONNECT" }],
      },
    },
  },
  aws_appsync_api: {
    "event_config.auth_provider.auth_type": {
      open: {
        event_config: [{ auth_provider: [{ auth_type: "AWS_IAM" }, { auth_type: "API_KEY" }] }],
      },
      closed: { event_config: [{ auth_provider: [{ auth_type: "AWS_IAM" }] }] },
    },
  },
  aws_cognito_identity_pool: {
    allow_unauthenticated_identities: {
      open: { allow_unauthenticated_identities: true },
      closed: { allow_unauthenticated_identities: false },
    },
  },
  aws_opensearch_domain: domain,
  aws_elasticsearch_domain: domain,
  aws_msk_cluster: {
    "broker_node_group_info.connectivity_info.public_access.type": {
      open: {
        broker_node_group_info: [
          { connectivity_info: [{ public_access: [{ type: "SERVICE_PROVIDED_EIPS" }] }] },
        ],
      },
      closed: {
        broker_node_group_info: [
          { connectivity_info: [{ public_access: [{ type: "DISABLED" }] }] },
        ],
      },
    },
    "client_authentication.unauthenticated": {
      open: { client_authentication: [{ unauthenticated: true, sasl: [], tls: [] }] },
      closed: { client_authentication: [{ unauthenticated: false, sasl: [{ iam: true }] }] },
    },
  },
  aws_eks_cluster: {
    "vpc_config.public_access_cidrs": {
      open: { vpc_config: [{ endpoint_public_access: true, public_access_cidrs: ["0.0.0.0/0"] }] },
      closed: {
        vpc_config: [{ endpoint_public_access: false, public_access_cidrs: ["0.0.0.0/0"] }],
      },
    },
  },
  aws_transfer_server: {
    endpoint_type: {
      open: { endpoint_type: "PUBLIC", endpoint_details: [] },
      closed: { endpoint_type: "VPC", endpoint_details: [{ vpc_id: "vpc-1" }] },
    },
    "endpoint_details.address_allocation_ids": {
      open: {
        endpoint_type: "VPC",
        endpoint_details: [{ vpc_id: "vpc-1", address_allocation_ids: ["eipalloc-1"] }],
      },
      closed: {
        endpoint_type: "VPC",
        endpoint_details: [{ vpc_id: "vpc-1", address_allocation_ids: null }],
      },
    },
  },
  aws_apprunner_service: {
    "network_configuration.ingress_configuration.is_publicly_accessible": {
      open: { service_name: "it", network_configuration: [{ ingress_configuration: [] }] },
      closed: {
        service_name: "it",
        network_configuration: [{ ingress_configuration: [{ is_publicly_accessible: false }] }],
      },
    },
  },
  aws_amplify_branch: {
    "-": {
      open: { app_id: "a1", branch_name: "main", enable_basic_auth: false },
      closed: { app_id: "a1", branch_name: "main", enable_basic_auth: true },
    },
  },
  aws_elastic_beanstalk_environment: {
    "-": {
      open: { name: "it", tier: "WebServer", setting: [] },
      closed: {
        name: "it",
        tier: "WebServer",
        setting: [{ namespace: "aws:ec2:vpc", name: "ELBScheme", value: "internal" }],
      },
    },
  },
  aws_mwaa_environment: {
    webserver_access_mode: {
      open: { webserver_access_mode: "PUBLIC_ONLY" },
      closed: { webserver_access_mode: "PRIVATE_ONLY" },
    },
  },
  aws_neptunegraph_graph: {
    public_connectivity: {
      open: { public_connectivity: true },
      closed: { public_connectivity: false },
    },
  },
  aws_codebuild_project: {
    project_visibility: {
      open: { project_visibility: "PUBLIC_READ" },
      closed: { project_visibility: "PRIVATE" },
    },
  },
  aws_ecrpublic_repository: { "-": { open: { repository_name: "it" } } },
  aws_eip_association: { "-": { open: { allocation_id: "eipalloc-1", instance_id: "i-1" } } },
  aws_internet_gateway_attachment: {
    "-": { open: { internet_gateway_id: "igw-1", vpc_id: "vpc-1" } },
  },
  aws_globalaccelerator_accelerator: {
    "-": { open: { name: "it", enabled: true }, closed: { name: "it", enabled: false } },
  },
  aws_globalaccelerator_custom_routing_accelerator: {
    "-": { open: { name: "it", enabled: true }, closed: { name: "it", enabled: false } },
  },
  aws_globalaccelerator_endpoint_group: group,
  aws_globalaccelerator_custom_routing_endpoint_group: group,
  aws_lightsail_instance: { "-": { open: { name: "it" } } },
  aws_lightsail_static_ip_attachment: {
    "-": { open: { static_ip_name: "ip", instance_name: "it" } },
  },
  aws_lightsail_instance_public_ports: {
    "port_info.cidrs": {
      open: { port_info: [{ from_port: 22, to_port: 22, protocol: "tcp", cidrs: ["0.0.0.0/0"] }] },
      closed: {
        port_info: [{ from_port: 22, to_port: 22, protocol: "tcp", cidrs: ["10.0.0.0/8"] }],
      },
    },
    "port_info.ipv6_cidrs": {
      open: { port_info: [{ cidrs: ["10.0.0.0/8"], ipv6_cidrs: ["::/0"] }] },
      closed: { port_info: [{ cidrs: ["10.0.0.0/8"], ipv6_cidrs: ["fc00::/8"] }] },
    },
  },
  aws_lightsail_container_service: {
    "public_domain_names.certificate.domain_names": {
      open: { public_domain_names: [{ certificate: [{ domain_names: ["example.gov"] }] }] },
      closed: { public_domain_names: [] },
    },
  },
  aws_lightsail_container_service_deployment_version: {
    "public_endpoint.container_name": {
      open: { public_endpoint: [{ container_name: "app", container_port: 80 }] },
      closed: { public_endpoint: [] },
    },
  },
  aws_lightsail_distribution: {
    "-": { open: { name: "it", is_enabled: true }, closed: { name: "it", is_enabled: false } },
  },
  aws_verifiedaccess_endpoint: {
    "-": { open: { application_domain: "it.example.gov", verified_access_group_id: "vagr-1" } },
  },
  aws_ec2_instance_connect_endpoint: { "-": { open: { subnet_id: "subnet-1" } } },
  aws_ec2_serial_console_access: {
    enabled: { open: { enabled: true }, closed: { enabled: false } },
  },
  aws_ami_launch_permission: {
    group: { open: { group: "all" }, closed: { account_id: own } },
    account_id: { open: { account_id: other }, closed: { account_id: own } },
    organization_arn: {
      open: { organization_arn: `arn:aws:organizations::${own}:organization/o-abcdefghij` },
      closed: { account_id: own },
    },
    organizational_unit_arn: {
      open: { organizational_unit_arn: `arn:aws:organizations::${own}:ou/o-abcdefghij/ou-abcd-1` },
      closed: { account_id: own },
    },
  },
  aws_snapshot_create_volume_permission: {
    account_id: { open: { account_id: other }, closed: { account_id: own } },
  },
  aws_db_snapshot: { shared_accounts: snapshot },
  aws_db_snapshot_copy: { shared_accounts: snapshot },
  aws_db_cluster_snapshot: { shared_accounts: snapshot },
  aws_rds_cluster_snapshot_copy: { shared_accounts: snapshot },
  aws_directory_service_shared_directory: {
    "target.id": {
      open: { target: [{ id: other, type: "ACCOUNT" }] },
      closed: { target: [{ id: own, type: "ACCOUNT" }] },
    },
  },
  aws_grafana_workspace: {
    account_access_type: {
      open: { account_access_type: "ORGANIZATION" },
      closed: { account_access_type: "CURRENT_ACCOUNT" },
    },
  },
  aws_s3_bucket_acl: {
    "access_control_policy.grant.grantee.id": {
      open: acl({ id: "other", type: "CanonicalUser" }),
      closed: acl({ id: "owner", type: "CanonicalUser" }),
    },
    "access_control_policy.grant.grantee.email_address": {
      open: acl({ email_address: "it@example.gov", type: "AmazonCustomerByEmail" }),
      closed: acl({ id: "owner", type: "CanonicalUser" }),
    },
  },
  aws_imagebuilder_distribution_configuration: Object.fromEntries(
    [
      ["user_groups", "all"] as const,
      ["organization_arns", `arn:aws:organizations::${own}:organization/o-abcdefghij`] as const,
      ["organizational_unit_arns", `arn:aws:organizations::${own}:ou/o-abcdefghij/ou-1`] as const,
    ].map(([name, value]) => [
      `distribution.ami_distribution_configuration.launch_permission.${name}`,
      { open: image({ [name]: [value] }), closed: image({ [name]: null, user_ids: [own] }) },
    ]),
  ),
  aws_ram_resource_share: {
    allow_external_principals: {
      open: { allow_external_principals: true },
      closed: { allow_external_principals: false },
    },
  },
  aws_ram_sharing_with_organization: { "-": { open: {} } },
  aws_redshift_endpoint_authorization: {
    account: { open: { account: other }, closed: { account: own } },
  },
  aws_redshift_data_share_authorization: {
    consumer_identifier: {
      open: { consumer_identifier: other },
      closed: { consumer_identifier: own },
    },
  },
  aws_s3control_access_grant: {
    "grantee.grantee_identifier": {
      open: { grantee: [{ grantee_identifier: `arn:aws:iam::${other}:role/x` }] },
      closed: { grantee: [{ grantee_identifier: `arn:aws:iam::${own}:role/x` }] },
    },
  },
  aws_servicecatalog_portfolio_share: {
    principal_id: { open: { principal_id: other }, closed: { principal_id: own } },
  },
  aws_oam_link: {
    sink_identifier: {
      open: { sink_identifier: `arn:aws:oam:us-east-1:${other}:sink/x` },
      closed: { sink_identifier: `arn:aws:oam:us-east-1:${own}:sink/x` },
    },
  },
  aws_ssm_service_setting: {
    setting_value: {
      open: {
        setting_id: "/ssm/documents/console/public-sharing-permission",
        setting_value: "Enable",
      },
      closed: {
        setting_id: "/ssm/documents/console/public-sharing-permission",
        setting_value: "Disable",
      },
    },
  },
  aws_vpc_peering_connection: {
    "-": { open: { peer_owner_id: other, peer_vpc_id: "vpc-2", vpc_id: "vpc-1" } },
  },
  aws_vpc_peering_connection_accepter: {
    "-": { open: { vpc_peering_connection_id: "pcx-1", auto_accept: true } },
  },
  aws_ec2_transit_gateway: {
    auto_accept_shared_attachments: {
      open: { auto_accept_shared_attachments: "enable" },
      closed: { auto_accept_shared_attachments: "disable" },
    },
  },
  aws_ec2_transit_gateway_vpc_attachment: {
    "-": { open: { transit_gateway_id: "tgw-1", vpc_id: "vpc-1" } },
  },
  aws_ec2_transit_gateway_vpc_attachment_accepter: {
    "-": { open: { transit_gateway_attachment_id: "tgw-attach-1" } },
  },
  aws_ec2_transit_gateway_peering_attachment: {
    "-": { open: { peer_account_id: other, peer_transit_gateway_id: "tgw-2" } },
  },
  aws_ec2_transit_gateway_peering_attachment_accepter: {
    "-": { open: { transit_gateway_attachment_id: "tgw-attach-1" } },
  },
  aws_vpn_connection: { "-": { open: { customer_gateway_id: "cgw-1", vpn_gateway_id: "vgw-1" } } },
  aws_vpn_gateway: { vpc_id: { open: { vpc_id: "vpc-1" }, closed: { vpc_id: null } } },
  aws_vpn_gateway_attachment: { "-": { open: { vpc_id: "vpc-1", vpn_gateway_id: "vgw-1" } } },
  aws_dx_gateway_association: {
    "-": { open: { dx_gateway_id: "dx-1", associated_gateway_id: "vgw-1" } },
  },
  aws_dx_gateway_association_proposal: { "-": { open: { dx_gateway_id: "dx-1" } } },
  aws_networkmanager_vpc_attachment: {
    "-": { open: { core_network_id: "core-1", vpc_arn: "arn:vpc" } },
  },
  aws_networkmanager_connect_attachment: { "-": { open: { core_network_id: "core-1" } } },
  aws_networkmanager_site_to_site_vpn_attachment: { "-": { open: { core_network_id: "core-1" } } },
  aws_networkmanager_dx_gateway_attachment: { "-": { open: { core_network_id: "core-1" } } },
  aws_networkmanager_attachment_accepter: { "-": { open: { attachment_id: "attachment-1" } } },
  aws_vpclattice_service_network_vpc_association: {
    "-": { open: { service_network_identifier: "sn-1", vpc_identifier: "vpc-1" } },
  },
  aws_vpc_endpoint_connection_accepter: { "-": { open: { vpc_endpoint_id: "vpce-1" } } },
  aws_vpc_block_public_access_exclusion: { "-": { open: { vpc_id: "vpc-1" } } },
  aws_iam_access_key: {
    "-": {
      open: { user: "ci", status: "Active" },
      closed: { user: "ci", status: "Inactive" },
    },
  },
  aws_iam_service_specific_credential: {
    "-": {
      open: { user_name: "ci", service_name: "codecommit.amazonaws.com", status: "Active" },
      closed: { user_name: "ci", service_name: "codecommit.amazonaws.com", status: "Inactive" },
    },
  },
  aws_iam_user_login_profile: { "-": { open: { user: "anna" } } },
  aws_iam_user_ssh_key: {
    "-": {
      open: { username: "anna", public_key: "ssh-ed25519 AAAA" },
      closed: { username: "anna", public_key: "ssh-ed25519 AAAA", status: "Inactive" },
    },
  },
  aws_iam_signing_certificate: {
    "-": {
      open: { user_name: "anna", status: "Active" },
      closed: { user_name: "anna", status: "Inactive" },
    },
  },
  aws_transfer_ssh_key: { "-": { open: { server_id: "s-1", user_name: "anna", body: "ssh-x" } } },
  aws_lightsail_bucket_access_key: { "-": { open: { bucket_name: "it" } } },
  aws_ssm_activation: { "-": { open: { iam_role: "hybrid" } } },
  aws_iam_user_group_membership: {
    groups: { open: { user: "anna", groups: ["admins"] }, closed: { user: "anna", groups: [] } },
  },
  aws_iam_group_membership: {
    users: { open: { group: "admins", users: ["anna"] }, closed: { group: "admins", users: [] } },
  },
  aws_identitystore_group_membership: { "-": { open: { group_id: "g-1", member_id: "u-1" } } },
  aws_ssoadmin_account_assignment: {
    "-": { open: { principal_id: "g-1", permission_set_arn: "arn:ps", target_id: own } },
  },
  aws_ssoadmin_application_assignment: {
    "-": { open: { principal_id: "g-1", application_arn: "arn:app" } },
  },
  aws_ssoadmin_application_assignment_configuration: {
    assignment_required: {
      open: { assignment_required: false },
      closed: { assignment_required: true },
    },
  },
  aws_ssoadmin_managed_policy_attachment: {
    "-": {
      open: {
        managed_policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess",
        permission_set_arn: "arn:ps",
      },
    },
  },
  aws_ssoadmin_customer_managed_policy_attachment: {
    "-": {
      open: {
        customer_managed_policy_reference: [{ name: "wide", path: "/" }],
        permission_set_arn: "arn:ps",
      },
    },
  },
  aws_eks_access_policy_association: {
    "-": { open: { principal_arn: `arn:aws:iam::${own}:role/x`, policy_arn: "arn:admin" } },
  },
  aws_iam_saml_provider: { "-": { open: { name: "people", saml_metadata_document: "<x/>" } } },
  aws_ssoadmin_trusted_token_issuer: { "-": { open: { name: "people" } } },
  aws_eks_identity_provider_config: {
    "-": { open: { oidc: [{ issuer_url: "https://example.gov" }] } },
  },
  aws_rolesanywhere_trust_anchor: { "-": { open: { name: "ours" } } },
  aws_rolesanywhere_profile: {
    role_arns: { open: { role_arns: [`arn:aws:iam::${own}:role/x`] }, closed: { role_arns: [] } },
  },
};

const rows = Object.entries(openings).flatMap(([type, list]) =>
  list.map((row) => ({ type, row, path: row.path ?? "-", name: `${type} ${row.path ?? "-"}` })),
);

describe("opened-beside, row by row,", () => {
  test("is about kinds that the module never makes, and has a case of each row", () => {
    expect(rows.filter(({ type }) => kindOf(type)).map(({ name }) => name)).toEqual([]);
    const written = Object.entries(cases).flatMap(([type, byPath]) =>
      Object.keys(byPath).map((path) => `${type} ${path}`),
    );
    expect(written.sort()).toEqual(rows.map(({ name }) => name).sort());
  });

  test.each(rows)("refuses $name", ({ type, path, row }) => {
    const { open, closed } = cases[type]?.[path] ?? { open: {} };
    const refusal = [expect.stringMatching(new RegExp(`^refused: ${row.what}`))];
    expect(said(type, { after: open })).toEqual(refusal);
    if (closed === undefined && (row.names ?? []).length === 0) return;
    const before = closed ?? { tags: {} };
    expect(said(type, { before, after: open })).toEqual(refusal);
    expect(said(type, { before, after: open, actions: ["delete", "create"] })).toEqual(refusal);
  });

  test.each(rows)(
    "lets pass what is open already, goes, or is closed, of $name",
    ({ type, path }) => {
      const { open, closed } = cases[type]?.[path] ?? { open: {} };
      const tagged = { ...open, tags: { owner: "anna" } };
      expect(said(type, { before: open, after: tagged })).toEqual([]);
      expect(said(type, { before: open })).toEqual([]);
      if (closed === undefined) return;
      expect(said(type, { after: closed })).toEqual([]);
      expect(said(type, { before: open, after: closed })).toEqual([]);
    },
  );

  test.each(rows.filter(({ row }) => row.path))(
    "refuses $name while it is not known",
    ({ type, path }) => {
      const { closed } = cases[type]?.[path] ?? {};
      const [first = ""] = path.split(".");
      const rest = Object.fromEntries(
        Object.entries(closed ?? {}).filter(([name]) => name !== first),
      );
      const words = said(type, { after: rest, unknown: { [first]: true } });
      expect(words.join()).toContain(`\`${path}\` a value that is known only after the apply`);
      const unasked = planOf(stands, { address: `${type}.it`, after: rest });
      const entry = unasked.changes.find((change) => change.type === type);
      expect(entry?.afterUnknown).toEqual({});
    },
  );
});

/** What says whom or what an object that opens something is about, by kind: another value opens it anew. */
const about: Readonly<Record<string, readonly string[]>> = {
  aws_amplify_branch: ["app_id", "branch_name"],
  aws_elastic_beanstalk_environment: ["name"],
  aws_ecrpublic_repository: ["repository_name"],
  aws_eip_association: ["allocation_id", "instance_id", "network_interface_id"],
  aws_internet_gateway_attachment: ["internet_gateway_id", "vpc_id"],
  aws_globalaccelerator_accelerator: ["name"],
  aws_globalaccelerator_custom_routing_accelerator: ["name"],
  aws_lightsail_instance: ["name"],
  aws_lightsail_static_ip_attachment: ["static_ip_name", "instance_name"],
  aws_lightsail_distribution: ["name"],
  aws_verifiedaccess_endpoint: ["application_domain", "verified_access_group_id"],
  aws_ec2_instance_connect_endpoint: ["subnet_id"],
  aws_ram_sharing_with_organization: [],
  aws_vpc_peering_connection: ["peer_owner_id", "peer_vpc_id"],
  aws_vpc_peering_connection_accepter: ["vpc_peering_connection_id"],
  aws_ec2_transit_gateway_vpc_attachment: ["transit_gateway_id", "vpc_id"],
  aws_ec2_transit_gateway_vpc_attachment_accepter: ["transit_gateway_attachment_id"],
  aws_ec2_transit_gateway_peering_attachment: ["peer_account_id", "peer_transit_gateway_id"],
  aws_ec2_transit_gateway_peering_attachment_accepter: ["transit_gateway_attachment_id"],
  aws_vpn_connection: ["customer_gateway_id", "transit_gateway_id", "vpn_gateway_id"],
  aws_vpn_gateway_attachment: ["vpc_id", "vpn_gateway_id"],
  aws_dx_gateway_association: ["dx_gateway_id", "associated_gateway_id", "proposal_id"],
  aws_dx_gateway_association_proposal: ["dx_gateway_id"],
  aws_networkmanager_vpc_attachment: ["core_network_id", "vpc_arn"],
  aws_networkmanager_connect_attachment: ["core_network_id"],
  aws_networkmanager_site_to_site_vpn_attachment: ["core_network_id"],
  aws_networkmanager_dx_gateway_attachment: ["core_network_id"],
  aws_networkmanager_attachment_accepter: ["attachment_id"],
  aws_vpclattice_service_network_vpc_association: ["service_network_identifier", "vpc_identifier"],
  aws_vpc_endpoint_connection_accepter: ["vpc_endpoint_id"],
  aws_vpc_block_public_access_exclusion: ["vpc_id", "subnet_id"],
  aws_iam_access_key: ["user"],
  aws_iam_service_specific_credential: ["user_name", "service_name"],
  aws_iam_user_login_profile: ["user"],
  aws_iam_user_ssh_key: ["username", "public_key"],
  aws_iam_signing_certificate: ["user_name"],
  aws_transfer_ssh_key: ["server_id", "user_name", "body"],
  aws_lightsail_bucket_access_key: ["bucket_name"],
  aws_ssm_activation: ["iam_role"],
  aws_identitystore_group_membership: ["group_id", "member_id"],
  aws_ssoadmin_account_assignment: ["principal_id", "permission_set_arn", "target_id"],
  aws_ssoadmin_application_assignment: ["principal_id", "application_arn"],
  aws_ssoadmin_managed_policy_attachment: ["managed_policy_arn", "permission_set_arn"],
  aws_ssoadmin_customer_managed_policy_attachment: [
    "customer_managed_policy_reference.name",
    "permission_set_arn",
  ],
  aws_eks_access_policy_association: ["principal_arn", "policy_arn"],
  aws_iam_saml_provider: ["name", "saml_metadata_document"],
  aws_ssoadmin_trusted_token_issuer: [
    "name",
    "trusted_token_issuer_configuration.oidc_jwt_configuration.issuer_url",
  ],
  aws_eks_identity_provider_config: ["oidc.issuer_url"],
  aws_rolesanywhere_trust_anchor: [
    "name",
    "source.source_data.acm_pca_arn",
    "source.source_data.x509_certificate_data",
  ],
};

describe("opened-beside, of what opens something by being there,", () => {
  test("knows by what it is about somebody else", () => {
    const types = rows.filter(({ path }) => path === "-").map(({ type }) => type);
    expect(Object.keys(about)).toEqual(types);
  });

  const names = Object.entries(about).flatMap(([type, all]) => all.map((name) => ({ type, name })));
  test.each(names)("refuses another $name of $type", ({ type, name }) => {
    const { open } = cases[type]?.["-"] ?? { open: {} };
    const at = (value: string) => {
      const [first = "", ...rest] = name.split(".");
      const nested = rest.reduceRight<unknown>((inner, key) => [{ [key]: inner }], value);
      return { ...open, [first]: nested };
    };
    expect(said(type, { before: at("one"), after: at("another") }).join()).toContain(
      `\`${name}\` another`,
    );
    expect(said(type, { before: at("one"), after: { ...at("one"), tags: {} } })).toEqual([]);
  });

  test("names what is there, and nothing of what is not", () => {
    expect(said("aws_vpn_connection", { after: { customer_gateway_id: "cgw-1" } })).toEqual([
      "refused: joins the network with another: `customer_gateway_id` cgw-1",
    ]);
  });

  test("says no more than what it is where nothing says whom it is about", () => {
    expect(said("aws_ram_sharing_with_organization", { after: {} })).toEqual([
      "refused: lets everything be shared with every account of the organisation",
    ]);
  });
});

test("an attribute that nobody sets is not asked for, where an object is made again and it is not known", () => {
  const gateway = (given: Pick<Made, "after" | "unknown">, isSet: boolean) => {
    const actions = ["delete", "create"];
    const made = { address: "aws_vpn_gateway.it", before: {}, actions, ...given };
    const document = documentOf(stands, made);
    for (const { expressions } of document.configuration.root_module.resources) {
      if (!isSet) delete expressions["vpc_id"];
    }
    return saidBy(openedBeside, readPlan(document, "test"));
  };
  const unknown = { after: {}, unknown: { vpc_id: true } };
  expect(gateway(unknown, true)).toHaveLength(1);
  expect(gateway(unknown, false)).toEqual([]);
  expect(gateway({ after: { vpc_id: "vpc-1" } }, false)).toHaveLength(1);
});

const route = (route_key: string, more: Values = {}) =>
  said("aws_apigatewayv2_route", { after: { route_key, authorization_type: "NONE", ...more } });

describe("opened-beside lets pass", () => {
  test("what browsers ask before a request, and what a WebSocket is not asked after its beginning", () => {
    expect(
      said("aws_api_gateway_method", { after: { http_method: "OPTIONS", authorization: "NONE" } }),
    ).toEqual([]);
    expect(route("OPTIONS /{proxy+}")).toEqual([]);
    expect(route("sendmessage")).toEqual([]);
    expect(route("$disconnect")).toEqual([]);
    for (const key of ["$connect", "$default", "ANY /{proxy+}"]) expect(route(key)).toHaveLength(1);
  });

  test("an API of whose document every operation asks, by its own line, by that of all, or by AWS's", () => {
    const api = (body: string) => said("aws_api_gateway_rest_api", { after: { body } });
    const iam = { "x-amazon-apigateway-auth": { type: "AWS_IAM" } };
    const all = { security: [{ people: [] }] };
    expect(api(document({ responses: {} }, all))).toEqual([]);
    expect(api(document(iam))).toEqual([]);
    expect(api(document({ security: [] }, all))).toHaveLength(1);
    expect(api(document({ security: [{ people: [] }, {}] }))).toHaveLength(1);
    expect(api("openapi: 3.0.1\npaths: {}\n")).toHaveLength(1);
    expect(api(JSON.stringify({ openapi: "3.0.1" }))).toHaveLength(1);
  });

  test("what keeps it private all the same", () => {
    const api = { authentication_type: "API_KEY", visibility: "PRIVATE" };
    expect(said("aws_appsync_graphql_api", { after: api })).toEqual([]);
    expect(said("aws_elastic_beanstalk_environment", { after: { tier: "Worker" } })).toEqual([]);
    expect(said("aws_db_snapshot", { after: { shared_accounts: ["all"] } })).toEqual([]); // publicly-accessible's
    const other = { setting_id: "/ssm/parameter-store/high-throughput-enabled" };
    expect(said("aws_ssm_service_setting", { after: { ...other, setting_value: "true" } })).toEqual(
      [],
    );
  });

  test("kinds of the module and of other providers", () => {
    expect(said("aws_lb", { after: { account_id: other } })).toEqual([]);
    expect(said("other_share", { after: { account_id: other } })).toEqual([]);
    expect(said("constructor", { after: { account_id: other } })).toEqual([]);
    expect(said("aws_constructor", { after: { size: 1 } })).toEqual([]);
  });
});

describe("opened-beside refuses", () => {
  test("somebody else in what stands: another principal, another account, another range", () => {
    const assignment = (principal_id: string) => ({
      principal_id,
      permission_set_arn: "arn:ps",
      target_id: own,
    });
    const replaced = {
      before: assignment("g-1"),
      after: assignment("g-2"),
      actions: ["delete", "create"],
    };
    expect(said("aws_ssoadmin_account_assignment", replaced)).toEqual([
      `refused: gives people rights that this plan does not show: \`principal_id\` g-2, \`permission_set_arn\` arn:ps, \`target_id\` ${own}`,
    ]);
    const cluster = (...public_access_cidrs: string[]) => ({
      vpc_config: [{ endpoint_public_access: true, public_access_cidrs }],
    });
    expect(
      said("aws_eks_cluster", {
        before: cluster("198.51.100.0/24"),
        after: cluster("198.51.100.0/24", "0.0.0.0/0"),
      }),
    ).toEqual([
      "refused: its public address takes requests from: `vpc_config.public_access_cidrs` 0.0.0.0/0",
    ]);
    expect(
      said("aws_eks_cluster", {
        before: cluster("0.0.0.0/0"),
        after: cluster("198.51.100.0/24", "0.0.0.0/0"),
      }),
    ).toHaveLength(1);
    expect(said("aws_eks_cluster", { after: cluster("10.0.0.0/8") })).toEqual([]);
    const shared = (...shared_accounts: string[]) => ({ shared_accounts });
    expect(
      said("aws_db_snapshot", { before: shared(other), after: shared(other, "333333333333") }),
    ).toEqual(["refused: is shared with others: `shared_accounts` 333333333333"]);
    const key = {
      before: { user: "ci", status: "Inactive" },
      after: { user: "ci", status: "Active" },
    };
    expect(said("aws_iam_access_key", key)).toEqual([
      "refused: gives a credential that lasts: `user` ci",
    ]);
  });

  test("a route of which nothing says who may call it, as the provider prints it or leaves it out", () => {
    expect(route("GET /loans", { authorization_type: null })).toHaveLength(1);
    expect(said("aws_apigatewayv2_route", { after: { route_key: "GET /loans" } })).toHaveLength(1);
    expect(said("aws_transfer_server", { after: { domain: "S3" } })).toHaveLength(1);
    expect(said("aws_apprunner_service", { after: { service_name: "it" } })).toHaveLength(1);
    expect(said("aws_ec2_serial_console_access", { after: {} })).toHaveLength(1);
    const ports = { port_info: [{ from_port: 22, to_port: 22, protocol: "tcp" }] };
    expect(said("aws_lightsail_instance_public_ports", { after: ports })).toHaveLength(1);
  });

  test("every address that any kind lets in, and not where a route leads", () => {
    const lists = (cidr: string) => ({ entry: [{ cidr, description: "it" }] });
    const prefixes = { before: lists("10.0.0.0/8"), after: lists("0.0.0.0/0") };
    expect(said("aws_ec2_managed_prefix_list", prefixes)).toEqual([
      "refused: lets in every address there is: `entry.cidr`",
    ]);
    const share = (...client_list: string[]) => ({ client_list });
    const nfs = "aws_storagegateway_nfs_file_share";
    expect(said(nfs, { after: share("10.0.0.0/8", "::/0") })).toHaveLength(1);
    expect(said(nfs, { after: share("10.0.0.0/8") })).toEqual([]);
    const stays = { before: share("0.0.0.0/0"), after: share("0.0.0.0/0", "10.0.0.0/8") };
    expect(said(nfs, stays)).toEqual([]);
    const route = { destination_cidr_block: "0.0.0.0/0" };
    expect(said("aws_ec2_transit_gateway_route", { after: route })).toEqual([]);
    expect(said("aws_new_link", { after: route })).toEqual([]);
    const rule = { type: "egress", cidr_blocks: ["0.0.0.0/0"] };
    expect(said("aws_security_group_rule", { after: rule })).toEqual([]); // egress-opened's
  });

  test("another account that any kind names, and what is sent there", () => {
    const dlm = (...target_accounts: string[]) => ({
      policy_details: [{ schedule: [{ share_rule: [{ target_accounts }] }] }],
    });
    const names = (path: string) => [`refused: names another account: \`${path}\` ${other}`];
    expect(said("aws_new_share", { after: { account_id: other } })).toEqual(names("account_id"));
    expect(said("aws_dlm_lifecycle_policy", { after: dlm(own, other) })).toEqual(
      names("policy_details.schedule.share_rule.target_accounts"),
    );
    expect(
      said("aws_ecr_replication_configuration", {
        after: {
          replication_configuration: [
            { rule: [{ destination: [{ region: "us-east-1", registry_id: other }] }] },
          ],
        },
      }),
    ).toEqual(names("replication_configuration.rule.destination.registry_id"));
    const [two, three] = [dlm(own, other), dlm(own, other, "333333333333")];
    expect(said("aws_dlm_lifecycle_policy", { before: two, after: three })).toEqual([
      "refused: names another account: `policy_details.schedule.share_rule.target_accounts` 333333333333",
    ]);
    const filter = (account: string) => ({
      destination_arn: `arn:aws:logs:us-east-1:${account}:destination:x`,
    });
    expect(said("aws_cloudwatch_log_subscription_filter", { after: filter(other) })).toEqual([
      `refused: sends to another account: \`destination_arn\` arn:aws:logs:us-east-1:${other}:destination:x`,
    ]);
    const vault = `arn:aws:backup:us-east-1:${other}:backup-vault:x`;
    expect(
      said("aws_backup_plan", {
        after: { rule: [{ copy_action: [{ destination_vault_arn: vault }] }] },
      }),
    ).toHaveLength(1);
    expect(said("aws_cloudwatch_log_subscription_filter", { after: filter(own) })).toEqual([]);
    expect(
      said("aws_new_share", { after: { account_id: own, excluded_accounts: [other] } }),
    ).toEqual([]);
    expect(said("aws_lambda_permission", { after: { source_account: other } })).toEqual([]); // judged with its principal
    const same = { before: { account_id: other }, after: { account_id: other, tags: {} } };
    expect(said("aws_new_share", same)).toEqual([]);
    expect(
      said("aws_new_share", { after: { destination: "10.0.0.0/8", account: "prod" } }),
    ).toEqual([]);
  });
});

describe("opened-beside, of what holds back a whole account,", () => {
  const states: Readonly<Record<string, { on: Values; off: Values }>> = {
    aws_ebs_encryption_by_default: { on: { enabled: true }, off: { enabled: false } },
    aws_ebs_snapshot_block_public_access: {
      on: { state: "block-all-sharing" },
      off: { state: "block-new-sharing" },
    },
    aws_ec2_image_block_public_access: {
      on: { state: "block-new-sharing" },
      off: { state: "unblocked" },
    },
    aws_emr_block_public_access_configuration: {
      on: { block_public_security_group_rules: true },
      off: { block_public_security_group_rules: false },
    },
    aws_vpc_block_public_access_options: {
      on: { internet_gateway_block_mode: "block-bidirectional" },
      off: { internet_gateway_block_mode: "off" },
    },
    aws_ssoadmin_permissions_boundary_attachment: {
      on: { permissions_boundary: [{ managed_policy_arn: "arn:narrow" }] },
      off: { permissions_boundary: [{ managed_policy_arn: "arn:wide" }] },
    },
  };
  const all = Object.entries(holds).map(([type, hold]) => ({ type, hold }));

  test("has a case of each", () => {
    expect(Object.keys(states)).toEqual(all.map(({ type }) => type));
  });

  test.each([
    ["aws_ebs_encryption_by_default", "enabled", ["false", "true"]],
    [
      "aws_ebs_snapshot_block_public_access",
      "state",
      ["unblocked", "block-new-sharing", "block-all-sharing"],
    ],
    ["aws_ec2_image_block_public_access", "state", ["unblocked", "block-new-sharing"]],
    [
      "aws_emr_block_public_access_configuration",
      "block_public_security_group_rules",
      ["false", "true"],
    ],
    [
      "aws_vpc_block_public_access_options",
      "internet_gateway_block_mode",
      ["off", "block-ingress", "block-bidirectional"],
    ],
  ])("%s: `%s` holds from weak to strong %j", (type, path, order) => {
    for (const [from, was] of order.entries()) {
      for (const [to, will] of order.entries()) {
        const found = said(type, { before: { [path]: was }, after: { [path]: will } });
        expect(found.map((one) => one.replace(/:.*/, ""))).toEqual(to < from ? ["refused"] : []);
      }
    }
  });

  test.each(all)(
    "leaves $type alone while it stays as it is, and where Terraform lets go of it",
    ({ type }) => {
      const { on = {} } = states[type] ?? {};
      expect(said(type, { before: on, after: on, actions: ["no-op"] })).toEqual([]);
      expect(said(type, { before: on, after: on, actions: ["delete", "create"] })).toEqual([]);
      expect(said(type, { before: on, actions: ["forget"] })).toEqual([]); // left-unmanaged's
    },
  );

  test.each(all)("refuses that $type goes or is less", ({ type, hold }) => {
    const { on = {}, off = {} } = states[type] ?? {};
    expect(said(type, { before: on })).toEqual([`refused: ${hold.what}`]);
    const refusal = [expect.stringMatching(new RegExp(`^refused: ${hold.what}: `))];
    expect(said(type, { before: on, after: off })).toEqual(refusal);
    expect(said(type, { before: on, after: {}, unknown: { [hold.path]: true } })).toEqual(refusal);
  });

  test.each(all)("lets $type come, and stay", ({ type }) => {
    const { on = {}, off = {} } = states[type] ?? {};
    expect(said(type, { after: on })).toEqual([]);
    expect(said(type, { before: on, after: { ...on, tags: {} } })).toEqual([]);
    expect(said(type, { before: off, after: { ...off, tags: {} } })).toEqual([]);
  });

  test("refuses one that is made switched off, or says nothing", () => {
    expect(said("aws_vpc_block_public_access_options", { after: {} })).toHaveLength(1);
    expect(said("aws_ebs_encryption_by_default", { after: { enabled: false } })).toHaveLength(1);
    expect(said("aws_ec2_image_block_public_access", { after: { state: "unblocked" } })).toEqual([
      "refused: images may be shared with everybody: `state` goes from unset to unblocked",
    ]);
  });
});

test("a kind that a project declares is refused for what it opens, and one that opens nothing is noted", () => {
  const ownKinds = new Map([
    ["aws_ami_launch_permission", "images for the other teams"],
    ["aws_sfn_activity", "works beside"],
  ]);
  const plan = planOf(
    stands,
    { address: "aws_ami_launch_permission.it", after: { image_id: "ami-1", account_id: other } },
    { address: "aws_sfn_activity.it", after: { name: "it" } },
  );
  expect(
    reviewPlan(plan, { ownKinds }).findings.map(({ verdict, rule }) => `${verdict} ${rule}`),
  ).toEqual(["noted unfamiliar-kind", "noted unfamiliar-kind", "refused opened-beside"]);
});

/** A plan of own kinds by Terraform 1.11.4 and the AWS provider 5.100.0, each called `open`, `closed` or so; cut to what a review reads. */
const realPlan = () => {
  const file = join(__dirname, "../../../fixtures/terraform/own-kinds.plan.json.gz");
  return readPlan(JSON.parse(gunzipSync(readFileSync(file)).toString()), "test");
};

test("a real plan, in which the provider fills in its defaults, is refused for what is open in it and for nothing else", () => {
  const plan = realPlan();
  const ownKinds = new Map(plan.changes.map(({ type }) => [type, "ours"]));
  const refused = reviewPlan(plan, { ownKinds }).findings.filter(
    ({ verdict }) => verdict === "refused",
  );
  const isOpen = ({ address }: { address: string }) => address.endsWith(".open");
  const open = plan.changes.filter(isOpen).map(({ address }) => address);
  expect(open).toHaveLength(8);
  expect(plan.changes).toHaveLength(27);
  expect(refused.map(({ rule, address }) => `${rule} ${address}`)).toEqual(
    open.map((address) => `opened-beside ${address}`),
  );
});
