import { describe, expect, test } from "vitest";
import { edgeHardeningReduced } from "../../../../src/review/rules/safety/edge-hardening-reduced";
import { planOf, saidBy, saidOfUpdate, updated, type Values } from "../../support/plans";

test("edge-hardening-reduced refuses that malformed requests are let in or the firewall goes, and lets them be stopped", () => {
  const [on, off] = [{ drop_invalid_header_fields: true }, { drop_invalid_header_fields: false }];
  expect(saidBy(edgeHardeningReduced, updated("aws_alb.alb", on, off))).toEqual([
    "refused: `drop_invalid_header_fields` goes from true to false",
  ]);
  expect(saidBy(edgeHardeningReduced, updated("aws_alb.alb", off, on))).toEqual([]);
  const mode = (desync_mitigation_mode: string) => ({ desync_mitigation_mode });
  expect(
    saidBy(edgeHardeningReduced, updated("aws_alb.alb", mode("defensive"), mode("monitor"))),
  ).toHaveLength(1);
  expect(
    saidBy(edgeHardeningReduced, updated("aws_alb.alb", mode("defensive"), mode("strictest"))),
  ).toEqual([]);
  expect(
    saidBy(
      edgeHardeningReduced,
      planOf({ address: "aws_wafv2_web_acl_association.it", before: { resource_arn: "arn:lb" } }),
    ),
  ).toEqual([
    "refused: the firewall no longer stands before the load balancer or the distribution",
  ]);
});

describe("edge-hardening-reduced, of the firewall", () => {
  const saidOf = (address: string, before: Values, after: Values, unknown: Values = {}) =>
    saidOfUpdate(edgeHardeningReduced, address, before, after, unknown);

  test("refuses another firewall, also one not known yet, and lets the same one stand", () => {
    const [address, acl] = ["aws_wafv2_web_acl_association.it", { web_acl_arn: "arn:strict" }];
    expect(saidOf(address, acl, { web_acl_arn: "arn:loose" })).toEqual([
      "refused: `web_acl_arn` goes from arn:strict to arn:loose",
    ]);
    expect(saidOf(address, acl, {}, { web_acl_arn: true })).toHaveLength(1);
    expect(saidOf(address, acl, acl)).toEqual([]);
  });

  const rule = (name: string, action: string, more: Values = {}) => ({
    name,
    action: [{ [action]: [{}] }],
    ...more,
  });
  const acl = (other: string, ...rules: Values[]) => ({
    default_action: [{ [other]: [{}] }],
    rule: rules,
  });
  const address = "aws_wafv2_web_acl.it";
  const group = (action: string, ...counted: string[]) => ({
    name: "common",
    override_action: [{ [action]: [{}] }],
    statement: [
      {
        managed_rule_group_statement: [
          {
            vendor_name: "AWS",
            name: "AWSManagedRulesCommonRuleSet",
            rule_action_override: counted.map((one) => ({
              name: one,
              action_to_use: [{ count: [{}] }],
            })),
          },
        ],
      },
    ],
  });
  const limited = (limit: number) =>
    rule("rate-limit", "block", { statement: [{ rate_based_statement: [{ limit }] }] });

  test("refuses that a rule goes, or that the rest is let in; lets a rule be added", () => {
    const now = acl("block", rule("common", "block"));
    expect(saidOf(address, now, acl("block"))).toEqual([
      "refused: the firewall's rule common goes",
    ]);
    expect(saidOf(address, now, { ...now, rule: null }, { rule: true })).toEqual([
      "refused: the firewall's rule common goes",
    ]);
    expect(saidOf(address, now, acl("allow", rule("common", "block")))).toEqual([
      "refused: the firewall lets in what none of its rules names",
    ]);
    expect(
      saidOf(address, now, acl("block", rule("new", "block"), rule("common", "block"))),
    ).toEqual([]);
  });

  test.each([
    [
      "only counts",
      rule("a", "block"),
      rule("a", "count"),
      "refused: the firewall's rule a only counts what it blocked",
    ],
    [
      "blocks again",
      rule("a", "count"),
      rule("a", "block"),
      "noted: the firewall's rule a blocks what it only counted",
    ],
    [
      "only counts as a group",
      group("none"),
      group("count"),
      "refused: the firewall's rule common only counts what it blocked",
    ],
    [
      "exempts a rule of the group",
      group("none", "SizeRestrictions_BODY"),
      group("none", "SizeRestrictions_BODY", "NoUserAgent_HEADER"),
      "refused: the firewall's rule common no longer blocks NoUserAgent_HEADER",
    ],
    [
      "blocks long bodies too",
      group("none", "SizeRestrictions_BODY"),
      group("none"),
      "noted: the firewall's rule common blocks SizeRestrictions_BODY, which it only counted",
    ],
    [
      "lets one address ask more",
      limited(100),
      limited(200),
      "refused: the firewall's rule rate-limit lets one address ask more: from 100 to 200 requests",
    ],
    [
      "lets one address ask less",
      limited(200),
      limited(100),
      "noted: the firewall's rule rate-limit lets one address ask less: from 200 to 100 requests",
    ],
    [
      "looks for something else",
      rule("a", "block", { statement: [{ geo_match_statement: [{ country_codes: ["US"] }] }] }),
      rule("a", "block", { statement: [{ geo_match_statement: [{ country_codes: ["CA"] }] }] }),
      "refused: the firewall's rule a changes",
    ],
    [
      "answers otherwise",
      rule("a", "block"),
      { name: "a", action: [{ block: [{ custom_response: [{ response_code: 200 }] }] }] },
      "refused: the firewall's rule a changes",
    ],
    [
      "asks a riddle instead",
      rule("a", "block"),
      rule("a", "challenge"),
      "refused: the firewall's rule a changes",
    ],
  ])("compares a rule that %s", (_, before, after, said) => {
    expect(saidOf(address, acl("allow", before), acl("allow", after))).toEqual([said]);
  });

  test("lets a rule have another place, and not one that lets requests in before the others", () => {
    const now = acl("allow", rule("a", "block", { priority: 0 }), limited(100));
    const moved = acl("allow", limited(100), rule("a", "block", { priority: 1 }));
    expect(saidOf(address, now, moved)).toEqual([]);
    expect(saidOf(address, now, { ...now, rule: [...now.rule, rule("office", "allow")] })).toEqual([
      "refused: the firewall's rule office lets in what a later rule would block",
    ]);
  });
});
