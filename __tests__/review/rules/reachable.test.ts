import { describe, expect, test } from "vitest";
import { connectionClosed } from "../../../src/review/rules/outage/connection-closed";
import { redundancyReduced } from "../../../src/review/rules/outage/redundancy-reduced";
import { serviceDetached } from "../../../src/review/rules/outage/service-detached";
import { serviceShutOut } from "../../../src/review/rules/outage/service-shut-out";
import { subnetsMoved } from "../../../src/review/rules/outage/subnets-moved";
import {
  entryOf,
  fixturePlan,
  planOf,
  saidBy,
  saidOfUpdate,
  updated,
  type Values,
} from "../support/plans";

describe("service-detached", () => {
  const service = "aws_ecs_service.svc";
  const group =
    "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/eec-dev/bt5wmeufmyj1at0w";
  const block = {
    container_name: "app",
    container_port: 8000,
    elb_name: "",
    target_group_arn: group,
  };
  const said = (after: Values, unknown: Values = {}) =>
    saidBy(serviceDetached, updated(service, {}, after, unknown));

  test.each([
    ["goes", []],
    ["names another group", [{ ...block, target_group_arn: "arn:other" }]],
    ["names another container", [{ ...block, container_name: "sidecar" }]],
    ["names another port", [{ ...block, container_port: 9000 }]],
    ["names a classic load balancer beside the group", [{ ...block, elb_name: "classic" }]],
  ])("refuses that the block of the load balancer %s", (_, load_balancer) => {
    expect(said({ load_balancer })).toEqual([
      `refused: no longer sends requests from ${group} to container app on port 8000`,
    ]);
  });

  test("refuses a group that is not known yet, and that a place in service discovery goes", () => {
    expect(said({}, { load_balancer: [{ target_group_arn: true }] })).toHaveLength(1);
    expect(said({}, { load_balancer: true })).toHaveLength(1);
    const listed = { service_registries: [{ registry_arn: "arn:sd" }] };
    expect(saidBy(serviceDetached, updated(service, listed, { service_registries: [] }))).toEqual([
      "refused: no longer lists its tasks in arn:sd",
    ]);
  });

  test("refuses a second group beside it, on a new service too, and another directory", () => {
    const second = { ...block, target_group_arn: "arn:other" };
    const refusal = ["refused: also sends requests from arn:other to container app on port 8000"];
    expect(said({ load_balancer: [second, { ...block, elb_name: null }] })).toEqual(refusal);
    expect(said({ load_balancer: [block, second] })).toEqual(refusal);
    const made = (...load_balancer: Values[]) =>
      saidBy(serviceDetached, planOf({ address: service, after: { load_balancer } }));
    expect(made(block, second)).toEqual(refusal);
    expect(made(block)).toEqual([]);
    const registries = (...arns: string[]) => ({
      service_registries: arns.map((registry_arn) => ({ registry_arn })),
    });
    const listed = (before: Values, after: Values) =>
      saidBy(serviceDetached, updated(service, before, after));
    expect(listed(registries(), registries("arn:sd"))).toEqual([
      "refused: also lists its tasks in arn:sd",
    ]);
    expect(listed(registries("arn:sd"), registries("arn:other"))).toEqual([
      "refused: no longer lists its tasks in arn:sd",
    ]);
  });

  test("lets the name of a load balancer be null instead of empty, and whatever else changes", () => {
    expect(said({ load_balancer: [{ ...block, elb_name: null }] })).toEqual([]);
    expect(said({ desired_count: 2 })).toEqual([]);
  });
});

describe("subnets-moved", () => {
  const subnets = (...list: string[]) => ({ network_configuration: [{ subnets: list }] });
  const said = (after: Values, unknown: Values = {}) =>
    saidOfUpdate(subnetsMoved, "aws_ecs_service.it", subnets("a", "b"), after, unknown);

  test("refuses that a service goes into other subnets, also such as are not known yet", () => {
    expect(said(subnets("b", "c"))).toEqual(["refused: goes from a to c"]);
    expect(said(subnets("b"), { network_configuration: [{ subnets: [false, true] }] })).toEqual([
      "refused: goes from a to one not known yet",
    ]);
    expect(
      saidOfUpdate(
        subnetsMoved,
        "aws_db_subnet_group.it",
        { subnet_ids: ["a"] },
        { subnet_ids: ["b"] },
      ),
    ).toEqual(["refused: goes from a to b"]);
  });

  test("notes that a service, a database or an endpoint stands in more, and refuses it of a load balancer, whose new address is given out at once", () => {
    expect(said(subnets("b", "a", "c", "d"))).toEqual([
      "noted: also starts tasks in c, d: from there images, secrets, logs and the database must be reached, or those tasks do not start",
    ]);
    expect(
      said(subnets("a", "b"), { network_configuration: [{ subnets: [false, false, true] }] }),
    ).toEqual([
      "noted: also starts tasks in one not known yet: from there images, secrets, logs and the database must be reached, or those tasks do not start",
    ]);
    const more = (address: string, name: string) =>
      saidOfUpdate(subnetsMoved, address, { [name]: ["a"] }, { [name]: ["a", "b"] });
    expect(more("aws_db_subnet_group.it", "subnet_ids")).toEqual(["noted: also stands in b"]);
    expect(more("aws_vpc_endpoint.it", "subnet_ids")).toEqual(["noted: also stands in b"]);
    expect(more("aws_lb.it", "subnets")).toEqual([
      "refused: also takes requests in b: without a route from there to its clients a part of them is lost",
    ]);
    expect(saidOfUpdate(subnetsMoved, "aws_lb.it", { subnets: [] }, { subnets: ["a"] })).toEqual(
      [],
    );
  });

  test("lets subnets be named in another order; fewer are reported by redundancy-reduced", () => {
    expect(said(subnets("b", "a"))).toEqual([]);
    expect(said(subnets("c"))).toEqual([]);
    expect(
      saidOfUpdate(redundancyReduced, "aws_ecs_service.it", subnets("a", "b"), subnets("c")),
    ).toHaveLength(1);
  });
});

describe("service-shut-out", () => {
  const allows = (...services: string[]) => ({
    policy: JSON.stringify({
      Statement: services.map((Service) => ({
        Effect: "Allow",
        Principal: { Service },
        Action: "*",
        Resource: "*",
      })),
    }),
  });
  const logs = "logs.us-east-1.amazonaws.com";
  const alarms = "cloudwatch.amazonaws.com";

  test.each(["aws_kms_key.it", "aws_sns_topic_policy.it", "aws_sqs_queue_policy.it"])(
    "refuses that %s allows a service nothing any more, and lets one come",
    (address) => {
      const change = (before: Values, after: Values) =>
        saidOfUpdate(serviceShutOut, address, before, after);
      expect(change(allows(logs, alarms), allows(alarms))).toEqual([
        `refused: \`policy\` no longer allows anything to ${logs}`,
      ]);
      expect(change(allows(alarms), allows(logs, alarms))).toEqual([]);
    },
  );

  test("refuses a bucket's policy that goes or moves, and leaves it to the bucket when that goes", () => {
    const address = "aws_s3_bucket_policy.it";
    const before = { bucket: "logs", ...allows(logs) };
    expect(saidBy(serviceShutOut, planOf({ address, before }))).toHaveLength(1);
    expect(
      saidOfUpdate(serviceShutOut, address, before, { ...before, bucket: "other" }),
    ).toHaveLength(1);
    const bucket = { address: "aws_s3_bucket.it", before: { id: "logs" } };
    expect(saidBy(serviceShutOut, planOf({ address, before }, bucket))).toEqual([]);
    expect(saidBy(serviceShutOut, planOf({ address, after: before }))).toEqual([]);
  });

  test("leaves the end of a topic's or queue's policy, and of a key, to those that report it", () => {
    for (const type of ["aws_sns_topic_policy", "aws_sqs_queue_policy", "aws_kms_key"]) {
      const gone = { address: `${type}.it`, before: allows(logs) };
      expect(saidBy(serviceShutOut, planOf(gone))).toEqual([]);
    }
  });
});

describe("connection-closed", () => {
  const rule = "aws_vpc_security_group_ingress_rule.db-in";
  const without = (
    edit: (change: { actions: string[]; before: Values | null; after: Values | null }) => void,
  ) => fixturePlan("after-release", (it) => edit(entryOf(it, rule).change));

  test("refuses that the service's path to the database is closed", () => {
    const plan = without((change) => Object.assign(change, { actions: ["delete"], after: null }));
    expect(saidBy(connectionClosed, plan)).toEqual([
      "refused: no longer lets through tcp on port 5432 from group sg-7fc0138b652b6002e, at aws_security_group.db-sg",
    ]);
  });

  test("refuses that the path moves to another port", () => {
    const plan = without((change) =>
      Object.assign(change, {
        actions: ["update"],
        after: { ...change.after, from_port: 5433, to_port: 5433 },
      }),
    );
    expect(saidBy(connectionClosed, plan)).toHaveLength(1);
  });

  describe("while a rule is made again", () => {
    const https = (cidr_ipv4: string, description: string) => ({
      security_group_id: "sg-1",
      ip_protocol: "tcp",
      from_port: 443,
      to_port: 443,
      cidr_ipv4,
      description,
    });
    const rule = (actions: string[], cidr = "0.0.0.0/0", name = "it") => ({
      address: `aws_vpc_security_group_ingress_rule.${name}`,
      before: https(cidr, "a"),
      after: https(cidr, actions[0] === "no-op" ? "a" : "b"),
      actions,
    });
    const said = (...rules: ReturnType<typeof rule>[]) =>
      saidBy(connectionClosed, planOf(...rules));
    const gap =
      "deletes, then creates again, what lets through tcp on port 443 from 0.0.0.0/0, at sg-1: between the two nothing does, and it stays so if the second step fails";

    test("refuses that it goes first, and lets it go last", () => {
      expect(said(rule(["delete", "create"]))).toEqual([`refused: ${gap}`]);
      expect(said(rule(["create", "delete"]))).toEqual([]);
    });

    test("notes it of private addresses", () => {
      expect(said(rule(["delete", "create"], "10.0.0.0/8"))).toEqual([
        `noted: ${gap.replace("0.0.0.0/0", "10.0.0.0/8")}`,
      ]);
    });

    test("has nothing to say when another rule lets the same through meanwhile, and not when that one goes too", () => {
      const [first, second] = [rule(["delete", "create"]), rule(["no-op"], "0.0.0.0/0", "other")];
      expect(said(first, second)).toEqual([]);
      expect(said(first, { ...second, actions: ["create", "delete"] })).toEqual([]);
      expect(said(first, { ...second, actions: ["delete", "create"] })).toHaveLength(2);
      const narrower = rule(["no-op"], "203.0.113.0/24", "other");
      expect(said(first, narrower)).toHaveLength(1);
    });
  });

  test("lets a rule go whose traffic another rule of the group lets through, and notes that addresses are shut out", () => {
    const rule = {
      security_group_id: "sg-1",
      ip_protocol: "tcp",
      from_port: 443,
      to_port: 443,
      cidr_ipv4: "10.1.0.0/16",
    };
    const gone = { address: "aws_vpc_security_group_ingress_rule.old", before: rule };
    expect(saidBy(connectionClosed, planOf(gone))).toEqual([
      "noted: no longer lets through tcp on port 443 from 10.1.0.0/16, at sg-1",
    ]);
    expect(
      saidBy(
        connectionClosed,
        planOf(gone, {
          address: "aws_vpc_security_group_ingress_rule.new",
          after: { ...rule, cidr_ipv4: "10.0.0.0/8" },
        }),
      ),
    ).toEqual([]);
  });

  test.each([
    ["the public", { cidr_ipv4: "0.0.0.0/0" }, "0.0.0.0/0"],
    ["a service of AWS", { prefix_list_id: "pl-1" }, "prefix list pl-1"],
  ])("refuses that the path of %s is closed", (_, peer, name) => {
    const before = {
      ...{ security_group_id: "sg-1", ip_protocol: "tcp", from_port: 443, to_port: 443 },
      ...peer,
    };
    const address = "aws_vpc_security_group_ingress_rule.it";
    expect(saidBy(connectionClosed, planOf({ address, before }))).toEqual([
      `refused: no longer lets through tcp on port 443 from ${name}, at sg-1`,
    ]);
  });
});
