import { describe, expect, test } from "vitest";
import { plainHttp } from "../../../../src/review/rules/exposure/plain-http";
import {
  entryOf,
  fixturePlan,
  type Made,
  planOf,
  saidBy,
  saidOfUpdate,
  type Values,
} from "../../support/plans";

describe("plain-http", () => {
  const redirect = {
    default_action: [
      { type: "redirect", redirect: [{ protocol: "HTTPS", port: "443", status_code: "HTTP_301" }] },
    ],
  };
  const listener = (after: Values, unknown: Values = {}) => {
    const plan = fixturePlan("create", (it) => {
      const { change } = entryOf(it, "aws_alb_listener.http");
      change.after = { ...change.after, ...after };
      change.after_unknown = { ...change.after_unknown, ...unknown };
    });
    return saidBy(plainHttp, plan);
  };

  test("refuses a listener that forwards over HTTP", () => {
    expect(listener({})).toEqual(["refused: serves over plain HTTP on port 80"]);
  });

  test("lets it redirect to HTTPS, or answer by itself, and refuses a redirect that stays plain", () => {
    expect(listener(redirect, { default_action: [{}] })).toEqual([]);
    expect(
      listener({ default_action: [{ type: "fixed-response" }] }, { default_action: [{}] }),
    ).toEqual([]);
    const stays = { default_action: [{ type: "redirect", redirect: [{ protocol: "HTTP" }] }] };
    expect(listener(stays, { default_action: [{}] })).toHaveLength(1);
  });

  test("lets HTTPS pass and counts a protocol that is not known yet as HTTP", () => {
    expect(listener({ protocol: "HTTPS", port: 443 })).toEqual([]);
    expect(listener({ protocol: null }, { protocol: true })).toHaveLength(1);
  });

  test("is silent about a listener that was plain before, and says when it becomes so", () => {
    expect(saidBy(plainHttp, fixturePlan("opened-and-widened"))).toEqual([]);
    const forward = { port: 80, protocol: "HTTP", default_action: [{ type: "forward" }] };
    expect(
      saidOfUpdate(plainHttp, "aws_lb_listener.it", { ...forward, ...redirect }, forward),
    ).toHaveLength(1);
    expect(
      saidOfUpdate(plainHttp, "aws_lb_listener.it", { ...forward, protocol: "HTTPS" }, forward),
    ).toHaveLength(1);
  });

  test("refuses a rule that forwards on a listener that is there to redirect", () => {
    const on = (protocol: string) =>
      saidBy(
        plainHttp,
        planOf(
          {
            address: "aws_lb_listener.it",
            before: { arn: "arn:l", protocol, ...redirect },
            after: { arn: "arn:l", protocol, ...redirect },
            actions: ["no-op"],
          },
          {
            address: "aws_lb_listener_rule.it",
            after: { listener_arn: "arn:l", action: [{ type: "forward" }] },
          },
        ),
      );
    expect(on("HTTP")).toEqual([
      "refused: serves over plain HTTP, on a listener that is there to redirect",
    ]);
    expect(on("HTTPS")).toEqual([]);
  });

  test("names the port, or says that nobody knows it yet", () => {
    const forward = { protocol: "HTTP", default_action: [{ type: "forward" }] };
    const made = (after: Values, unknown: Values = {}) =>
      saidBy(plainHttp, planOf({ address: "aws_lb_listener.it", after, unknown }));
    expect(made({ ...forward, port: 8080 })).toEqual([
      "refused: serves over plain HTTP on port 8080",
    ]);
    expect(made(forward, { port: true })).toEqual([
      "refused: serves over plain HTTP on port not known yet",
    ]);
  });

  test("takes actions that are not known yet for ones that serve", () => {
    const made = (after: Values, unknown: Values) =>
      saidBy(plainHttp, planOf({ address: "aws_lb_listener.it", after, unknown }));
    const plain = { protocol: "HTTP", port: 80 };
    expect(made(plain, { default_action: true })).toHaveLength(1);
    expect(
      made({ ...plain, default_action: [{}] }, { default_action: [{ type: true }] }),
    ).toHaveLength(1);
  });

  test("is silent about what goes", () => {
    const before = { protocol: "HTTPS", port: 80, default_action: [{ type: "forward" }] };
    for (const type of ["aws_lb_listener", "aws_lb_listener_rule", "aws_lb_target_group"])
      expect(saidBy(plainHttp, planOf({ address: `${type}.it`, before }))).toEqual([]);
  });

  const forward = { action: [{ type: "forward" }] };
  const standing = (arn: string, protocol: string, type = "aws_lb_listener"): Made => ({
    address: `${type}.${arn.replace(/\W/g, "_")}`,
    before: { arn, protocol, ...redirect },
    after: { arn, protocol, ...redirect },
    actions: ["no-op"],
  });
  const ruleOn = (made: Omit<Made, "address">, ...listeners: Made[]) =>
    saidBy(plainHttp, planOf(...listeners, { address: "aws_lb_listener_rule.it", ...made }));
  const ofPlain = { listener_arn: "arn:plain" };

  test.each<[string, Omit<Made, "address">, Made[], number]>([
    [
      "begins to forward",
      {
        before: { ...ofPlain, action: redirect.default_action },
        after: { ...ofPlain, ...forward },
      },
      [standing("arn:plain", "HTTP")],
      1,
    ],
    [
      "forwarded before",
      { before: { ...ofPlain, ...forward }, after: { ...ofPlain, ...forward, priority: 2 } },
      [standing("arn:plain", "HTTP")],
      0,
    ],
    [
      "redirects",
      { after: { ...ofPlain, action: redirect.default_action } },
      [standing("arn:plain", "HTTP")],
      0,
    ],
    [
      "forwards although a redirect stands beside",
      { after: { ...ofPlain, action: [{ ...redirect.default_action[0], type: "forward" }] } },
      [standing("arn:plain", "HTTP")],
      1,
    ],
    [
      "forwards on HTTPS beside a plain listener",
      { after: { listener_arn: "arn:tls", ...forward } },
      [standing("arn:plain", "HTTP"), standing("arn:tls", "HTTPS")],
      0,
    ],
    [
      "forwards on what is no listener",
      { after: { ...ofPlain, ...forward } },
      [standing("arn:plain", "HTTP", "aws_other")],
      0,
    ],
    ["forwards on another's listener", { after: { ...ofPlain, ...forward } }, [], 0],
    [
      "forwards on one that nobody knows",
      { after: forward, unknown: { listener_arn: true } },
      [],
      1,
    ],
    [
      "forwards on a plain one that this plan makes",
      {
        after: forward,
        unknown: { listener_arn: true },
        configured: { listener_arn: "${aws_lb_listener.arn_plain.arn}" },
      },
      [{ ...standing("arn:plain", "HTTP"), before: null, actions: ["create"] }],
      1,
    ],
    [
      "forwards on HTTPS that this plan makes",
      {
        after: forward,
        unknown: { listener_arn: true },
        configured: { listener_arn: "${aws_lb_listener.arn_tls.arn}" },
      },
      [
        standing("arn:plain", "HTTP"),
        { ...standing("arn:tls", "HTTPS"), before: null, actions: ["create"] },
      ],
      0,
    ],
  ])("judges a rule that %s by the listener that it is on", (_, made, listeners, times) => {
    const said = ruleOn(made, ...listeners).filter((one) => one.includes("there to redirect"));
    expect(said).toHaveLength(times);
  });

  test("refuses that the load balancer stops encrypting what it sends to the service", () => {
    expect(
      saidOfUpdate(
        plainHttp,
        "aws_lb_target_group.it",
        { protocol: "HTTPS" },
        { protocol: "HTTP" },
      ),
    ).toEqual(["refused: the load balancer no longer encrypts what it sends to the service"]);
    expect(
      saidOfUpdate(
        plainHttp,
        "aws_lb_target_group.it",
        { protocol: "HTTPS", slow_start: 0 },
        { protocol: "HTTPS", slow_start: 30 },
      ),
    ).toEqual([]);
    expect(
      saidOfUpdate(
        plainHttp,
        "aws_lb_target_group.it",
        { protocol: "HTTP", slow_start: 0 },
        { protocol: "HTTP", slow_start: 30 },
      ),
    ).toEqual([]);
    expect(
      saidOfUpdate(
        plainHttp,
        "aws_lb_target_group.it",
        { protocol: "HTTP" },
        { protocol: "HTTPS" },
      ),
    ).toEqual([]);
  });
});
