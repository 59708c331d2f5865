import { expect, test } from "vitest";
import type { Environment } from "../../../../src/config/schema";
import { readPlan } from "../../../../src/review/read/plan";
import { planOfStacks } from "../../../../src/review/read/plan-of-stacks";
import { reviewPlan } from "../../../../src/review/review-plan";
import { terraformJson } from "../../../../src/stack/terraform-json";
import { firstPlan } from "../../../review/support/first-plan";
import { exampleEnvironment } from "../../../support/example-environment";
import { violations } from "../../../support/invariants";
import { openNetworkEnvironment, ownNetworkEnvironment } from "../../../support/own-network";
import { parsed, synthesizeEnvironment } from "../../../support/synth";

const closed = synthesizeEnvironment(ownNetworkEnvironment());
const open = synthesizeEnvironment(openNetworkEnvironment());
const names = (made: typeof closed, type: string) => Object.keys(made.all(type)).sort();

test("without the Internet there is neither gateway nor route nor public subnet; services of AWS are reached by endpoints", () => {
  for (const type of ["aws_internet_gateway", "aws_nat_gateway", "aws_eip", "aws_route"]) {
    expect(names(closed, type)).toEqual([]);
  }
  expect(names(closed, "aws_subnet")).toEqual([
    "vpc_database_1",
    "vpc_database_2",
    "vpc_service_1",
    "vpc_service_2",
  ]);
  expect(names(closed, "aws_vpc_endpoint")).toEqual([
    "endpoint_ecr_api",
    "endpoint_ecr_dkr",
    "endpoint_logs",
    "endpoint_secretsmanager",
    "vpc_gateway_s3",
  ]);
  expect(closed.all("aws_vpc_endpoint")["endpoint_ecr_dkr"]).toMatchObject({
    service_name: "com.amazonaws.us-east-1.ecr.dkr",
    private_dns_enabled: true,
    security_group_ids: ["${aws_security_group.network_endpoints.id}"],
    subnet_ids: ["${aws_subnet.vpc_service_1.id}", "${aws_subnet.vpc_service_2.id}"],
  });
});

test("an internal load balancer stands beside the tasks; one that faces the Internet in public subnets, after their route", () => {
  const subnets = (tier: string) => [1, 2].map((zone) => `\${aws_subnet.vpc_${tier}_${zone}.id}`);
  expect(closed.only("aws_lb")["subnets"]).toEqual(subnets("service"));
  expect(open.only("aws_lb")["subnets"]).toEqual(subnets("public"));
  expect(open.only("aws_lb")["depends_on"]).toContain("aws_route.vpc_public_internet");
});

test("the database's subnets have routes within the VPC alone, and no subnet gives out public addresses", () => {
  expect(
    Object.values(open.all("aws_route")).map((route) => [
      route["route_table_id"],
      route["gateway_id"] ?? route["nat_gateway_id"],
    ]),
  ).toEqual([
    ["${aws_route_table.vpc_public_routes.id}", "${aws_internet_gateway.vpc_internet.id}"],
    ["${aws_route_table.vpc_service_1_routes.id}", "${aws_nat_gateway.vpc_nat_1.id}"],
    ["${aws_route_table.vpc_service_2_routes.id}", "${aws_nat_gateway.vpc_nat_2.id}"],
  ]);
  const ofDatabase = Object.entries(open.all("aws_route_table_association")).filter(([name]) =>
    name.startsWith("vpc_database"),
  );
  expect(ofDatabase.map(([, { route_table_id }]) => route_table_id)).toEqual([
    "${aws_route_table.vpc_database_routes.id}",
    "${aws_route_table.vpc_database_routes.id}",
  ]);
  for (const subnet of Object.values(open.all("aws_subnet"))) {
    expect(subnet["map_public_ip_on_launch"]).toBe(false);
  }
});

test("one NAT gateway serves every zone", () => {
  const one = synthesizeEnvironment(
    ownNetworkEnvironment({
      "network.nat": "one",
      "network.egress": { mode: "anywhere", reason: "Partners publish no addresses." },
    }),
  );
  expect(names(one, "aws_nat_gateway")).toEqual(["vpc_nat_1"]);
  const through = Object.values(one.all("aws_route")).flatMap(
    (route) => route["nat_gateway_id"] ?? [],
  );
  expect(through).toEqual(["${aws_nat_gateway.vpc_nat_1.id}", "${aws_nat_gateway.vpc_nat_1.id}"]);
});

test("no plan destroys the VPC, its subnets, the public addresses or the record of connections", () => {
  const guarded = ["aws_vpc", "aws_subnet", "aws_eip"].flatMap((type) =>
    Object.values(open.all(type)),
  );
  expect(guarded.length).toBe(1 + 6 + 2);
  for (const one of [...guarded, open.all("aws_cloudwatch_log_group")["vpc_flow_logs_group"]]) {
    expect(one?.["lifecycle"]).toEqual({ prevent_destroy: true });
  }
});

test("every connection is recorded, encrypted with the environment's key, by a role for flow logs of this account", () => {
  expect(open.only("aws_flow_log")).toMatchObject({ traffic_type: "ALL" });
  expect(open.all("aws_cloudwatch_log_group")["vpc_flow_logs_group"]).toMatchObject({
    name: "/slipway/shop-dev/flow",
    retention_in_days: 90,
    kms_key_id: "${aws_kms_key.encryption.arn}",
  });
  const [trust] = parsed(
    String(open.all("aws_iam_role")["vpc_flow_logs_role"]?.["assume_role_policy"]),
  ).Statement;
  expect(trust).toMatchObject({
    Principal: { Service: "vpc-flow-logs.amazonaws.com" },
    Condition: {
      StringEquals: { "aws:SourceAccount": "111111111111" },
      ArnLike: { "aws:SourceArn": "arn:aws:ec2:us-east-1:111111111111:vpc-flow-log/*" },
    },
  });
  expect(String(open.only("aws_kms_key")["policy"])).toContain("log-group:/slipway/shop-dev/flow");
});

test("the default security group has no rules", () => {
  const group = open.only("aws_default_security_group");
  expect(Object.keys(group).filter((name) => /gress/.test(name))).toEqual([]);
});

const both: [string, Environment][] = [
  ["closed", ownNetworkEnvironment()],
  ["open", openNetworkEnvironment()],
];

test.each(both)("the %s network keeps every invariant", (_, environment) => {
  expect(violations(synthesizeEnvironment(environment), environment)).toEqual([]);
});

test("refuses to move what is applied into a network that is made now, and says what to do", () => {
  const before = terraformJson(exampleEnvironment());
  const plan = readPlan(planOfStacks(before, closed.json), "moved");
  const moved = reviewPlan(plan).findings.filter(({ rule }) => rule === "subnets-moved");
  expect(moved.map(({ address, verdict }) => [address, verdict])).toEqual([
    ["aws_db_subnet_group.database_subnets", "refused"],
    ["aws_lb.load_balancer", "refused"],
    ["aws_ecs_service.service", "refused"],
  ]);
  expect(new Set(moved.map(({ advice }) => advice))).toEqual(
    new Set([
      "What is applied cannot go into a VPC that is made now: write network.mode: existing again, or make another environment with a network of its own beside this one and move over (docs/network.md).",
    ]),
  );
});

test("the first plan asks for approval of what opens to the Internet, and of nothing else", () => {
  const refused = (made: typeof closed) =>
    reviewPlan(readPlan(firstPlan(made.json), "first"))
      .findings.filter(({ verdict }) => verdict === "refused")
      .map(({ rule, address }) => `${rule} ${address}`);
  const asEver = refused(synthesizeEnvironment(exampleEnvironment()));
  expect(refused(closed)).toEqual(asEver);
  expect(refused(open)).toEqual([
    "load-balancer-public aws_lb.load_balancer",
    "route-to-internet aws_route.vpc_public_internet",
    ...asEver,
  ]);
});
