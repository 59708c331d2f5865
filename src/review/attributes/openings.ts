import { isPublicRange } from "../network/cidr";
import { tryParseJson } from "../read/parse-json";
import { textOf } from "../read/plain-value";
import { isEmpty, member, UNKNOWN } from "../read/planned-value";

/** Reads what stands below a path of an object, such as `vpc_config.public_access_cidrs`: every value, through all blocks. */
export type ValuesAt = (path: string) => readonly unknown[];

/** What of an object that a project makes beside the module opens something. */
export interface Exposure {
  /** The attribute; where none is named the object itself opens it, for what `names` say. */
  readonly path?: string;
  /** What says whom or what it is about: another value of these opens it anew. */
  readonly names?: readonly string[];
  /** Whether the attribute's value opens it; without this any does that is not empty. Never asked about an unknown one, which does. */
  readonly opens?: (value: unknown, ownAccounts: ReadonlySet<string>) => boolean;
  /** Whether AWS opens it where nothing is said. */
  readonly orUnset?: true;
  /** What keeps it closed all the same. */
  readonly unless?: (at: ValuesAt) => boolean;
  /** In a sentence without its end: the values follow. */
  readonly what: string;
}

/** What holds back a whole account, and must not be less or go. */
interface Hold {
  readonly path: string;
  /** From weak to strong; a value that is not there holds nothing. Where none is named, any other value counts as less. */
  readonly strong: readonly string[];
  readonly what: string;
}

const is =
  (...values: readonly string[]) =>
  (value: unknown): boolean =>
    values.includes(textOf(value).toLowerCase());
const isOn = is("true", "enable", "enabled");
const isNone = is("none", "");
const isPublic = (value: unknown): boolean => isPublicRange(textOf(value));

/** An account, or a principal or object of one, that is not this plan's; of an organisation nobody knows who is in it. */
export function isOfOthers(value: unknown, ownAccounts: ReadonlySet<string>): boolean {
  const account = /^(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::|$)/.exec(textOf(value))?.[1];
  return account === undefined || !ownAccounts.has(account);
}

/** The names of snapshots that are shared with everybody, which `publicly-accessible` knows. */
const isAnotherAccount: NonNullable<Exposure["opens"]> = (value, own) =>
  textOf(value) !== "all" && isOfOthers(value, own);

const anyof =
  (path: string, test: (value: unknown) => boolean) =>
  (at: ValuesAt): boolean =>
    at(path).some((value) => value !== UNKNOWN && test(value));

const unasked = "whoever reaches it is not asked who they are";
const shared = "is shared with others";
const addressed = "gets an address on the Internet";
const joined = "joins the network with another";
const credential = "gives a credential that lasts";
const rights = "gives people rights that this plan does not show";
const providerOf = "lets another provider say who people are";

const snapshotOfDatabase: readonly Exposure[] = [
  { path: "shared_accounts", opens: isAnotherAccount, what: shared },
];
const openApi: Exposure = {
  path: "body",
  opens: hasOpenOperation,
  what: unasked,
};
const domain: readonly Exposure[] = [
  { path: "vpc_options", opens: isEmpty, orUnset: true, what: addressed },
  { path: "advanced_security_options.anonymous_auth_enabled", opens: isOn, what: unasked },
];
const accelerator: readonly Exposure[] = [
  { names: ["name"], unless: anyof("enabled", is("false")), what: addressed },
];
const acceleratedGroup: readonly Exposure[] = [
  {
    path: "endpoint_configuration.endpoint_id",
    what: "is reached from the Internet through an accelerator",
  },
];

/**
 * What opens something to everybody, to another account or network, or lets somebody in, by the kinds that a project may make
 * beside the module. What any kind may have (a policy, a principal, a public address) the rules know by its attribute.
 */
export const openings: Readonly<Record<string, readonly Exposure[]>> = {
  // Whoever calls is not asked.
  aws_api_gateway_method: [
    {
      path: "authorization",
      opens: isNone,
      unless: anyof("http_method", is("options")), // browsers ask so before the request itself
      what: unasked,
    },
  ],
  aws_api_gateway_rest_api: [openApi],
  aws_apigatewayv2_api: [
    openApi,
    { path: "target", what: `${unasked}, by the route that AWS makes for it` },
  ],
  aws_apigatewayv2_route: [
    {
      path: "authorization_type",
      opens: isNone,
      orUnset: true,
      // Of a WebSocket only its beginning is asked.
      unless: anyof("route_key", (key) => /^(OPTIONS |\$disconnect$|[\w-]+$)/.test(textOf(key))),
      what: unasked,
    },
  ],
  aws_appsync_graphql_api: [
    {
      path: "authentication_type",
      opens: is("api_key"),
      unless: anyof("visibility", is("private")),
      what: "whoever has its key is let in",
    },
    {
      path: "additional_authentication_provider.authentication_type",
      opens: is("api_key"),
      unless: anyof("visibility", is("private")),
      what: "whoever has its key is let in",
    },
  ],
  aws_appsync_api: [
    {
      path: "event_config.auth_provider.auth_type",
      opens: is("api_key"),
      what: "whoever has its key is let in",
    },
  ],
  aws_cognito_identity_pool: [
    {
      path: "allow_unauthenticated_identities",
      opens: isOn,
      what: "gives a role to people whom nobody has asked who they are",
    },
  ],
  aws_opensearch_domain: domain,
  aws_elasticsearch_domain: domain,

  // Addresses on the Internet.
  aws_msk_cluster: [
    {
      path: "broker_node_group_info.connectivity_info.public_access.type",
      opens: (type) => !is("disabled")(type),
      what: addressed,
    },
    { path: "client_authentication.unauthenticated", opens: isOn, what: unasked },
  ],
  aws_eks_cluster: [
    {
      path: "vpc_config.public_access_cidrs",
      opens: isPublic,
      unless: anyof("vpc_config.endpoint_public_access", is("false")),
      what: "its public address takes requests from",
    },
  ],
  aws_transfer_server: [
    { path: "endpoint_type", opens: is("public", ""), orUnset: true, what: addressed },
    { path: "endpoint_details.address_allocation_ids", what: addressed },
  ],
  aws_apprunner_service: [
    {
      path: "network_configuration.ingress_configuration.is_publicly_accessible",
      opens: (value) => !is("false")(value),
      orUnset: true,
      what: addressed,
    },
  ],
  aws_amplify_branch: [
    {
      names: ["app_id", "branch_name"],
      unless: anyof("enable_basic_auth", isOn),
      what: "everybody sees what is deployed from it",
    },
  ],
  aws_elastic_beanstalk_environment: [
    {
      names: ["name"],
      unless: (at) =>
        anyof("tier", is("worker"))(at) ||
        (anyof("setting.name", is("elbscheme"))(at) && anyof("setting.value", is("internal"))(at)),
      what: addressed,
    },
  ],
  aws_mwaa_environment: [
    { path: "webserver_access_mode", opens: is("public_only"), what: addressed },
  ],
  aws_neptunegraph_graph: [{ path: "public_connectivity", opens: isOn, what: addressed }],
  aws_codebuild_project: [
    { path: "project_visibility", opens: is("public_read"), what: "everybody reads its builds" },
  ],
  aws_ecrpublic_repository: [
    { names: ["repository_name"], what: "everybody can fetch the images in it" },
  ],
  aws_eip_association: [
    { names: ["allocation_id", "instance_id", "network_interface_id"], what: addressed },
  ],
  aws_internet_gateway_attachment: [
    { names: ["internet_gateway_id", "vpc_id"], what: "connects the network with the Internet" },
  ],
  aws_globalaccelerator_accelerator: accelerator,
  aws_globalaccelerator_custom_routing_accelerator: accelerator,
  aws_globalaccelerator_endpoint_group: acceleratedGroup,
  aws_globalaccelerator_custom_routing_endpoint_group: acceleratedGroup,
  aws_lightsail_instance: [{ names: ["name"], what: addressed }],
  aws_lightsail_static_ip_attachment: [
    { names: ["static_ip_name", "instance_name"], what: addressed },
  ],
  aws_lightsail_instance_public_ports: [
    {
      path: "port_info.cidrs",
      opens: isPublic,
      orUnset: true,
      what: "lets in requests from",
    },
    { path: "port_info.ipv6_cidrs", opens: isPublic, what: "lets in requests from" },
  ],
  aws_lightsail_container_service: [
    {
      path: "public_domain_names.certificate.domain_names",
      what: "everybody reaches it by",
    },
  ],
  aws_lightsail_container_service_deployment_version: [
    { path: "public_endpoint.container_name", what: "everybody reaches" },
  ],
  aws_lightsail_distribution: [
    { names: ["name"], unless: anyof("is_enabled", is("false")), what: addressed },
  ],
  aws_verifiedaccess_endpoint: [
    { names: ["application_domain", "verified_access_group_id"], what: addressed },
  ],
  aws_ec2_instance_connect_endpoint: [
    { names: ["subnet_id"], what: "lets people into the network from outside" },
  ],
  aws_ec2_serial_console_access: [
    {
      path: "enabled",
      opens: (value) => !is("false")(value),
      orUnset: true,
      what: "lets people onto the consoles of machines",
    },
  ],

  // Others' accounts.
  aws_ami_launch_permission: [
    { path: "group", what: `${shared}, everybody` },
    { path: "account_id", opens: isOfOthers, what: shared },
    { path: "organization_arn", what: shared },
    { path: "organizational_unit_arn", what: shared },
  ],
  aws_snapshot_create_volume_permission: [{ path: "account_id", opens: isOfOthers, what: shared }],
  aws_db_snapshot: snapshotOfDatabase,
  aws_db_snapshot_copy: snapshotOfDatabase,
  aws_db_cluster_snapshot: snapshotOfDatabase,
  aws_rds_cluster_snapshot_copy: snapshotOfDatabase,
  aws_directory_service_shared_directory: [{ path: "target.id", opens: isOfOthers, what: shared }],
  aws_grafana_workspace: [
    {
      path: "account_access_type",
      opens: is("organization"),
      what: "reads and is read by accounts of the organisation",
    },
  ],
  aws_s3_bucket_acl: [
    {
      path: "access_control_policy.grant.grantee.id",
      unless: (at) => {
        const owners = at("access_control_policy.owner.id").filter((id) => id !== UNKNOWN);
        return at("access_control_policy.grant.grantee.id").every((id) => owners.includes(id));
      },
      what: "gives the bucket to another account",
    },
    {
      path: "access_control_policy.grant.grantee.email_address",
      what: "gives the bucket to another account",
    },
  ],
  aws_imagebuilder_distribution_configuration: ["user_groups", "organization_arns"]
    .concat("organizational_unit_arns")
    .map((name) => ({
      path: `distribution.ami_distribution_configuration.launch_permission.${name}`,
      what: "its images are shared with others",
    })),
  aws_ram_resource_share: [
    {
      path: "allow_external_principals",
      opens: isOn,
      what: "may be shared with accounts outside of the organisation",
    },
  ],
  aws_ram_sharing_with_organization: [
    { names: [], what: "lets everything be shared with every account of the organisation" },
  ],
  aws_redshift_endpoint_authorization: [{ path: "account", opens: isOfOthers, what: shared }],
  aws_redshift_data_share_authorization: [
    { path: "consumer_identifier", opens: isOfOthers, what: shared },
  ],
  aws_s3control_access_grant: [
    { path: "grantee.grantee_identifier", opens: isOfOthers, what: "gives what is in a bucket to" },
  ],
  aws_servicecatalog_portfolio_share: [{ path: "principal_id", opens: isOfOthers, what: shared }],
  aws_oam_link: [
    { path: "sink_identifier", opens: isOfOthers, what: "shows another account what is measured" },
  ],
  aws_ssm_service_setting: [
    {
      path: "setting_value",
      opens: isOn,
      unless: (at) => !anyof("setting_id", (id) => /public-sharing/.test(textOf(id)))(at),
      what: "lets documents be shared with everybody",
    },
  ],

  // Other networks.
  aws_vpc_peering_connection: [{ names: ["peer_owner_id", "peer_vpc_id"], what: joined }],
  aws_vpc_peering_connection_accepter: [{ names: ["vpc_peering_connection_id"], what: joined }],
  aws_ec2_transit_gateway: [
    {
      path: "auto_accept_shared_attachments",
      opens: isOn,
      what: "takes in the networks of all accounts that it is shared with",
    },
  ],
  aws_ec2_transit_gateway_vpc_attachment: [
    { names: ["transit_gateway_id", "vpc_id"], what: joined },
  ],
  aws_ec2_transit_gateway_vpc_attachment_accepter: [
    { names: ["transit_gateway_attachment_id"], what: joined },
  ],
  aws_ec2_transit_gateway_peering_attachment: [
    { names: ["peer_account_id", "peer_transit_gateway_id"], what: joined },
  ],
  aws_ec2_transit_gateway_peering_attachment_accepter: [
    { names: ["transit_gateway_attachment_id"], what: joined },
  ],
  aws_vpn_connection: [
    { names: ["customer_gateway_id", "transit_gateway_id", "vpn_gateway_id"], what: joined },
  ],
  aws_vpn_gateway: [{ path: "vpc_id", what: joined }],
  aws_vpn_gateway_attachment: [{ names: ["vpc_id", "vpn_gateway_id"], what: joined }],
  aws_dx_gateway_association: [
    { names: ["dx_gateway_id", "associated_gateway_id", "proposal_id"], what: joined },
  ],
  aws_dx_gateway_association_proposal: [{ names: ["dx_gateway_id"], what: joined }],
  aws_networkmanager_vpc_attachment: [{ names: ["core_network_id", "vpc_arn"], what: joined }],
  aws_networkmanager_connect_attachment: [{ names: ["core_network_id"], what: joined }],
  aws_networkmanager_site_to_site_vpn_attachment: [{ names: ["core_network_id"], what: joined }],
  aws_networkmanager_dx_gateway_attachment: [{ names: ["core_network_id"], what: joined }],
  aws_networkmanager_attachment_accepter: [{ names: ["attachment_id"], what: joined }],
  aws_vpclattice_service_network_vpc_association: [
    { names: ["service_network_identifier", "vpc_identifier"], what: joined },
  ],
  aws_vpc_endpoint_connection_accepter: [
    { names: ["vpc_endpoint_id"], what: "lets in an endpoint of another network" },
  ],
  aws_vpc_block_public_access_exclusion: [
    { names: ["vpc_id", "subnet_id"], what: "takes it out of the block of public access" },
  ],

  // People, and programs that are let in as somebody.
  aws_iam_access_key: [
    { names: ["user"], unless: anyof("status", is("inactive")), what: credential },
  ],
  aws_iam_service_specific_credential: [
    {
      names: ["user_name", "service_name"],
      unless: anyof("status", is("inactive")),
      what: credential,
    },
  ],
  aws_iam_user_login_profile: [{ names: ["user"], what: "gives a password to sign in with" }],
  aws_iam_user_ssh_key: [
    {
      names: ["username", "public_key"],
      unless: anyof("status", is("inactive")),
      what: credential,
    },
  ],
  aws_iam_signing_certificate: [
    { names: ["user_name"], unless: anyof("status", is("inactive")), what: credential },
  ],
  aws_transfer_ssh_key: [{ names: ["server_id", "user_name", "body"], what: credential }],
  aws_lightsail_bucket_access_key: [{ names: ["bucket_name"], what: credential }],
  aws_ssm_activation: [
    { names: ["iam_role"], what: "lets machines from elsewhere work as the role" },
  ],
  aws_iam_user_group_membership: [{ path: "groups", what: "takes a user into" }],
  aws_iam_group_membership: [{ path: "users", what: "takes into a group" }],
  aws_identitystore_group_membership: [
    { names: ["group_id", "member_id"], what: "takes somebody into a group" },
  ],
  aws_ssoadmin_account_assignment: [
    { names: ["principal_id", "permission_set_arn", "target_id"], what: rights },
  ],
  aws_ssoadmin_application_assignment: [
    { names: ["principal_id", "application_arn"], what: rights },
  ],
  aws_ssoadmin_application_assignment_configuration: [
    {
      path: "assignment_required",
      opens: is("false"),
      what: "lets everybody of the directory use the application",
    },
  ],
  aws_ssoadmin_managed_policy_attachment: [
    { names: ["managed_policy_arn", "permission_set_arn"], what: rights },
  ],
  aws_ssoadmin_customer_managed_policy_attachment: [
    {
      names: ["customer_managed_policy_reference.name", "permission_set_arn"],
      what: rights,
    },
  ],
  aws_eks_access_policy_association: [{ names: ["principal_arn", "policy_arn"], what: rights }],
  aws_iam_saml_provider: [{ names: ["name", "saml_metadata_document"], what: providerOf }],
  aws_ssoadmin_trusted_token_issuer: [
    {
      names: ["name", "trusted_token_issuer_configuration.oidc_jwt_configuration.issuer_url"],
      what: providerOf,
    },
  ],
  aws_eks_identity_provider_config: [{ names: ["oidc.issuer_url"], what: providerOf }],
  aws_rolesanywhere_trust_anchor: [
    {
      names: ["name", "source.source_data.acm_pca_arn", "source.source_data.x509_certificate_data"],
      what: providerOf,
    },
  ],
  aws_rolesanywhere_profile: [
    {
      path: "role_arns",
      what: "whoever has a certificate may become",
    },
  ],
};

/** Settings of a whole account that hold something back. */
export const holds: Readonly<Record<string, Hold>> = {
  aws_ebs_encryption_by_default: {
    path: "enabled",
    strong: ["true"],
    what: "new disks are no longer encrypted by themselves",
  },
  aws_ebs_snapshot_block_public_access: {
    path: "state",
    strong: ["block-new-sharing", "block-all-sharing"],
    what: "snapshots of disks may be shared with everybody",
  },
  aws_ec2_image_block_public_access: {
    path: "state",
    strong: ["block-new-sharing"],
    what: "images may be shared with everybody",
  },
  aws_emr_block_public_access_configuration: {
    path: "block_public_security_group_rules",
    strong: ["true"],
    what: "clusters may stand open to the Internet",
  },
  aws_vpc_block_public_access_options: {
    path: "internet_gateway_block_mode",
    strong: ["block-ingress", "block-bidirectional"],
    what: "networks may be reached from the Internet",
  },
  aws_ssoadmin_permissions_boundary_attachment: {
    path: "permissions_boundary",
    strong: [],
    what: "something else, or nothing, bounds what people may do by the permission set",
  },
};

/** Of any kind: whom it names as another account that gets something, or where it sends what it has. */
export const othersByName: readonly {
  readonly path: RegExp;
  readonly isAccount: boolean;
  readonly what: string;
}[] = [
  {
    path: /(^|[._])((account|registry|owner)_ids?|accounts?|target_account_ids|user_ids)$/,
    isAccount: true,
    what: "names another account",
  },
  {
    path: /(^|[._])(destination(_\w+)?_arns?|destination)$/,
    isAccount: false,
    what: "sends to another account",
  },
];

/** Of any kind but those whose ranges the rules of networks judge: where a range says who comes in, or is trusted. */
export const rangesElsewhere = {
  types: /security_group|network_acl|route|firewall|customer_gateway|vpn/,
  paths: /destination|disallowed|denied|egress|excluded?|local|outbound|remote|route/,
};

/** Whether a document that makes an API has anything that may be asked for without saying who asks. What cannot be read has. */
function hasOpenOperation(document: unknown): boolean {
  if (isEmpty(document)) return false;
  const api = tryParseJson(textOf(document));
  const isAsked = (value: unknown) =>
    Array.isArray(value) && value.length > 0 && value.every((one) => textOf(one) !== "{}");
  const paths = Object.values((member(api, "paths") ?? { unreadable: { get: {} } }) as object);
  return paths.some((path) =>
    Object.entries(path ?? {}).some(([method, operation]) => {
      if (!/^(get|put|post|delete|patch|head|trace|x-amazon-apigateway-any-method)$/.test(method)) {
        return false;
      }
      const own = member(operation, "security") ?? member(api, "security");
      const auth = textOf(member(member(operation, "x-amazon-apigateway-auth"), "type"));
      return !(isAsked(own) || auth.toUpperCase() === "AWS_IAM");
    }),
  );
}
