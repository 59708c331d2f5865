import { describe, expect, test } from "vitest";
import { requestsDiverted } from "../../../../src/review/rules/outage/requests-diverted";
import { type Made, planOf, saidBy, saidOfUpdate, type Values } from "../../support/plans";

const condition = (kind: string, ...values: string[]) => ({ [kind]: [{ values }] });
const rule = (priority: number, group: string, ...conditions: Values[]) => ({
  listener_arn: "arn:l",
  priority,
  condition: conditions,
  action: [{ type: "forward", target_group_arn: group }],
});
const host = (...values: string[]) => condition("host_header", ...values);
const path = (...values: string[]) => condition("path_pattern", ...values);

describe("requests-diverted, of what a rule takes", () => {
  const said = (before: Values[], after: Values[], unknown: Values = {}) =>
    saidOfUpdate(
      requestsDiverted,
      "aws_lb_listener_rule.it",
      rule(10, "arn:a", ...before),
      rule(10, "arn:a", ...after),
      unknown,
    );

  test.each([
    ["another host", [host("a.example.gov")], [host("b.example.gov")]],
    ["a host fewer", [host("a.example.gov", "b.example.gov")], [host("a.example.gov")]],
    ["a narrower path", [path("/*")], [path("/api/*")]],
    ["one more condition", [host("a.example.gov")], [host("a.example.gov"), path("/api/*")]],
    [
      "fewer addresses",
      [condition("source_ip", "10.0.0.0/8")],
      [condition("source_ip", "10.1.0.0/16")],
    ],
    [
      "another header",
      [{ http_header: [{ http_header_name: "X-Site", values: ["a"] }] }],
      [{ http_header: [{ http_header_name: "X-Host", values: ["a"] }] }],
    ],
    [
      "another query",
      [{ query_string: [{ key: "v", value: "1" }] }],
      [{ query_string: [{ key: "v", value: "2" }] }],
    ],
    [
      "another regular expression",
      [{ path_pattern: [{ regex_values: ["^/a"] }] }],
      [{ path_pattern: [{ regex_values: ["^/*"] }] }],
    ],
  ])("refuses %s, and lets the same be written again", (_, before, after) => {
    expect(said(before, after)).toHaveLength(1);
    expect(said(before, before)).toEqual([]);
  });

  test("says from what to what, and takes what is not known yet for nothing", () => {
    expect(said([host("a.example.gov")], [host("b.example.gov"), path("/api/*")])).toEqual([
      "refused: no longer takes all that it took: from host_header a.example.gov to host_header b.example.gov and path_pattern /api/*",
    ]);
    expect(
      said([host("a.example.gov")], [{}], { condition: [{ host_header: [{ values: true }] }] }),
    ).toEqual([
      "refused: no longer takes all that it took: from host_header a.example.gov to what is known only after the apply",
    ]);
    expect(said([host("a.example.gov")], [], { condition: true })).toHaveLength(1);
  });

  test.each([
    ["a host more", [host("a.example.gov")], [host("a.example.gov", "b.example.gov")]],
    ["a wildcard", [host("a.example.gov")], [host("*.example.gov")]],
    ["a condition fewer", [host("a.example.gov"), path("/api/*")], [host("a.example.gov")]],
    ["a host in capitals", [host("A.example.gov")], [host("a.example.gov")]],
    ["another order", [host("a"), path("/b")], [path("/b"), host("a")]],
    [
      "more addresses",
      [condition("source_ip", "10.1.0.0/16")],
      [condition("source_ip", "10.0.0.0/8")],
    ],
  ])("lets %s pass", (_, before, after) => {
    expect(said(before, after)).toEqual([]);
  });
});

describe("requests-diverted, of what another rule takes", () => {
  const kept = (name: string, values: Values): Made => ({
    address: `aws_lb_listener_rule.${name}`,
    before: values,
    after: values,
    actions: ["no-op"],
  });
  const site = kept("site", rule(100, "arn:a", host("a.example.gov")));
  const made = (after: Values, more: Partial<Made> = {}) =>
    saidBy(requestsDiverted, planOf(site, { address: "aws_lb_listener_rule.new", after, ...more }));
  const taken = ["refused: takes requests that aws_lb_listener_rule.site takes now"];

  test("refuses a new rule before it that fits the same requests, whatever it does with them", () => {
    expect(made(rule(10, "arn:b", path("/*")))).toEqual(taken);
    expect(made(rule(10, "arn:b", host("*.example.gov")))).toEqual(taken);
    expect(made({ ...rule(10, "", path("/*")), action: [{ type: "fixed-response" }] })).toEqual(
      taken,
    );
    expect(
      made({ ...rule(10, "arn:b", path("/*")), priority: null }, { unknown: { priority: true } }),
    ).toEqual(taken);
  });

  test("lets a new rule behind it pass, for another host, or to the same tasks", () => {
    expect(made(rule(200, "arn:b", path("/*")))).toEqual([]);
    expect(made(rule(10, "arn:b", host("b.example.gov")))).toEqual([]);
    expect(made(rule(10, "arn:a", path("/*")))).toEqual([]);
    expect(made({ ...rule(10, "arn:b", path("/*")), listener_arn: "arn:other" })).toEqual([]);
    const { priority: _, ...unplaced } = rule(10, "arn:b", path("/*"));
    expect(made(unplaced)).toEqual([]);
  });

  test("refuses a rule that moves before it or behind it, and lets it move where it stays on its side", () => {
    const moved = (from: number, to: number) =>
      saidBy(
        requestsDiverted,
        planOf(site, {
          address: "aws_lb_listener_rule.it",
          before: rule(from, "arn:b", path("/*")),
          after: rule(to, "arn:b", path("/*")),
        }),
      );
    expect(moved(200, 10)).toEqual(taken);
    expect(moved(10, 200)).toEqual([
      "refused: leaves requests to aws_lb_listener_rule.site, which comes before it now",
    ]);
    expect(moved(10, 20)).toEqual([]);
    expect(moved(200, 300)).toEqual([]);
  });

  test("refuses a rule before it that begins to fit its requests, or fits more of them than now", () => {
    const changed = (before: Values[], after: Values[]) =>
      saidBy(
        requestsDiverted,
        planOf(site, {
          address: "aws_lb_listener_rule.it",
          before: rule(10, "arn:b", ...before),
          after: rule(10, "arn:b", ...after),
        }),
      );
    expect(changed([host("b.example.gov")], [host("b.example.gov", "a.example.gov")])).toEqual(
      taken,
    );
    const api = [host("a.example.gov"), path("/api/*")];
    expect(changed(api, [host("a.example.gov")])).toEqual(taken);
    expect(changed(api, [host("a.example.gov"), path("/api/*")])).toEqual([]);
  });

  test("refuses that a rule takes what the listener itself sends on, but not what it answers", () => {
    const listener = (action: Values): Made => {
      const values = { arn: "arn:l", default_action: [action] };
      return { address: "aws_lb_listener.it", before: values, after: values, actions: ["no-op"] };
    };
    const beside = (action: Values) =>
      saidBy(
        requestsDiverted,
        planOf(listener(action), {
          address: "aws_lb_listener_rule.new",
          after: rule(10, "arn:b", path("/*")),
        }),
      );
    expect(beside({ type: "forward", target_group_arn: "arn:a" })).toEqual([
      "refused: takes requests that aws_lb_listener.it takes now",
    ]);
    expect(beside({ type: "fixed-response" })).toEqual([]);
  });

  test("refuses what it would take too long to compare, and does not try", () => {
    const many = Array.from({ length: 1_001 }, (_, i) =>
      kept(`r${i}`, rule(i + 1, "arn:a", path("/*"))),
    );
    const made = { address: "aws_lb_listener_rule.new", after: rule(2_000, "arn:b", path("/*")) };
    expect(saidBy(requestsDiverted, planOf(...many, made))).toEqual([
      "refused: its listener has too many rules for anybody to say which takes what",
    ]);
    expect(saidBy(requestsDiverted, planOf(...many.slice(2), made))).toEqual([]);
  });

  test("has nothing to say of rules that are made together, or of one in place of one that goes", () => {
    const fresh = planOf(
      { address: "aws_lb_listener_rule.a", after: rule(10, "arn:a", path("/*")) },
      { address: "aws_lb_listener_rule.b", after: rule(20, "arn:b", path("/*")) },
    );
    expect(saidBy(requestsDiverted, fresh)).toEqual([]);
    const instead = planOf(
      { address: "aws_lb_listener_rule.old", before: rule(10, "arn:a", path("/*")) },
      { address: "aws_lb_listener_rule.new", after: rule(9, "arn:b", path("/*")) },
    );
    expect(saidBy(requestsDiverted, instead)).toEqual([]);
  });
});
