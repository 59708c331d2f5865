import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { environmentSchema } from "../../src/config/schema";
import { readPlan } from "../../src/review/read/plan";
import { reviewPlan } from "../../src/review/review-plan";
import { vpnEnvironment } from "../support/client-vpn";
import { waivingEnvironment } from "../support/example-with";
import { fixtureEnvironments } from "../support/fixture-environments";
import { frontendEnvironment, ownNetworkFrontendEnvironment } from "../support/frontend";
import { guardedEnvironment } from "../support/guarded";
import { monitoredEnvironment } from "../support/monitored";
import { otherModesText } from "../support/other-modes";
import { openNetworkEnvironment, ownNetworkEnvironment } from "../support/own-network";
import { stackOnce } from "../support/stack-once";
import { firstPlan } from "./support/first-plan";

describe.each(fixtureEnvironments())("the first plan of $name", ({ environment }) => {
  const { findings } = reviewPlan(readPlan(firstPlan(stackOnce(environment)), "test"));
  const refused = findings.filter(({ verdict }) => verdict === "refused");

  test("asks for nobody's word but on who is let in", () => {
    const letsIn = ["trust-widened", "managed-policy-attached"]; // people and accounts that the file names
    expect(
      refused.filter(({ class: kind, rule }) => kind !== "exposure" && !letsIn.includes(rule)),
    ).toEqual([]);
  });

  test("makes nothing without its protection: no safety finding, not even a note", () => {
    expect(findings.filter((finding) => finding.class === "safety")).toEqual([]);
  });
});

test("the first plan of production asks about the public load balancer and its two doors, of Loan Engine about its own alone, and of EEC about who of others is let in", () => {
  const refusedOf = (name: string) => {
    const environment = fixtureEnvironments().find((one) => one.name === name)?.environment;
    if (!environment) throw new Error(`no ${name}`);
    const { findings } = reviewPlan(readPlan(firstPlan(stackOnce(environment)), "test"));
    return findings
      .filter(({ verdict }) => verdict === "refused")
      .map(({ address, what }) => `${address} ${what}`);
  };
  expect(refusedOf("eec-prod")).toEqual([
    "aws_vpc_security_group_ingress_rule.network_load_balancer_443_from_0_0_0_0_0 lets in tcp on port 443 from 0.0.0.0/0, to aws_security_group.network_load_balancer",
    "aws_vpc_security_group_ingress_rule.network_load_balancer_80_from_0_0_0_0_0 lets in tcp on port 80 from 0.0.0.0/0, to aws_security_group.network_load_balancer",
    "aws_lb.load_balancer becomes internet-facing",
    "aws_iam_role.access_promoter the role jenkins-agent of account 222222222222 may assume the role (another account)",
  ]);
  expect(refusedOf("loan-engine-test")).toEqual([
    "aws_vpc_security_group_ingress_rule.network_load_balancer_443_from_198_51_100_0_24 lets in tcp on port 443 from 198.51.100.0/24, to aws_security_group.network_load_balancer",
    "aws_vpc_security_group_ingress_rule.network_load_balancer_80_from_198_51_100_0_24 lets in tcp on port 80 from 198.51.100.0/24, to aws_security_group.network_load_balancer",
    "aws_lb.load_balancer becomes internet-facing",
  ]);
  expect(refusedOf("eec-dev")).toEqual([
    "aws_iam_role.access_promotion_reader account 111111111111 may assume the role, when aws:principalarn is arn:aws:iam::111111111111:role/eec-prod-promoter (another account)",
  ]);
});

const trusted = { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-call"] };

const otherModesEnvironment = () => environmentSchema.parse(parse(otherModesText));

/** Everything that people may be given, and what brings data back. */
const everybodysEnvironment = () =>
  monitoredEnvironment({
    "access.operators": trusted,
    "access.taskRunners": trusted,
    "access.databaseClients": trusted,
    "access.restorers": trusted,
    "access.planners": trusted,
    "access.appliers": trusted,
    "access.waivers": trusted,
    "access.permissionsBoundaryArn": "arn:aws:iam::111111111111:policy/boundary",
    "access.iamPath": "/slipway/",
    "delivery.runtimeWaivers": { maxDays: 30 },
    "delivery.dailyLook": true,
    "delivery.migration.snapshot": { mode: "always", keep: 10 },
    "database.drill": {
      mode: "command",
      command: ["true"],
      variable: "RESTORED_URL",
      limitSeconds: 600,
    },
  });

test.each([
  ["a role for everybody", everybodysEnvironment],
  ["others' load balancer, cluster and database", otherModesEnvironment],
  ["a firewall", guardedEnvironment],
  ["monitoring", monitoredEnvironment],
  ["waivers", waivingEnvironment],
  ["a VPN", vpnEnvironment],
  ["a distribution", frontendEnvironment],
  ["a network of its own", ownNetworkEnvironment],
  ["a network with a route out", openNetworkEnvironment],
  ["a network of its own and a distribution", ownNetworkFrontendEnvironment],
])("no policy of a first plan with %s is dangerous: what the module allows is named", (_, make) => {
  const { findings } = reviewPlan(readPlan(firstPlan(stackOnce(make())), "test"));
  const ofPolicies = findings.filter(({ rule }) =>
    /^(policy-widened|resource-policy-public)$/.test(rule),
  );
  expect(ofPolicies.map(({ address, what }) => `${address}: ${what}`)).toEqual([]);
});
