import { describe, expect, test } from "vitest";
import { publiclyAccessible } from "../../../../src/review/rules/exposure/publicly-accessible";
import {
  entryOf,
  fixturePlan,
  planOf,
  saidBy,
  saidOfUpdate,
  type Values,
} from "../../support/plans";

describe("publicly-accessible", () => {
  const database = (after: Values, unknown: Values = {}, written?: string) => {
    const plan = fixturePlan("database-replaced", (it) => {
      const { change } = entryOf(it, "aws_db_instance.db");
      change.after = { ...change.after, ...after };
      change.after_unknown = { ...change.after_unknown, ...unknown };
      const block = it.configuration.root_module.resources.find(
        ({ type }) => type === "aws_db_instance",
      );
      if (written && block) block.expressions["publicly_accessible"] = { constant_value: written };
    });
    return saidBy(publiclyAccessible, plan);
  };

  test("refuses a database with a public address, also when it is not known before the apply", () => {
    expect(database({ publicly_accessible: true })).toEqual([
      "refused: becomes reachable from the Internet: `publicly_accessible` is set",
    ]);
    expect(database({}, { publicly_accessible: true }, "${var.public}")).toEqual([
      "refused: becomes reachable from the Internet: `publicly_accessible` is not known before the apply",
    ]);
  });

  test("lets a private one pass, and one that AWS will keep private by default", () => {
    expect(database({ publicly_accessible: false })).toEqual([]);
    expect(database({}, { publicly_accessible: true })).toEqual([]);
  });

  test("refuses a public address for tasks, and lets it be taken away", () => {
    const service = (assign_public_ip: boolean) => ({
      network_configuration: [{ assign_public_ip }],
    });
    expect(
      saidOfUpdate(publiclyAccessible, "aws_ecs_service.it", service(false), service(true)),
    ).toEqual([
      "refused: becomes reachable from the Internet: `network_configuration.assign_public_ip` is set",
    ]);
    expect(
      saidOfUpdate(publiclyAccessible, "aws_ecs_service.it", service(true), service(false)),
    ).toEqual([]);
  });

  test("refuses a function's address without authentication", () => {
    const url = (authorization_type: string) =>
      planOf({ address: "aws_lambda_function_url.it", after: { authorization_type } });
    expect(saidBy(publiclyAccessible, url("NONE"))).toHaveLength(1);
    expect(saidBy(publiclyAccessible, url("AWS_IAM"))).toEqual([]);
  });
});

describe("publicly-accessible, of kinds that the module never makes", () => {
  const nested = (value: unknown) => ({
    network_interfaces: [{ device_index: 0, associate_public_ip_address: value }],
  });
  const said = (before: Values, after: Values) =>
    saidOfUpdate(publiclyAccessible, "aws_launch_template.it", before, after);

  test("refuses a public address wherever it stands, also as text", () => {
    const refused = (how: string) => [
      `refused: becomes reachable from the Internet: \`network_interfaces.associate_public_ip_address\` ${how}`,
    ];
    expect(said(nested("false"), nested("true"))).toEqual(refused("is set"));
    expect(said(nested(false), nested(true))).toEqual(refused("is set"));
    expect(
      saidOfUpdate(publiclyAccessible, "aws_launch_template.it", nested(false), nested(undefined), {
        network_interfaces: [{ associate_public_ip_address: true }],
      }),
    ).toEqual(refused("is not known before the apply"));
    const notebook = (direct_internet_access: string) => ({ direct_internet_access });
    expect(said(notebook("Disabled"), notebook("Enabled"))).toEqual([
      "refused: becomes reachable from the Internet: `direct_internet_access` is set",
    ]);
  });

  test("says it once, and lets what was public, or becomes private, pass", () => {
    const database = (publicly_accessible: boolean) => ({ publicly_accessible });
    expect(said(database(false), database(true))).toHaveLength(1);
    expect(said(nested("true"), nested("true"))).toEqual([]);
    expect(said(nested("true"), nested("false"))).toEqual([]);
    expect(said({ public_ip: false }, { public_ip: true })).toEqual([]);
  });
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
