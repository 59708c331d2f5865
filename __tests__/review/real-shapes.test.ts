import { describe, expect, test } from "vitest";
import { reviewPlan } from "../../src/review/review-plan";
import { ownPlan } from "./support/own-plans";
import { entryOf, type Values } from "./support/plans";

// What the real provider keeps of our own objects, with one thing changed in the shape in which the provider plans it.

const service = "aws_ecs_service.service";
const listener = "aws_lb_listener.load_balancer_https";
const parameter = "aws_ssm_parameter.image";

interface Change {
  readonly from?: Values;
  readonly to: Values;
  /** What the provider cannot change in place. */
  readonly replaces?: string;
  readonly sensitive?: Values;
}

/** Everything that the review says of it, in whole. */
function said(address: string, { from = {}, to, replaces, sensitive }: Change): string[] {
  const plan = ownPlan("eec-dev-second", (it) => {
    const { change } = entryOf(it, address);
    change.actions = replaces ? ["delete", "create"] : ["update"];
    change.before = { ...change.before, ...from };
    change.after = { ...change.before, ...to };
    if (replaces) change.replace_paths = [[replaces]];
    if (sensitive)
      Object.assign(change, { before_sensitive: sensitive, after_sensitive: sensitive });
    const [type, name] = address.split(".");
    const blocks = it.configuration.root_module.resources;
    const block = blocks.find((one) => one.type === type && one.name === name);
    for (const [attribute, value] of Object.entries(to)) {
      if (block) block.expressions[attribute] ??= written(value);
    }
  });
  return reviewPlan(plan).findings.map(({ verdict, rule, what }) => `${verdict} ${rule}: ${what}`);
}

/** An expression as a plan's configuration has it: a block is a list of blocks. */
function written(value: unknown): unknown {
  if (!Array.isArray(value)) return { constant_value: value };
  return value.map((block: object) =>
    Object.fromEntries(Object.entries(block).map(([name, one]) => [name, written(one)])),
  );
}

describe("a service of ours", () => {
  const spot = [{ base: 0, capacity_provider: "FARGATE_SPOT", weight: 1 }];
  const otherCapacity = [
    `refused service-run-otherwise: tasks run on other capacity, which AWS may take back: \`capacity_provider_strategy\` goes from [] to ${JSON.stringify(spot)}`,
    "refused service-run-otherwise: tasks run on other capacity, which AWS may take back: `launch_type` goes from FARGATE to unset",
  ];

  test("may not go to FARGATE_SPOT, in place or as another service", () => {
    const to = { capacity_provider_strategy: spot };
    expect(said(service, { to: { ...to, launch_type: "" } })).toEqual(otherCapacity);
    expect(said(service, { to: { ...to, launch_type: null }, replaces: "launch_type" })).toEqual([
      "refused entry-replaced: replaces the service, and with it every running task, because of `launch_type`",
      ...otherCapacity,
    ]);
  });

  test.each(["CODE_DEPLOY", "EXTERNAL"])("may not be rolled out by %s", (type) => {
    const to = { deployment_controller: [{ type }] };
    expect(said(service, { to, replaces: "deployment_controller" })).toEqual([
      "refused entry-replaced: replaces the service, and with it every running task, because of `deployment_controller`",
      `refused service-run-otherwise: ECS no longer rolls releases out, so neither circuit breaker nor deployer work: \`deployment_controller.type\` goes from ECS to ${type}`,
    ]);
  });

  test("may not join, change or leave Service Connect, which the module never sets", () => {
    const connect = (namespace: string) => ({
      service_connect_configuration: [
        { enabled: true, log_configuration: [], namespace, service: [] },
      ],
    });
    const refused = (what: string) => [
      `refused unfamiliar-attribute: changes what no rule knows: ${what}`,
    ];
    expect(said(service, { to: connect("shop") })).toEqual(
      refused(
        "`service_connect_configuration.enabled` true; `service_connect_configuration.namespace` shop",
      ),
    );
    expect(said(service, { from: connect("shop"), to: connect("other") })).toEqual(
      refused("`service_connect_configuration.namespace` shop → other"),
    );
    const left = { service_connect_configuration: [] };
    expect(said(service, { from: connect("shop"), to: left })).toEqual(
      refused(
        "`service_connect_configuration.enabled` true → (none); `service_connect_configuration.namespace` shop → (none)",
      ),
    );
  });

  test("may not take requests from a second target group", () => {
    const other =
      "arn:aws:elasticloadbalancing:us-east-1:222222222222:targetgroup/public/5blne234iiy68jq2";
    const one = { container_name: "app", container_port: 8080, elb_name: "" };
    const [own] = entryOfService()["load_balancer"] as object[];
    const to = { load_balancer: [own, { ...one, target_group_arn: other }] };
    expect(said(service, { to })).toEqual([
      `refused service-detached: also sends requests from ${other} to container app on port 8080`,
    ]);
  });
});

describe("our listener", () => {
  const hsts = "routing_http_response_strict_transport_security_header_value";
  const year = "max-age=31536000; includeSubDomains";

  test.each([
    ["begins to send HSTS", null, year, year],
    ["sends it for another time", year, "max-age=0", `${year} → max-age=0`],
    ["no longer sends it", year, "", `${year} → (none)`],
  ])("is refused where it %s", (_, from, to, what) => {
    expect(said(listener, { from: { [hsts]: from }, to: { [hsts]: to } })).toEqual([
      `refused unfamiliar-attribute: changes what no rule knows: \`${hsts}\` ${what}`,
    ]);
  });

  test("passes where the provider says the same in another word", () => {
    expect(said(listener, { from: { [hsts]: null }, to: { [hsts]: "" } })).toEqual([]);
  });
});

describe("a parameter", () => {
  test("that points to the released image may not be written, by either of its values", () => {
    const insecure_value = `sha256:${"a".repeat(64)}`;
    const rewrites = (what: string) => [
      `refused image-pointer-rewritten: rewrites the pointer to the released image, by changing ${what}`,
    ];
    expect(said(parameter, { to: { insecure_value } })).toEqual(rewrites("`insecure_value`"));
    expect(
      said(parameter, { to: { insecure_value: null, value: "x" }, sensitive: { value: true } }),
    ).toEqual(rewrites("`insecure_value`, `value`"));
  });

  test("that kept its value out of the state may not write it there, and the value is not said", () => {
    const secret = {
      name: "/eec/dev/key",
      type: "SecureString",
      insecure_value: null,
      value: "",
      has_value_wo: true,
      value_wo_version: 1,
    };
    const to = { value: "hunter2hunter2", value_wo_version: null, has_value_wo: null };
    const sensitive = { value: true, value_wo: true };
    expect(said(parameter, { from: secret, to, sensitive })).toEqual([
      "refused unfamiliar-kind: aws_ssm_parameter is a kind that this review knows nothing of",
      "refused secret-in-plain-text: `value` is kept as plain text in the state from now on",
    ]);
  });
});

function entryOfService(): Values {
  const found = ownPlan("eec-dev-second").changes.find(({ address }) => address === service);
  return { ...found?.before };
}
