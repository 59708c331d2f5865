import { describe, expect, test } from "vitest";
import { plainHttp } from "../../../../src/review/rules/exposure/plain-http";
import {
  entryOf,
  fixturePlan,
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

  test("is silent about a listener and a rule that go", () => {
    const before = { protocol: "HTTP", port: 80, default_action: [{ type: "forward" }] };
    expect(saidBy(plainHttp, planOf({ address: "aws_lb_listener.it", before }))).toEqual([]);
    const rule = { listener_arn: "arn:l", action: [{ type: "forward" }] };
    expect(saidBy(plainHttp, planOf({ address: "aws_lb_listener_rule.it", before: rule }))).toEqual(
      [],
    );
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
        { protocol: "HTTP" },
        { protocol: "HTTPS" },
      ),
    ).toEqual([]);
  });
});
