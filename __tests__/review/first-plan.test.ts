import { describe, expect, test } from "vitest";
import { loadOrExplain } from "../../src/cli/environments";
import { readPlan } from "../../src/review/plan";
import { reviewPlan } from "../../src/review/review-plan";
import { terraformJson } from "../../src/terraform-json";
import { firstPlan } from "./support/first-plan";

describe.each(loadOrExplain())("the first plan of $name", ({ environment }) => {
  const { findings } = reviewPlan(readPlan(firstPlan(terraformJson(environment)), "test"));
  const refused = findings.filter(({ verdict }) => verdict === "refused");

  test("asks for nobody's word but on who is let in", () => {
    expect(refused.filter((finding) => finding.class !== "exposure")).toEqual([]);
  });

  test("makes nothing without its protection: no safety finding, not even a note", () => {
    expect(findings.filter((finding) => finding.class === "safety")).toEqual([]);
  });
});

test("the first plan of production asks about the public load balancer and its two doors, and of dev, which is internal, about nothing", () => {
  const refusedOf = (name: string) => {
    const environment = loadOrExplain().find((one) => one.name === name)?.environment;
    if (!environment) throw new Error(`no ${name}`);
    const { findings } = reviewPlan(readPlan(firstPlan(terraformJson(environment)), "test"));
    return findings
      .filter(({ verdict }) => verdict === "refused")
      .map(({ address, what }) => `${address} ${what}`);
  };
  expect(refusedOf("eec-prod")).toEqual([
    "aws_vpc_security_group_ingress_rule.network_load_balancer_443_from_0_0_0_0_0 lets in tcp on port 443 from 0.0.0.0/0, to aws_security_group.network_load_balancer",
    "aws_vpc_security_group_ingress_rule.network_load_balancer_80_from_0_0_0_0_0 lets in tcp on port 80 from 0.0.0.0/0, to aws_security_group.network_load_balancer",
    "aws_lb.load_balancer becomes internet-facing",
  ]);
  expect(refusedOf("eec-dev")).toEqual([]);
});
