import type { Values } from "../support/plans";

/** One attribute before and after: a change that its rules speak of, and one that they let pass. */
export interface Case {
  readonly found: readonly [before: unknown, after: unknown];
  readonly passes: readonly [before: unknown, after: unknown];
  /** What else the object has. */
  readonly beside?: Values;
  /** Whether it is made anew, where only that is judged. */
  readonly isNew?: boolean;
}

/** The case of a row that one rule judges; of a row with several, one for each. */
export type RowCases = Case | Readonly<Record<string, Case>>;

/** The case in which this rule speaks of the row. */
export function caseOf(type: string, path: string, rule: string): Case | undefined {
  const one = cases[type]?.[path];
  return one === undefined || isCase(one) ? one : one[rule];
}

export function isCase(one: RowCases): one is Case {
  return Array.isArray(one["found"]);
}

/** Any other value is spoken of. */
const any = (before: unknown, after: unknown, beside?: Values): Case => ({
  found: [before, after],
  passes: [before, before],
  ...(beside ? { beside } : {}),
});
/** One direction is spoken of, the other passes. */
const oneDirection = (before: unknown, after: unknown, beside?: Values): Case => ({
  ...any(before, after, beside),
  passes: [after, before],
});

const policy = (...actions: string[]) =>
  JSON.stringify({
    Statement: [{ Effect: "Allow", Action: actions, Resource: "arn:aws:s3:::b/x" }],
  });
const shared = (Action: string) =>
  JSON.stringify({
    Statement: [{ Effect: "Allow", Action, Resource: "*", Principal: { AWS: "111111111111" } }],
  });
const trust = (Service: string) =>
  JSON.stringify({
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service } }],
  });
const withPrincipal = (Action: string, Principal: unknown) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource: "*", Principal }] });
const ofService = { Service: "delivery.logs.amazonaws.com" };
/** A policy of something that others use: one more action, everybody, or a service of AWS that may no longer. */
const resourcePolicy = (service: string, action: string, beside?: Values) => ({
  "policy-widened": any(shared(`${service}:${action}`), shared(`${service}:*`), beside),
  "resource-policy-public": oneDirection(
    shared(`${service}:${action}`),
    withPrincipal(`${service}:${action}`, "*"),
    beside,
  ),
  "service-shut-out": oneDirection(
    withPrincipal(`${service}:${action}`, ofService),
    shared(`${service}:${action}`),
    beside,
  ),
});
const identityPolicy = (beside?: Values) => ({
  "policy-widened": oneDirection(policy("s3:GetObject"), policy("s3:*"), beside),
  "permission-removed": oneDirection(
    policy("s3:GetObject"),
    JSON.stringify({ Statement: [] }),
    beside,
  ),
});
const role = { "role-swapped": any("arn:a", "arn:b"), "role-removed": any("arn:a", null) };
const attached = (one: Case) => ({ "managed-policy-attached": one, "policy-detached": one });
const renamed = any("a", "b", { inline_policy: [{ policy: policy("s3:GetObject") }] });
const queue = "arn:aws:sqs:us-east-1:111111111111:q";
const subscribes = (stranger: string, own: string, beside: Values): Case => ({
  found: [undefined, stranger],
  passes: [undefined, own],
  beside,
  isNew: true,
});
const subnets = {
  "subnets-moved": {
    found: [
      ["a", "b"],
      ["a", "c"],
    ],
    passes: [
      ["b", "a"],
      ["a", "b"],
    ],
  },
  "redundancy-reduced": { found: [["a", "b"], ["a"]], passes: [["a"], ["a", "b"]] },
} as const satisfies Record<string, Case>;
const groups = {
  "security-group-attached": {
    found: [["sg-a"], ["sg-a", "sg-b"]],
    passes: [["sg-a", "sg-b"], ["sg-a"]],
  },
  "connection-closed": {
    found: [["sg-a", "sg-b"], ["sg-a"]],
    passes: [["sg-a"], ["sg-a", "sg-b"]],
  },
} as const satisfies Record<string, Case>;
const httpsToAnybody = [
  { protocol: "tcp", from_port: 443, to_port: 443, cidr_blocks: ["0.0.0.0/0"] },
];
const closes: Case = oneDirection(httpsToAnybody, []);
const range = { from_port: 80, to_port: 443, ip_protocol: "tcp", security_group_id: "sg-it" };
const toGroup = { ...range, referenced_security_group_id: "sg-a" };
const other = { ...range, cidr_ipv4: null };
/** What an object has that would be read wrongly without it. */
export const besideByType: Readonly<Record<string, Values>> = {
  aws_ssm_parameter: { name: "/eec/dev/image" },
  aws_vpc_security_group_egress_rule: toGroup,
  aws_vpc_security_group_ingress_rule: toGroup,
};
const publicly = { ...range, cidr_ipv4: "0.0.0.0/0" };
/** Fewer and more ports, by an attribute whose first value lets through more. */
const ports = (opened: string, more: unknown, less: unknown): RowCases => ({
  [opened]: oneDirection(less, more, publicly),
  "connection-closed": oneDirection(more, less, publicly),
});
const peers = (opened: string) => ({
  cidr_ipv4: {
    [opened]: oneDirection("10.0.0.0/8", "0.0.0.0/0", range),
    "connection-closed": oneDirection("0.0.0.0/0", "10.0.0.0/8", range),
  },
  cidr_ipv6: {
    [opened]: oneDirection("fd00::/8", "::/0", other),
    "connection-closed": oneDirection("::/0", "fd00::/8", other),
  },
  from_port: ports(opened, 8, 80),
  ip_protocol: ports(opened, "-1", "tcp"),
  // Without another peer it is the whole world.
  prefix_list_id: {
    [opened]: any("pl-a", null, other),
    "connection-closed": any("pl-a", "pl-b", other),
  },
  referenced_security_group_id: {
    [opened]: any("sg-a", null, other),
    "connection-closed": any("sg-a", "sg-b", other),
  },
  to_port: ports(opened, 8443, 443),
});

const ttl = { alias: [{ name: "a", zone_id: "Z", evaluate_target_health: true }] };
const listens = {
  port: 443,
  protocol: "HTTPS",
  ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
};
const redirects = {
  ...listens,
  default_action: [
    {
      type: "redirect",
      redirect: [
        {
          port: "443",
          protocol: "HTTPS",
          host: "a",
          path: "/a",
          query: "a",
          status_code: "HTTP_301",
        },
      ],
    },
  ],
};
const container = (more: Values) => [{ name: "app", image: "a@sha256:1", ...more }];
const member = (key: string, before: unknown, after: unknown): Case => ({
  found: [container({ [key]: before }), container({ [key]: after })],
  passes: [container({ [key]: before }), container({ [key]: before })],
});
const better = (key: string, before: unknown, after: unknown): Case => ({
  found: [container({ [key]: before }), container({ [key]: after })],
  passes: [container({ [key]: after }), container({ [key]: before })],
});
const parameter = (name: string) => `arn:aws:ssm:r:1:parameter/${name}`;
const linux = (before: Values, after: Values) => better("linuxParameters", before, after);
const alarm = {
  comparison_operator: "GreaterThanThreshold",
  threshold: 5,
  evaluation_periods: 3,
  datapoints_to_alarm: 2,
};
const rules = (more: Values) => [
  {
    id: "a",
    status: "Enabled",
    filter: [{ prefix: "logs/" }],
    expiration: [{ days: 30 }],
    ...more,
  },
];
const keeps = (countNumber: number) =>
  JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber },
      },
    ],
  });
const machine = (next: string) =>
  JSON.stringify({
    StartAt: "A",
    States: { A: { Type: "Pass", Next: next }, B: { Type: "Succeed" }, C: { Type: "Fail" } },
  });
const pattern = (...source: string[]) => JSON.stringify({ source });
const pointer = { name: "/eec/dev/image", type: "String" };

const firewallRule = (name: string, limit: number) => [
  {
    name,
    action: [{ block: [{}], count: [] }],
    statement: [{ rate_based_statement: [{ limit, aggregate_key_type: "IP" }] }],
  },
];
const redacted = (...names: string[]) =>
  names.map((name) => ({ single_header: [{ name }], method: [] }));

/** A case for each attribute that rules with code of their own judge, by kind. */
export const cases: Readonly<Record<string, Readonly<Record<string, RowCases>>>> = {
  aws_route53_record: {
    "alias.evaluate_target_health": any(true, false, { ...ttl }),
    "alias.name": any("a", "b"),
    "alias.zone_id": any("Z1", "Z2"),
    records: any(["a"], ["b"]),
    ttl: oneDirection(60, 3600),
  },
  aws_lb: {
    internal: oneDirection(true, false),
    security_groups: { found: [["sg-a"], ["sg-a", "sg-b"]], passes: [["sg-a", "sg-b"], ["sg-a"]] },
    subnets,
  },
  aws_lb_listener: {
    "default_action.forward.target_group.arn": any("tg-a", "tg-b", listens),
    "default_action.redirect.host": any("a", "b", redirects),
    "default_action.redirect.path": any("/a", "/b", redirects),
    "default_action.redirect.port": any("443", "8443", redirects),
    "default_action.redirect.protocol": any("HTTPS", "HTTP", redirects),
    "default_action.redirect.query": any("a", "b", redirects),
    "default_action.redirect.status_code": any("HTTP_301", "HTTP_302", redirects),
    "default_action.target_group_arn": any("tg-a", "tg-b", listens),
    "default_action.type": {
      "traffic-rerouted": oneDirection("redirect", "fixed-response", redirects),
      "plain-http": oneDirection("fixed-response", "forward", { port: 80, protocol: "HTTP" }),
      "login-dropped": oneDirection("authenticate-oidc", "forward", listens),
    },
    "mutual_authentication.mode": oneDirection("verify", "off", listens),
    port: any(443, 8443, { protocol: "HTTPS" }),
    protocol: {
      "plain-http": oneDirection("HTTPS", "HTTP", {
        default_action: [{ type: "forward" }],
        ssl_policy: listens.ssl_policy,
      }),
      "tls-weakened": {
        found: ["HTTP", "HTTPS"],
        passes: ["HTTPS", "HTTPS"],
        beside: { ssl_policy: "ELBSecurityPolicy-2016-08" },
      },
    },
    ssl_policy: oneDirection("ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08", {
      protocol: "HTTPS",
    }),
  },
  aws_lb_listener_rule: {
    "action.fixed_response.content_type": any("text/html", "text/plain"),
    "action.fixed_response.message_body": any("a", "b"),
    "action.fixed_response.status_code": any("503", "200"),
    "action.forward.target_group.arn": any("tg-a", "tg-b"),
    "action.target_group_arn": any("tg-a", "tg-b"),
    "action.type": {
      "traffic-rerouted": any("redirect", "fixed-response", { action: redirects.default_action }),
      "plain-http": oneDirection("fixed-response", "forward", { listener_arn: "plain" }),
      "login-dropped": oneDirection("authenticate-oidc", "forward"),
    },
    "condition.*": {
      found: [[{ host_header: [{ values: ["a"] }] }], [{ host_header: [{ values: ["b"] }] }]],
      passes: [[{ host_header: [{ values: ["a"] }] }], [{ host_header: [{ values: ["a", "b"] }] }]],
      beside: { priority: 10 },
    },
    priority: {
      found: [20, 5],
      passes: [20, 15],
      beside: {
        listener_arn: "l",
        condition: [{ path_pattern: [{ values: ["/a*"] }] }],
        action: [{ type: "forward", target_group_arn: "tg-a" }],
      },
    },
  },
  aws_security_group: {
    "egress.*": {
      "egress-opened": {
        found: [
          [{ protocol: "tcp", from_port: 1, to_port: 1, cidr_blocks: ["10.0.0.0/8"] }],
          [{ protocol: "-1", from_port: 0, to_port: 0, cidr_blocks: ["0.0.0.0/0"] }],
        ],
        passes: [[], [{ protocol: "tcp", from_port: 1, to_port: 1, cidr_blocks: ["10.0.0.0/8"] }]],
      },
      "connection-closed": closes,
    },
    "ingress.*": {
      "ingress-opened": {
        found: [[], [{ protocol: "tcp", from_port: 1, to_port: 1, cidr_blocks: ["0.0.0.0/0"] }]],
        passes: [
          [{ protocol: "tcp", from_port: 1, to_port: 9, cidr_blocks: ["10.0.0.0/8"] }],
          [{ protocol: "tcp", from_port: 1, to_port: 1, cidr_blocks: ["10.0.0.0/8"] }],
        ],
      },
      "connection-closed": closes,
    },
  },
  aws_default_security_group: {
    "egress.*": {
      "egress-opened": oneDirection([], httpsToAnybody),
      "connection-closed": closes,
    },
    "ingress.*": {
      "ingress-opened": oneDirection([], httpsToAnybody),
      "connection-closed": closes,
    },
  },
  aws_route: { gateway_id: oneDirection(null, "igw-1") },
  aws_subnet: { map_public_ip_on_launch: oneDirection(false, true) },
  aws_vpc_endpoint: {
    security_group_ids: groups,
    subnet_ids: subnets,
  },
  aws_ec2_client_vpn_endpoint: {
    security_group_ids: groups,
  },
  aws_vpc_security_group_ingress_rule: peers("ingress-opened"),
  aws_vpc_security_group_egress_rule: peers("egress-opened"),
  aws_ecs_service: {
    deployment_maximum_percent: {
      found: [200, 100],
      passes: [200, 150],
      beside: { deployment_minimum_healthy_percent: 100 },
    },
    desired_count: oneDirection(2, 0),
    force_new_deployment: oneDirection(false, true),
    health_check_grace_period_seconds: oneDirection(60, 0),
    "load_balancer.container_name": any("app", "b", {
      load_balancer: [{ target_group_arn: "tg", container_port: 80 }],
    }),
    "load_balancer.container_port": any(80, 81, {
      load_balancer: [{ target_group_arn: "tg", container_name: "app" }],
    }),
    "load_balancer.elb_name": any("a", "b"),
    "load_balancer.target_group_arn": any("tg-a", "tg-b"),
    "network_configuration.assign_public_ip": oneDirection(false, true),
    "network_configuration.security_groups": {
      found: [["sg-a"], ["sg-b"]],
      passes: [
        ["sg-a", "sg-b"],
        ["sg-b", "sg-a"],
      ],
    },
    "network_configuration.subnets": subnets,
    "service_registries.registry_arn": any("a", "b"),
    task_definition: any("app:5", "app:4"),
  },
  aws_ecs_task_definition: {
    "container_definitions.command": member("command", ["a"], ["b"]),
    "container_definitions.cpu": member("cpu", 10, 20),
    "container_definitions.dockerSecurityOptions": better(
      "dockerSecurityOptions",
      ["no-new-privileges"],
      [],
    ),
    "container_definitions.entryPoint": member("entryPoint", ["a"], ["b"]),
    "container_definitions.environment": {
      "secret-in-plain-text": better(
        "environment",
        [],
        [{ name: "DB_PASSWORD", value: "hunter2-hunter2" }],
      ),
      "secret-withdrawn": better("environment", [{ name: "A", value: "1" }], []),
    },
    "container_definitions.environmentFiles": member(
      "environmentFiles",
      [{ value: "a" }],
      [{ value: "b" }],
    ),
    "container_definitions.essential": better("essential", true, false),
    "container_definitions.healthCheck": better(
      "healthCheck",
      { command: ["CMD", "a"] },
      undefined,
    ),
    "container_definitions.image": member("image", "a@sha256:1", "a@sha256:2"),
    "container_definitions.linuxParameters.capabilities": linux(
      { capabilities: { drop: ["ALL"] } },
      { capabilities: { drop: [] } },
    ),
    "container_definitions.linuxParameters.devices": linux(
      { devices: [] },
      { devices: [{ hostPath: "/dev/fuse" }] },
    ),
    "container_definitions.linuxParameters.tmpfs": member(
      "linuxParameters",
      { tmpfs: [{ containerPath: "/tmp", size: 128 }] },
      { tmpfs: [{ containerPath: "/etc", size: 128 }] },
    ),
    "container_definitions.logConfiguration": {
      "container-loosened": better("logConfiguration", { logDriver: "awslogs" }, undefined),
      "audit-reduced": member(
        "logConfiguration",
        { logDriver: "awslogs" },
        { logDriver: "syslog" },
      ),
    },
    "container_definitions.mountPoints": member("mountPoints", [], [{ containerPath: "/a" }]),
    "container_definitions.name": {
      found: [
        [{ name: "app", image: "a" }],
        [
          { name: "app", image: "a" },
          { name: "b", image: "b" },
        ],
      ],
      passes: [[{ name: "app", image: "a" }], [{ name: "app", image: "a" }]],
    },
    "container_definitions.portMappings": member(
      "portMappings",
      [{ containerPort: 80 }],
      [{ containerPort: 81 }],
    ),
    "container_definitions.privileged": better("privileged", false, true),
    "container_definitions.readonlyRootFilesystem": better("readonlyRootFilesystem", true, false),
    "container_definitions.secrets": {
      "secret-swapped": member(
        "secrets",
        [{ name: "S", valueFrom: parameter("a") }],
        [{ name: "S", valueFrom: parameter("b") }],
      ),
      "secret-withdrawn": better("secrets", [{ name: "S", valueFrom: parameter("a") }], []),
    },
    "container_definitions.stopTimeout": member("stopTimeout", 30, 10),
    "container_definitions.user": better("user", "1000", "root"),
    "container_definitions.workingDirectory": member("workingDirectory", "/a", "/b"),
    execution_role_arn: role,
    ipc_mode: oneDirection("", "task"),
    pid_mode: oneDirection("", "task"),
    task_role_arn: role,
    "volume.host_path": oneDirection("", "/"),
  },
  aws_appautoscaling_target: {
    max_capacity: oneDirection(6, 0),
    min_capacity: oneDirection(2, 0),
  },
  aws_appautoscaling_policy: {
    "target_tracking_scaling_policy_configuration.target_value": oneDirection(60, 90),
  },
  aws_db_instance: {
    ca_cert_identifier: any("a", "b"),
    db_subnet_group_name: any("a", "b"),
    enabled_cloudwatch_logs_exports: { found: [["a", "b"], ["a"]], passes: [["a"], ["a", "b"]] },
    engine_version: any("16.4", "17.2"),
    identifier: any("a", "b"),
    instance_class: {
      "database-interrupted": any("db.t4g.micro", "db.m7g.large", { apply_immediately: true }),
      "scaled-down": oneDirection("db.m7g.large", "db.t4g.micro"),
    },
    manage_master_user_password: any(null, true),
    monitoring_role_arn: role,
    option_group_name: any("a", "b", { apply_immediately: true }),
    parameter_group_name: {
      "database-interrupted": any("a", "b", { apply_immediately: true }),
      "encryption-reduced": any("a", "b"),
    },
    password: {
      "database-password-changed": any("a-first-one", "another-one"),
      "secret-in-plain-text": oneDirection(null, "another-one"),
    },
    password_wo_version: any(1, 2),
    port: any(5432, 5433),
    publicly_accessible: oneDirection(false, true),
    storage_type: any("gp2", "gp3", { apply_immediately: true }),
    username: any("a", "b"),
    vpc_security_group_ids: {
      found: [["sg-a"], ["sg-a", "sg-b"]],
      passes: [
        ["sg-a", "sg-b"],
        ["sg-b", "sg-a"],
      ],
    },
  },
  aws_db_parameter_group: {
    "parameter.apply_method": any("immediate", "pending-reboot", {
      parameter: [{ name: "a", value: "1" }],
    }),
    "parameter.name": {
      "database-parameters-changed": any("a", "b", { parameter: [{ value: "1" }] }),
      "encryption-reduced": oneDirection("rds.force_ssl", "a", { parameter: [{ value: "1" }] }),
    },
    "parameter.value": {
      "database-parameters-changed": any("1", "2", { parameter: [{ name: "work_mem" }] }),
      "encryption-reduced": oneDirection("1", "0", { parameter: [{ name: "rds.force_ssl" }] }),
    },
  },
  aws_db_subnet_group: {
    subnet_ids: subnets,
  },
  aws_dynamodb_table: {
    "ttl.attribute_name": any("a", "b", { ttl: [{ enabled: true }] }),
    "ttl.enabled": oneDirection(false, true),
  },
  aws_dynamodb_resource_policy: { policy: resourcePolicy("dynamodb", "GetItem") },
  aws_ecr_lifecycle_policy: { policy: oneDirection(keeps(50), keeps(10)) },
  aws_ecr_repository_policy: { policy: resourcePolicy("ecr", "BatchGetImage") },
  aws_secretsmanager_secret_version: { secret_string: any(null, "hunter2-hunter2") },
  aws_kms_key: {
    bypass_policy_lockout_safety_check: oneDirection(false, true),
    is_enabled: oneDirection(true, false),
    policy: {
      ...resourcePolicy("kms", "Decrypt"),
      "key-locked-out": oneDirection(shared("kms:*"), shared("kms:Decrypt")),
    },
  },
  aws_kms_alias: { name: any("alias/a", "alias/b"), target_key_id: any("a", "b") },
  aws_s3_bucket_lifecycle_configuration: {
    "rule.expiration.date": any(null, "2027-01-01", { rule: [{ id: "a", status: "Enabled" }] }),
    "rule.expiration.days": oneDirection(365, 30, { rule: [{ id: "a", status: "Enabled" }] }),
    "rule.filter.prefix": any("a", "b", { rule: rules({}) }),
    "rule.noncurrent_version_expiration.noncurrent_days": oneDirection(365, 30, {
      rule: [{ id: "a", status: "Enabled" }],
    }),
    "rule.prefix": any("a", "b", {
      rule: [{ id: "a", status: "Enabled", expiration: [{ days: 30 }] }],
    }),
    "rule.status": oneDirection("Disabled", "Enabled", { rule: rules({}) }),
  },
  aws_s3_bucket_policy: { policy: resourcePolicy("s3", "GetObject") },
  aws_s3_bucket_public_access_block: {
    block_public_acls: oneDirection(true, false),
    block_public_policy: oneDirection(true, false),
    ignore_public_acls: oneDirection(true, false),
    restrict_public_buckets: oneDirection(true, false),
  },
  aws_ssm_parameter: {
    description: any("a", "b", pointer),
    insecure_value: any("a", "b", pointer),
    overwrite: { ...oneDirection(false, true, pointer), isNew: true },
    tier: any("Standard", "Advanced", pointer),
    value: any("a", "b", pointer),
  },
  aws_iam_role: {
    assume_role_policy: {
      "trust-widened": any(trust("ecs-tasks.amazonaws.com"), trust("lambda.amazonaws.com")),
      "role-removed": any(trust("ecs-tasks.amazonaws.com"), trust("lambda.amazonaws.com")),
    },
    "inline_policy.name": {
      "policy-widened": renamed,
      "permission-removed": renamed,
    },
    "inline_policy.policy": identityPolicy({ inline_policy: [{ name: "a" }] }),
    managed_policy_arns: {
      "managed-policy-attached": { found: [["a"], ["a", "b"]], passes: [["a", "b"], ["a"]] },
      "policy-detached": { found: [["a", "b"], ["a"]], passes: [["a"], ["a", "b"]] },
    },
    permissions_boundary: {
      "boundary-loosened": any("a", "b"),
      "permission-removed": oneDirection(null, "a"),
    },
  },
  aws_iam_role_policy: { policy: identityPolicy({ role: "r" }) },
  aws_iam_role_policy_attachment: {
    policy_arn: attached(any("a", "b", { role: "r" })),
    role: attached(any("r", "s", { policy_arn: "a" })),
  },
  aws_iam_group_policy_attachment: {
    group: attached(any("g", "h", { policy_arn: "a" })),
    policy_arn: attached(any("a", "b", { group: "g" })),
  },
  aws_iam_policy: { policy: identityPolicy() },
  aws_iam_openid_connect_provider: { client_id_list: any(["a"], ["a", "b"]) },
  aws_sfn_state_machine: {
    definition: {
      "delivery-logic-changed": any(machine("B"), machine("C")),
      "delivery-steps-removed": oneDirection(
        machine("B"),
        JSON.stringify({ StartAt: "B", States: { B: { Type: "Succeed" } } }),
      ),
    },
    role_arn: role,
    type: oneDirection("STANDARD", "EXPRESS"),
  },
  aws_cloudwatch_event_rule: {
    event_pattern: {
      found: [pattern("a", "b"), pattern("a")],
      passes: [pattern("a"), pattern("a", "b")],
    },
    is_enabled: oneDirection(true, false),
    schedule_expression: oneDirection("rate(5 minutes)", "rate(1 hour)"),
    state: oneDirection("ENABLED", "DISABLED"),
  },
  aws_cloudwatch_event_target: {
    arn: any("arn:a", "arn:b"),
    "dead_letter_config.arn": any("arn:a", "arn:b"),
    input: any("a", "b"),
    input_path: any("$.a", "$.b"),
    "input_transformer.input_paths.*": any({ a: "$.a" }, { a: "$.b" }),
    "input_transformer.input_template": any("a", "b"),
    role_arn: role,
  },
  aws_scheduler_schedule: {
    end_date: any(null, "2027-01-01T00:00:00Z"),
    schedule_expression: oneDirection("rate(5 minutes)", "rate(1 hour)"),
    start_date: any(null, "2027-01-01T00:00:00Z"),
    state: oneDirection("ENABLED", "DISABLED"),
    "target.arn": any("arn:a", "arn:b"),
    "target.dead_letter_config.arn": any("arn:a", "arn:b"),
    "target.input": any("a", "b"),
    "target.role_arn": role,
  },
  aws_sqs_queue: { message_retention_seconds: oneDirection(1_209_600, 60) },
  aws_sqs_queue_policy: {
    policy: resourcePolicy("sqs", "SendMessage", { queue_url: "q" }),
  },
  aws_cloudwatch_log_group: { retention_in_days: oneDirection(365, 30) },
  aws_cloudwatch_log_resource_policy: {
    policy_document: resourcePolicy("logs", "PutLogEvents", { policy_name: "a" }),
  },
  aws_wafv2_web_acl: {
    "default_action.*": oneDirection([{ block: [{}], allow: [] }], [{ block: [], allow: [{}] }]),
    "rule.*": oneDirection(firewallRule("a", 100), firewallRule("a", 200)),
  },
  aws_wafv2_web_acl_association: {
    resource_arn: any("arn:a", "arn:b", { web_acl_arn: "arn:acl" }),
    web_acl_arn: any("arn:a", "arn:b", { resource_arn: "arn:lb" }),
  },
  aws_wafv2_web_acl_logging_configuration: {
    "redacted_fields.*": oneDirection(
      redacted("cookie", "authorization"),
      redacted("authorization"),
    ),
  },
  aws_cloudwatch_metric_alarm: {
    alarm_actions: { found: [["a", "b"], ["a"]], passes: [["a"], ["a", "b"]] },
    comparison_operator: oneDirection(
      "GreaterThanOrEqualToThreshold",
      "GreaterThanThreshold",
      alarm,
    ),
    datapoints_to_alarm: oneDirection(1, 3, { ...alarm }),
    "dimensions.*": any({ Cluster: "a" }, { Cluster: "b" }),
    evaluation_periods: { found: [3, 2], passes: [3, 4], beside: alarm },
    extended_statistic: any("p90", "p99"),
    insufficient_data_actions: { found: [["a", "b"], ["a"]], passes: [["a"], ["a", "b"]] },
    metric_name: any("a", "b"),
    "metric_query.*": any([{ id: "a", expression: "1" }], [{ id: "a", expression: "2" }]),
    namespace: any("a", "b"),
    ok_actions: { found: [["a", "b"], ["a"]], passes: [["a"], ["a", "b"]] },
    period: any(60, 300),
    statistic: any("Sum", "Average"),
    threshold: oneDirection(5, 50, alarm),
    treat_missing_data: oneDirection("breaching", "notBreaching"),
    unit: any("Count", "Percent"),
  },
  aws_cloudwatch_composite_alarm: {
    "actions_suppressor.*": any([{ alarm: "a" }], [{ alarm: "b" }]),
    alarm_actions: { found: [["a", "b"], ["a"]], passes: [["a"], ["a", "b"]] },
    alarm_rule: any("ALARM(a)", "ALARM(a) AND ALARM(b)"),
    insufficient_data_actions: { found: [["a", "b"], ["a"]], passes: [["a"], ["a", "b"]] },
    ok_actions: { found: [["a", "b"], ["a"]], passes: [["a"], ["a", "b"]] },
  },
  aws_sns_topic_policy: { policy: resourcePolicy("sns", "Publish", { arn: "t" }) },
  aws_sns_topic_subscription: {
    endpoint: {
      "alarm-silenced": any("a@example.gov", "b@example.gov"),
      "sent-elsewhere": subscribes("a@example.gov", queue, { protocol: "sqs" }),
    },
    filter_policy: oneDirection(null, '{"a":["b"]}'),
    filter_policy_scope: any("MessageAttributes", "MessageBody"),
    protocol: {
      "alarm-silenced": any("email", "https"),
      "sent-elsewhere": subscribes("lambda", "sqs", { endpoint: queue }),
    },
    topic_arn: any("arn:a", "arn:b"),
  },
};

const off: readonly unknown[] = [true, false];
const on: readonly unknown[] = [false, true];
const insights = (value: string) => [{ name: "containerInsights", value }];
const execLog = "configuration.execute_command_configuration.log_configuration";

/** Values of each attribute that must not protect less, from the strongest to the weakest. */
export const strongToWeak: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> =
  {
    aws_lb: {
      "access_logs.enabled": off,
      "connection_logs.enabled": off,
      desync_mitigation_mode: ["strictest", "defensive", "monitor"],
      drop_invalid_header_fields: off,
      enable_deletion_protection: off,
      enable_waf_fail_open: on,
    },
    aws_flow_log: { traffic_type: ["ALL", "REJECT"] },
    aws_cloudfront_distribution: {
      enabled: off,
      "viewer_certificate.cloudfront_default_certificate": on,
      "viewer_certificate.minimum_protocol_version": [
        "TLSv1.3_2025",
        "TLSv1.2_2021",
        "TLSv1.2_2019",
        "TLSv1.2_2018",
        "TLSv1.1_2016",
      ],
    },
    aws_cloudfront_function: { publish: off },
    aws_ec2_client_vpn_endpoint: {
      "client_login_banner_options.enabled": off,
      "connection_log_options.enabled": off,
      disconnect_on_session_timeout: off,
      self_service_portal: ["disabled", "enabled"],
      session_timeout_hours: [8, 10, 12, 24],
    },
    aws_vpc: { enable_dns_hostnames: off, enable_dns_support: off },
    aws_vpc_endpoint: { private_dns_enabled: off },
    aws_lb_target_group: { deregistration_delay: [300, 30, 0] },
    aws_wafv2_web_acl: {
      "visibility_config.cloudwatch_metrics_enabled": off,
      "visibility_config.sampled_requests_enabled": on,
    },
    aws_ecs_cluster: {
      [`${execLog}.cloud_watch_encryption_enabled`]: off,
      [`${execLog}.s3_bucket_encryption_enabled`]: off,
      "configuration.execute_command_configuration.logging": ["OVERRIDE", "DEFAULT", "NONE"],
      "setting.*": [insights("enhanced"), insights("enabled"), insights("disabled")],
    },
    aws_ecs_service: {
      "alarms.enable": off,
      "alarms.rollback": off,
      availability_zone_rebalancing: ["ENABLED", "DISABLED"],
      "deployment_circuit_breaker.enable": off,
      "deployment_circuit_breaker.rollback": off,
      deployment_minimum_healthy_percent: [100, 50, 0],
      enable_execute_command: on,
      force_delete: on,
    },
    aws_ecs_task_definition: {
      cpu: ["1024", "256"],
      memory: ["2048", "512"],
      skip_destroy: off,
      track_latest: off,
    },
    aws_appautoscaling_target: {
      "suspended_state.dynamic_scaling_out_suspended": on,
      "suspended_state.scheduled_scaling_suspended": on,
    },
    aws_appautoscaling_policy: {
      "target_tracking_scaling_policy_configuration.scale_out_cooldown": [30, 60, 300],
    },
    aws_db_instance: {
      auto_minor_version_upgrade: off,
      backup_retention_period: [35, 7, 0],
      delete_automated_backups: on,
      deletion_protection: off,
      max_allocated_storage: [500, 200, null],
      monitoring_interval: [1, 0],
      multi_az: off,
      performance_insights_enabled: off,
      performance_insights_retention_period: [31, 7],
      skip_final_snapshot: on,
      storage_encrypted: off,
    },
    aws_dynamodb_table: {
      deletion_protection_enabled: off,
      "point_in_time_recovery.enabled": off,
      "server_side_encryption.enabled": off,
    },
    aws_ecr_repository: {
      "encryption_configuration.encryption_type": ["KMS_DSSE", "KMS", "AES256"],
      force_delete: on,
      "image_scanning_configuration.scan_on_push": off,
      image_tag_mutability: [
        "IMMUTABLE",
        "IMMUTABLE_WITH_EXCLUSION",
        "MUTABLE_WITH_EXCLUSION",
        "MUTABLE",
      ],
    },
    aws_secretsmanager_secret: { recovery_window_in_days: [30, 7, 0] },
    aws_kms_key: { deletion_window_in_days: [30, 7], enable_key_rotation: off },
    aws_ecs_account_setting_default: { value: ["enabled", "disabled"] },
    aws_s3_bucket: { force_destroy: on },
    aws_s3_bucket_ownership_controls: {
      "rule.object_ownership": [
        "BucketOwnerEnforced",
        "BucketOwnerPreferred",
        "ObjectWriter",
        null,
      ],
    },
    aws_s3_bucket_server_side_encryption_configuration: {
      "rule.apply_server_side_encryption_by_default.sse_algorithm": [
        "aws:kms:dsse",
        "aws:kms",
        "AES256",
        null,
      ],
    },
    aws_s3_bucket_versioning: { "versioning_configuration.status": ["Enabled", "Suspended"] },
    aws_ssm_parameter: { type: ["SecureString", "String", "StringList"] },
    aws_iam_role: { max_session_duration: [3600, 7200, 43_200] },
    aws_sfn_state_machine: {
      "encryption_configuration.kms_key_id": ["arn:key", null],
      "logging_configuration.level": ["ALL", "ERROR", "FATAL", "OFF"],
    },
    aws_cloudwatch_event_target: {
      "retry_policy.maximum_event_age_in_seconds": [null, 86_399, 60],
      "retry_policy.maximum_retry_attempts": [null, 184, 0],
    },
    aws_scheduler_schedule: {
      "target.retry_policy.maximum_event_age_in_seconds": [null, 86_399, 60],
      "target.retry_policy.maximum_retry_attempts": [null, 184, 0],
    },
    aws_cloudwatch_log_group: { deletion_protection_enabled: off },
    aws_cloudwatch_composite_alarm: { actions_enabled: off },
    aws_cloudwatch_metric_alarm: { actions_enabled: off },
    aws_db_event_subscription: { enabled: off },
  };

/** Rows in which nobody is asked: misjudging one would let it pass, so each stands here once more. */
export const harmlessRows: readonly string[] = [
  "aws_cloudfront_distribution comment",
  "aws_cloudfront_distribution http_version",
  "aws_cloudfront_distribution price_class",
  "aws_cloudfront_distribution retain_on_delete",
  "aws_cloudfront_distribution wait_for_deployment",
  "aws_cloudfront_function comment",
  "aws_cloudfront_origin_access_control description",
  "aws_cloudfront_origin_access_control name",
  "aws_cloudfront_response_headers_policy comment",
  "aws_cloudfront_response_headers_policy name",
  "aws_cloudwatch_log_delivery field_delimiter",
  "aws_cloudwatch_log_delivery_destination delivery_destination_type",
  "aws_ec2_client_vpn_endpoint client_login_banner_options.banner_text",
  "aws_ec2_client_vpn_endpoint connection_log_options.cloudwatch_log_stream",
  "aws_ec2_client_vpn_endpoint description",
  "aws_ecs_account_setting_default replaced",
  "aws_acm_certificate domain_validation_options.*",
  "aws_appautoscaling_policy target_tracking_scaling_policy_configuration.scale_in_cooldown",
  "aws_cloudwatch_composite_alarm alarm_description",
  "aws_cloudwatch_dashboard dashboard_body",
  "aws_cloudwatch_event_rule description",
  "aws_cloudwatch_metric_alarm alarm_description",
  "aws_db_instance allocated_storage",
  "aws_db_instance allow_major_version_upgrade",
  "aws_db_instance apply_immediately",
  "aws_db_instance backup_window",
  "aws_db_instance copy_tags_to_snapshot",
  "aws_db_instance final_snapshot_identifier",
  "aws_db_instance maintenance_window",
  "aws_db_instance password_wo",
  "aws_db_parameter_group skip_destroy",
  "aws_db_subnet_group description",
  "aws_ecs_service enable_ecs_managed_tags",
  "aws_ecs_service propagate_tags",
  "aws_ecs_task_definition container_definitions.linuxParameters.initProcessEnabled",
  "aws_ecs_task_definition volume.name",
  "aws_iam_role description",
  "aws_kms_key description",
  "aws_lb_target_group load_balancing_algorithm_type",
  "aws_route53_record allow_overwrite",
  "aws_s3_bucket_lifecycle_configuration rule.abort_incomplete_multipart_upload.days_after_initiation",
  "aws_s3_bucket_lifecycle_configuration rule.id",
  "aws_s3_bucket_server_side_encryption_configuration rule.bucket_key_enabled",
  "aws_scheduler_schedule description",
  "aws_secretsmanager_secret description",
  "aws_secretsmanager_secret_version secret_string_wo",
  "aws_sqs_queue kms_data_key_reuse_period_seconds",
  "aws_ssm_document document_format",
  "aws_ssm_parameter version",
  "aws_vpc_security_group_egress_rule description",
  "aws_vpc_security_group_ingress_rule description",
  "aws_wafv2_web_acl description",
  "aws_wafv2_web_acl visibility_config.metric_name",
  "terraform_data input.*",
  "terraform_data output.*",
  "terraform_data triggers_replace.*",
  "aws_acm_certificate_validation deleted",
  "aws_acm_certificate_validation replaced",
  "aws_cloudwatch_dashboard deleted",
  "aws_cloudwatch_dashboard replaced",
  "aws_db_parameter_group deleted",
  "aws_dynamodb_resource_policy confirm_remove_self_resource_access",
  "aws_ecr_lifecycle_policy deleted",
  "aws_ecr_lifecycle_policy replaced",
  "aws_ecs_task_definition deleted",
  "aws_ecs_task_definition replaced",
  "aws_s3_bucket_lifecycle_configuration deleted",
  "aws_s3_bucket_lifecycle_configuration replaced",
  "aws_ssm_document deleted",
  "aws_ssm_document replaced",
  "terraform_data deleted",
  "terraform_data replaced",
];

/** Cases of rules with code that only note, each by its rule. */
export const notingCases: readonly string[] = [
  "aws_appautoscaling_policy target_tracking_scaling_policy_configuration.target_value: scaling-stopped",
  "aws_db_instance ca_cert_identifier: database-interrupted",
  "aws_ecs_service force_new_deployment: rollout-stalled",
  "aws_ecs_task_definition container_definitions.environment: secret-withdrawn",
  "aws_iam_group_policy_attachment group: policy-detached",
  "aws_iam_group_policy_attachment policy_arn: policy-detached",
  "aws_lb_listener default_action.redirect.status_code: traffic-rerouted",
];

/** Rows that only note. */
export const notingRows: readonly string[] = [
  "aws_appautoscaling_policy target_tracking_scaling_policy_configuration.scale_out_cooldown",
  "aws_ecs_task_definition cpu",
  "aws_ecs_task_definition memory",
  "aws_lb idle_timeout",
  "aws_lb_listener default_action.fixed_response.content_type",
  "aws_lb_listener default_action.fixed_response.message_body",
  "aws_lb_listener default_action.fixed_response.status_code",
  "aws_lb_target_group deregistration_delay",
  "aws_lb_target_group health_check.healthy_threshold",
  "aws_lb_target_group health_check.interval",
  "aws_lb_target_group health_check.matcher",
  "aws_lb_target_group health_check.path",
  "aws_lb_target_group health_check.port",
  "aws_lb_target_group health_check.protocol",
  "aws_lb_target_group health_check.timeout",
  "aws_lb_target_group health_check.unhealthy_threshold",
];

/** Rows that say nothing of an end, since another attribute does. */
export const rowsThatMayEnd: readonly string[] = [
  "aws_lb access_logs.bucket",
  "aws_lb connection_logs.bucket",
  "aws_sfn_state_machine logging_configuration.log_destination",
];
