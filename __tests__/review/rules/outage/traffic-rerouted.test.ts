import { describe, expect, test } from "vitest";
import { trafficRerouted } from "../../../../src/review/rules/outage/traffic-rerouted";
import { fixturePlan, saidBy, saidOfUpdate, type Values } from "../../support/plans";

describe("traffic-rerouted", () => {
  const forward = (arn: string) => ({
    default_action: [{ type: "forward", target_group_arn: arn }],
  });
  const weighted = (...arns: string[]) => ({
    default_action: [
      { type: "forward", forward: [{ target_group: arns.map((arn) => ({ arn })) }] },
    ],
  });

  test("refuses that a listener no longer sends to a group, however it is written", () => {
    expect(
      saidOfUpdate(trafficRerouted(), "aws_lb_listener.it", forward("arn:a"), forward("arn:b")),
    ).toEqual(["refused: no longer sends requests to arn:a"]);
    expect(
      saidOfUpdate(
        trafficRerouted(),
        "aws_lb_listener.it",
        weighted("arn:a", "arn:b"),
        weighted("arn:a"),
      ),
    ).toEqual(["refused: no longer sends requests to arn:b"]);
    expect(
      saidOfUpdate(trafficRerouted(), "aws_alb_listener.it", forward("arn:a"), {
        default_action: [{ type: "fixed-response" }],
      }),
    ).toHaveLength(1);
    expect(
      saidOfUpdate(
        trafficRerouted(),
        "aws_lb_listener.it",
        forward("arn:a"),
        {},
        { default_action: [{ target_group_arn: true }] },
      ),
    ).toHaveLength(1);
  });

  const redirect = (more: Values = {}) => ({
    default_action: [
      {
        type: "redirect",
        redirect: [{ protocol: "HTTPS", port: "443", status_code: "HTTP_301", ...more }],
      },
    ],
  });
  const redirected = (after: Values, unknown: Values = {}) =>
    saidOfUpdate(trafficRerouted(), "aws_alb_listener.it", redirect(), after, unknown);
  const secure = "HTTPS://#{host}:443/#{path}?#{query}";

  test.each([
    [
      "another host",
      { host: "other.example.gov" },
      "HTTPS://other.example.gov:443/#{path}?#{query}",
    ],
    ["another port", { port: "8443" }, "HTTPS://#{host}:8443/#{path}?#{query}"],
    ["plain HTTP", { protocol: "HTTP", port: "80" }, "HTTP://#{host}:80/#{path}?#{query}"],
    ["one page", { path: "/" }, "HTTPS://#{host}:443/?#{query}"],
  ])("refuses a redirect that goes to %s", (_, more, url) => {
    expect(redirected(redirect(more))).toEqual([
      `refused: no longer redirects to ${secure}, but to ${url}`,
    ]);
  });

  test("refuses a redirect that goes, or to where is not known yet; notes another status", () => {
    expect(redirected({ default_action: [{ type: "fixed-response" }] })).toEqual([
      `refused: no longer redirects to ${secure}`,
    ]);
    expect(redirected(redirect(), { default_action: [{ redirect: [{ host: true }] }] })).toEqual([
      `refused: no longer redirects to ${secure}, but to HTTPS://(not known yet):443/#{path}?#{query}`,
    ]);
    expect(redirected({}, { default_action: true })).toHaveLength(1);
    expect(redirected(redirect({ status_code: "HTTP_302" }))).toEqual([
      "noted: redirects with HTTP_302 instead of HTTP_301: browsers keep a 301 for good",
    ]);
  });

  test("lets a redirect be written with what AWS takes for granted, and one be made", () => {
    expect(redirected(redirect({ host: "#{host}", path: "/#{path}", query: "#{query}" }))).toEqual(
      [],
    );
    expect(
      saidOfUpdate(
        trafficRerouted(),
        "aws_lb_listener.it",
        { default_action: [{ type: "fixed-response" }] },
        redirect(),
      ),
    ).toEqual([]);
  });

  test("refuses that a listener listens on another port", () => {
    const port = (number: number) => ({ ...forward("arn:a"), port: number });
    expect(saidOfUpdate(trafficRerouted(), "aws_lb_listener.it", port(443), port(8443))).toEqual([
      "refused: listens elsewhere: `port` goes from 443 to 8443",
    ]);
    expect(saidOfUpdate(trafficRerouted(), "aws_lb_listener.it", port(443), port(443))).toEqual([]);
  });

  test("refuses that another group takes a part, or that a group's weight becomes 0 or unknown", () => {
    const said = (after: Values, unknown: Values = {}) =>
      saidOfUpdate(trafficRerouted(), "aws_lb_listener.it", forward("arn:a"), after, unknown);
    const weights = (...groups: Values[]) => ({
      default_action: [{ type: "forward", forward: [{ target_group: groups }] }],
    });
    expect(said(weighted("arn:a", "arn:b"))).toEqual([
      "refused: sends a part of the requests to arn:b",
    ]);
    expect(
      said(weights({ arn: "arn:a", weight: 1 }, { weight: 1 }), {
        default_action: [{ forward: [{ target_group: [{}, { arn: true }] }] }],
      }),
    ).toEqual(["refused: sends a part of the requests to one that is known only after the apply"]);
    const none = ["refused: no longer sends requests to arn:a"];
    expect(said(weights({ arn: "arn:a", weight: 0 }))).toEqual(none);
    expect(
      said(weights({ arn: "arn:a" }), {
        default_action: [{ forward: [{ target_group: [{ weight: true }] }] }],
      }),
    ).toEqual(none);
    expect(said(weights({ arn: "arn:a", weight: 1 }, { arn: "arn:b", weight: 0 }))).toEqual([]);
  });

  test("lets the same group be written differently", () => {
    expect(
      saidOfUpdate(trafficRerouted(), "aws_lb_listener.it", forward("arn:a"), weighted("arn:a")),
    ).toEqual([]);
    expect(saidBy(trafficRerouted(), fixturePlan("opened-and-widened"))).toEqual([]);
  });
});
