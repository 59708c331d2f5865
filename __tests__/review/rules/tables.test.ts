import { describe, expect, test } from "vitest";
import { readPlan } from "../../../src/review/read/plan";
import { statefulDestroyed } from "../../../src/review/rules/data-loss/stateful-destroyed";
import { publiclyAccessible } from "../../../src/review/rules/exposure/publicly-accessible";
import { tlsWeakened } from "../../../src/review/rules/exposure/tls-weakened";
import { databaseInterrupted } from "../../../src/review/rules/outage/database-interrupted";
import { databaseParametersChanged } from "../../../src/review/rules/outage/database-parameters-changed";
import { entryReplaced } from "../../../src/review/rules/outage/entry-replaced";
import { nameMoved } from "../../../src/review/rules/outage/name-moved";
import { rolloutStalled } from "../../../src/review/rules/outage/rollout-stalled";
import { serviceShutOut } from "../../../src/review/rules/outage/service-shut-out";
import { anotherEnvironment } from "../../../src/review/rules/plan/another-environment";
import { documentOf, planOf, saidBy, saidOfUpdate, type Values } from "../support/plans";

// The small tables within rules, each row of each with its words.

test.each([
  ["aws_db_instance", "a database"],
  ["aws_rds_cluster", "what may hold data"],
  ["aws_rds_cluster_instance", "what may hold data"],
  ["aws_rds_global_cluster", "what may hold data"],
  ["aws_db_snapshot", "what may hold data"],
  ["aws_db_cluster_snapshot", "what may hold data"],
  ["aws_db_instance_automated_backups_replication", "what may hold data"],
  ["aws_docdb_cluster", "what may hold data"],
  ["aws_neptune_cluster", "what may hold data"],
  ["aws_redshift_cluster", "what may hold data"],
  ["aws_dynamodb_table", "a table"],
  ["aws_dynamodb_global_table", "what may hold data"],
  ["aws_elasticache_cluster", "what may hold data"],
  ["aws_elasticache_replication_group", "what may hold data"],
  ["aws_memorydb_cluster", "what may hold data"],
  ["aws_opensearch_domain", "what may hold data"],
  ["aws_s3_bucket", "a bucket"],
  ["aws_s3_directory_bucket", "what may hold data"],
  ["aws_s3_object", "what may hold data"],
  ["aws_efs_file_system", "what may hold data"],
  ["aws_fsx_lustre_file_system", "what may hold data"],
  ["aws_ebs_volume", "what may hold data"],
  ["aws_ebs_snapshot", "what may hold data"],
  ["aws_instance", "what may hold data"],
  ["aws_backup_vault", "what may hold data"],
  ["aws_kms_key", "a key, and with it everything encrypted under it, every backup included"],
  ["aws_kms_replica_key", "what may hold data"],
  ["aws_kms_external_key", "what may hold data"],
  ["aws_secretsmanager_secret", "a secret"],
  ["aws_secretsmanager_secret_version", "the value of a secret"],
  ["aws_ecr_repository", "images, the ones that run included"],
  ["aws_cloudwatch_log_group", "logs"],
  ["aws_cloudtrail_event_data_store", "what may hold data"],
  ["aws_sqs_queue", "messages"],
  ["aws_kinesis_stream", "what may hold data"],
  ["aws_cognito_user_pool", "what may hold data"],
  ["aws_acmpca_certificate_authority", "what may hold data"],
  ["random_password", "what may hold data"],
  ["random_string", "what may hold data"],
  ["random_id", "what may hold data"],
  ["random_uuid", "what may hold data"],
  ["tls_private_key", "what may hold data"],
  ["aws_timestreamwrite_database", "what may hold data"],
  ["aws_new_vault", "what may hold data"],
])("stateful-destroyed refuses to delete %s: %s", (type, contents) => {
  expect(saidBy(statefulDestroyed, planOf({ address: `${type}.it`, before: {} }))).toEqual([
    `refused: deletes ${contents}`,
  ]);
});

test.each([
  "aws_ecs_cluster",
  "aws_eks_cluster",
  "aws_route_table",
  "aws_default_route_table",
  "aws_ec2_transit_gateway_route_table",
  "aws_ec2_local_gateway_route_table",
  "aws_lb",
  "constructor",
])("stateful-destroyed says nothing of %s, which holds nothing", (type) => {
  expect(saidBy(statefulDestroyed, planOf({ address: `${type}.it`, before: {} }))).toEqual([]);
});

test.each([
  [
    "delete_because_no_resource_config",
    ", because its block is no longer in the configuration; its `prevent_destroy` went with the block",
  ],
  [
    "delete_because_no_module",
    ", because its module is no longer in the configuration; its `prevent_destroy` went with it",
  ],
  ["delete_because_no_move_target", ", because it was moved to an address that is not there"],
  ["delete_because_wrong_repetition", ", because `count` or `for_each` came or went"],
  ["delete_because_count_index", ", because `count` became smaller"],
  ["delete_because_each_key", ", because `for_each` lost its key"],
  [
    "replace_because_tainted",
    ", because it is marked as tainted: an earlier apply did not finish it",
  ],
  ["replace_by_request", ", because somebody asked for it with -replace"],
  ["replace_by_triggers", ", because `replace_triggered_by` says so"],
  ["of_a_new_kind", " (of_a_new_kind)"],
])("stateful-destroyed says the reason %s", (reason, words) => {
  const plan = planOf({ address: "aws_s3_bucket.it", before: {}, reason });
  expect(saidBy(statefulDestroyed, plan)).toEqual([`refused: deletes a bucket${words}`]);
});

test.each<[Values, string]>([
  [{ deletion_protection: true }, "; deletion protection is on, so AWS will refuse"],
  [{ deletion_protection_enabled: true }, "; deletion protection is on, so AWS will refuse"],
  [{ deletion_protection: false }, "; deletion protection is off"],
  [{ skip_final_snapshot: true }, "; no final snapshot is taken"],
  [{ skip_final_snapshot: false }, ""],
  [{ force_destroy: true }, "; it is emptied first"],
  [{ force_delete: true }, "; it is emptied first"],
  [{ deletion_window_in_days: 7 }, "; 7 days remain to take it back"],
  [{ recovery_window_in_days: 0 }, "; nothing can take it back"],
  [
    { deletion_protection: false, force_destroy: true },
    "; deletion protection is off, it is emptied first",
  ],
])("stateful-destroyed says of %j what is left", (before, words) => {
  const plan = planOf({ address: "aws_s3_bucket.it", before });
  expect(saidBy(statefulDestroyed, plan)).toEqual([`refused: deletes a bucket${words}`]);
});

test.each([
  ["aws_lb", "the load balancer, and with it the address that names point at"],
  ["aws_lb_listener", "the listener that takes requests in"],
  ["aws_lb_listener_rule", "a rule that sends requests on"],
  ["aws_lb_listener_certificate", "a certificate that the listener shows"],
  ["aws_lb_target_group", "the target group that knows the running tasks"],
  ["aws_ecs_service", "the service, and with it every running task"],
  ["aws_ecs_cluster", "the cluster that everything runs in"],
  ["aws_route53_record", "a name that people and programs use"],
  ["aws_vpc", "the network"],
  ["aws_subnet", "a subnet"],
  ["aws_internet_gateway", "the route to the Internet"],
  ["aws_nat_gateway", "the route out of private subnets"],
  ["aws_eip", "a public address that others may have on their lists"],
  ["aws_route", "a route"],
  ["aws_route_table", "a route table, and with it every route of its subnets"],
  ["aws_route_table_association", "the routes of a subnet"],
  [
    "aws_vpc_endpoint",
    "the connection to a service of AWS: images, secrets and logs go through it",
  ],
  [
    "aws_ec2_client_vpn_endpoint",
    "the VPN: everybody needs the new one's configuration (`slipway vpn-config`)",
  ],
  [
    "aws_ec2_client_vpn_network_association",
    "the VPN's place in a zone, and every session through it",
  ],
  ["aws_cloudfront_distribution", "the distribution, and with it the address that names point at"],
  ["aws_cloudfront_vpc_origin", "the distribution's connection to the load balancer"],
  ["aws_security_group", "a security group, and with it every rule of it"],
  ["aws_db_subnet_group", "the subnets that the database stands in"],
  ["aws_acm_certificate", "a certificate that may be in use"],
])("entry-replaced refuses to delete or replace %s: %s", (type, what) => {
  const address = `${type}.it`;
  const said = (actions: string[]) =>
    saidBy(entryReplaced, planOf({ address, before: {}, after: {}, actions }));
  expect(saidBy(entryReplaced, planOf({ address, before: {} }))).toEqual([
    `refused: deletes ${what}`,
  ]);
  expect(said(["delete", "create"])).toEqual([`refused: replaces ${what}`]);
  expect(said(["create", "delete"])).toEqual([`refused: creates a second, then deletes ${what}`]);
  expect(said(["update"])).toEqual([]);
});

const task = (value: boolean) => [{ assign_public_ip: value }];
test.each<[type: string, open: Values, closed: Values, name: string]>([
  [
    "aws_db_instance",
    { publicly_accessible: true },
    { publicly_accessible: false },
    "publicly_accessible",
  ],
  [
    "aws_ecs_service",
    { network_configuration: task(true) },
    { network_configuration: task(false) },
    "network_configuration.assign_public_ip",
  ],
  [
    "aws_cloudwatch_event_target",
    { ecs_target: [{ network_configuration: task(true) }] },
    { ecs_target: [{ network_configuration: task(false) }] },
    "ecs_target.network_configuration.assign_public_ip",
  ],
  [
    "aws_instance",
    { associate_public_ip_address: true },
    { associate_public_ip_address: false },
    "associate_public_ip_address",
  ],
  [
    "aws_subnet",
    { map_public_ip_on_launch: true },
    { map_public_ip_on_launch: false },
    "map_public_ip_on_launch",
  ],
  [
    "aws_eks_cluster",
    { vpc_config: [{ endpoint_public_access: true }] },
    { vpc_config: [{ endpoint_public_access: false }] },
    "vpc_config.endpoint_public_access",
  ],
  [
    "aws_lambda_function_url",
    { authorization_type: "NONE" },
    { authorization_type: "AWS_IAM" },
    "authorization_type",
  ],
  ["aws_db_snapshot", { shared_accounts: ["all"] }, { shared_accounts: ["1"] }, "shared_accounts"],
  [
    "aws_db_snapshot_copy",
    { shared_accounts: ["1", "all"] },
    { shared_accounts: [] },
    "shared_accounts",
  ],
])("publicly-accessible refuses that %s gets %j", (type, open, closed, name) => {
  const address = `${type}.it`;
  const said = (before: Values, after: Values, unknown: Values = {}) =>
    saidOfUpdate(publiclyAccessible, address, before, after, unknown);
  const refused = (how: string) => [
    `refused: becomes reachable from the Internet: \`${name}\` ${how}`,
  ];
  expect(said(closed, open)).toEqual(refused("is set"));
  expect(said({}, open)).toEqual(refused("is set"));
  expect(said(open, open)).toEqual([]);
  expect(said(open, closed)).toEqual([]);
  const [whole = ""] = name.split(".");
  expect(said(closed, {}, { [whole]: true })).toEqual(refused("is not known before the apply"));
  expect(saidBy(publiclyAccessible, planOf({ address, before: open }))).toEqual([]);
});

test.each(["authorization_type", "shared_accounts"])(
  "publicly-accessible knows %s on its own kinds alone",
  (name) => {
    const open = { [name]: name === "authorization_type" ? "NONE" : ["all"] };
    expect(saidOfUpdate(publiclyAccessible, "aws_other.it", {}, open)).toEqual([]);
  },
);

describe("database-interrupted", () => {
  const said = (type: string, name: string, more: Values = {}) =>
    saidOfUpdate(
      databaseInterrupted,
      `${type}.it`,
      { [name]: "a", ...more },
      { [name]: "b", ...more },
    );

  test.each(["identifier", "port", "db_subnet_group_name"])(
    "refuses another %s, by which it is reached",
    (name) => {
      expect(said("aws_db_instance", name)).toEqual([
        `refused: changes where it is reached: \`${name}\` goes from a to b`,
      ]);
      expect(said("aws_elasticache_cluster", name)).toEqual([]);
    },
  );

  test.each([
    "instance_class",
    "parameter_group_name",
    "option_group_name",
    "storage_type",
    "ca_cert_identifier",
  ])("notes another %s in the window, and refuses it at once", (name) => {
    const later =
      "until then each plan shows it again, and taking it back in the file does not take it back at AWS";
    expect(said("aws_db_instance", name)).toEqual([
      `noted: \`${name}\` goes from a to b, in the next maintenance window; ${later}`,
    ]);
    expect(said("aws_db_instance", name, { maintenance_window: "sun:03:00-sun:04:00" })).toEqual([
      `noted: \`${name}\` goes from a to b, in the next maintenance window (sun:03:00-sun:04:00); ${later}`,
    ]);
    expect(said("aws_db_instance", name, { apply_immediately: true })).toEqual([
      `refused: \`${name}\` goes from a to b, at once`,
    ]);
  });
});

test.each(["records", "alias", "ttl", "weighted_routing_policy", "failover_routing_policy"])(
  "name-moved refuses another %s of a record, and of nothing else",
  (name) => {
    const said = (type: string) =>
      saidOfUpdate(nameMoved, `${type}.it`, { [name]: "a" }, { [name]: "b" });
    expect(said("aws_route53_record")).toEqual([`refused: \`${name}\` goes from a to b`]);
    expect(said("aws_route53_zone")).toEqual([]);
  },
);

describe("service-shut-out", () => {
  const policy = JSON.stringify({
    Statement: [
      {
        Effect: "Allow",
        Action: "a:B",
        Resource: "*",
        Principal: { Service: "logs.amazonaws.com" },
      },
    ],
  });
  const said = (type: string, attribute: string, holder: string | undefined) =>
    saidBy(
      serviceShutOut,
      planOf(
        { address: `${type}.it`, before: { [attribute]: "x", policy } },
        ...(holder === undefined
          ? []
          : [
              {
                address: `${holder}.it`,
                before: { bucket: "x", id: "x", key_id: "x", name: "x", arn: "x", repository: "x" },
              },
            ]),
      ),
    );

  test.each([
    ["aws_s3_bucket_policy", "bucket", "aws_s3_bucket"],
    ["aws_kms_key_policy", "key_id", "aws_kms_key"],
    ["aws_ecr_repository_policy", "repository", "aws_ecr_repository"],
    ["aws_secretsmanager_secret_policy", "secret_arn", "aws_secretsmanager_secret"],
  ])("refuses that %s goes, unless what its `%s` names goes too", (type, attribute, holder) => {
    expect(said(type, attribute, undefined)).toEqual([
      "refused: `policy` no longer allows anything to logs.amazonaws.com",
    ]);
    expect(said(type, attribute, holder)).toEqual([]);
  });

  test("leaves a queue's and a topic's policy that goes to the rules about them", () => {
    expect(said("aws_sqs_queue_policy", "queue_url", undefined)).toEqual([]);
    expect(said("aws_sns_topic_policy", "arn", undefined)).toEqual([]);
  });
});

describe("another-environment, by what the provider is set to", () => {
  const identity = { account: "111111111111", application: "eec", environment: "prod" };
  const said = (expressions: Values) => {
    const it = documentOf({ address: "aws_lb.it", after: {} });
    Object.assign(it.configuration, { provider_config: { aws: { name: "aws", expressions } } });
    return anotherEnvironment
      .check(readPlan(it, "test"), { name: "eec-prod", addresses: ["aws_lb.it"], identity })
      .map(({ verdict, address, action, what }) => `${verdict} ${address} ${action}: ${what}`);
  };
  const accounts = (...list: string[]) => ({ allowed_account_ids: { constant_value: list } });
  const tags = (more: Values) => ({ default_tags: [{ tags: { constant_value: more } }] });
  const refused = (says: string) => [
    `refuse plan undefined: the plan's provider says ${says}: this is not a plan of eec-prod`,
  ];

  test.each<[Values, string]>([
    [accounts("222222222222"), "account 222222222222"],
    [accounts("222222222222", "333333333333"), "account 222222222222, 333333333333"],
    [tags({ application: "shop", environment: "prod" }), "application shop"],
    [tags({ application: "eec", environment: "dev" }), "environment dev"],
    [{ ...accounts("111111111111"), ...tags({ environment: "dev" }) }, "environment dev"],
  ])("refuses %j", (expressions, says) => {
    expect(said(expressions)).toEqual(refused(says));
  });

  test.each<Values>([
    {},
    accounts("111111111111"),
    accounts("222222222222", "111111111111"),
    { allowed_account_ids: { references: ["var.account"] } },
    tags({ application: "eec", environment: "prod" }),
    tags({ owner: "anna" }),
    tags({ application: 1 }),
  ])("lets pass %j", (expressions) => {
    expect(said(expressions)).toEqual([]);
  });
});

test.each(["deployment_maximum_percent", "deployment_minimum_healthy_percent"])(
  "rollout-stalled takes a %s that is not known yet for one that leaves no room",
  (name) => {
    const room = { deployment_maximum_percent: 200, deployment_minimum_healthy_percent: 50 };
    const { [name as keyof typeof room]: was, ...after } = room;
    expect(
      saidOfUpdate(rolloutStalled, "aws_ecs_service.it", room, after, { [name]: true }),
    ).toEqual([
      `refused: leaves no room to start a new task or stop an old one: \`${name}\` goes from ${was} to a value that is known only after the apply`,
    ]);
  },
);

test("database-parameters-changed refuses parameters that are not known before the apply", () => {
  const parameter = [{ name: "work_mem", value: "1" }];
  const said = (unknown: Values) =>
    saidOfUpdate(
      databaseParametersChanged,
      "aws_db_parameter_group.it",
      { parameter },
      {},
      unknown,
    );
  expect(said({ parameter: true })).toEqual([
    "refused: which parameters it has is not known before the apply",
  ]);
});

test.each([
  ["ELBSecurityPolicy-TLS-1-0-2015-04", 1],
  ["ELBSecurityPolicy-TLS-1-1-2017-01", 1],
  ["ELBSecurityPolicy-TLS-1-2-2017-01", 0],
  ["ELBSecurityPolicy-TLS13-1-2-2021-06", 0],
])(
  "tls-weakened says of a new listener with %s, %s times, that it accepts older TLS",
  (policy, times) => {
    const after = { protocol: "HTTPS", ssl_policy: policy };
    expect(saidBy(tlsWeakened, planOf({ address: "aws_lb_listener.it", after }))).toHaveLength(
      times,
    );
  },
);
