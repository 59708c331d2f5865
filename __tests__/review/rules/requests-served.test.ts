import { describe, expect, test } from "vitest";
import { entryReplaced } from "../../../src/review/rules/outage/entry-replaced";
import { keyAliasMoved } from "../../../src/review/rules/outage/key-alias-moved";
import { nameMoved } from "../../../src/review/rules/outage/name-moved";
import { trafficRerouted } from "../../../src/review/rules/outage/traffic-rerouted";
import { healthCheckChanged } from "../../../src/review/rules/row-rules";
import { entryOf, fixturePlan, planOf, saidBy, saidOfUpdate, type Values } from "../support/plans";

describe("entry-replaced", () => {
  test("refuses the load balancer and the listener that are made again, and says why they are", () => {
    expect(saidBy(entryReplaced, fixturePlan("opened-and-widened"))).toEqual([
      "refused: replaces the load balancer, and with it the address that names point at, because of `internal`",
      "refused: replaces the listener that takes requests in, because of `load_balancer_arn`",
    ]);
  });

  test.each([
    "aws_alb_target_group.tg",
    "aws_ecs_service.svc",
    "aws_ecs_cluster.cluster",
    "aws_db_subnet_group.db-subnets",
  ])("refuses to delete %s, and lets it be changed in place", (address) => {
    const as = (actions: string[]) =>
      fixturePlan("after-release", (it) => {
        const { change } = entryOf(it, address);
        Object.assign(change, { actions, after: actions.includes("delete") ? null : change.after });
      });
    expect(saidBy(entryReplaced, as(["delete"]))).toHaveLength(1);
    expect(saidBy(entryReplaced, as(["update"]))).toEqual([]);
  });

  test("refuses a name that is deleted, and says when the new one comes first", () => {
    expect(
      saidBy(entryReplaced, planOf({ address: "aws_route53_record.it", before: { name: "it" } })),
    ).toEqual(["refused: deletes a name that people and programs use"]);
    const made = {
      address: "aws_lb_target_group.it",
      before: { port: 1 },
      after: { port: 2 },
      actions: ["create", "delete"],
      replacePaths: [["port"]],
    };
    expect(saidBy(entryReplaced, planOf(made))).toEqual([
      "refused: creates a second, then deletes the target group that knows the running tasks, because of `port`",
    ]);
  });

  test("has nothing to say of a database or a task definition: others do", () => {
    expect(saidBy(entryReplaced, fixturePlan("database-replaced"))).toEqual([]);
    expect(saidBy(entryReplaced, fixturePlan("environment-variable"))).toEqual([]);
  });
});

test("name-moved refuses that a name points elsewhere, and lets its tags pass", () => {
  const record = (target: string) => ({
    name: "eec.example.gov",
    alias: [{ name: target }],
    ttl: null,
  });
  expect(
    saidOfUpdate(
      nameMoved,
      "aws_route53_record.it",
      record("old.example.gov"),
      record("new.example.gov"),
    ),
  ).toEqual([
    'refused: `alias` goes from [{"name":"old.example.gov"}] to [{"name":"new.example.gov"}]',
  ]);
  expect(
    saidOfUpdate(
      nameMoved,
      "aws_route53_record.it",
      record("old.example.gov"),
      {},
      { alias: true },
    ),
  ).toHaveLength(1);
  expect(
    saidOfUpdate(
      nameMoved,
      "aws_route53_record.it",
      record("old.example.gov"),
      record("old.example.gov"),
    ),
  ).toEqual([]);
});

test("name-moved refuses to take a name over, but for those that prove a certificate", () => {
  const record = (allow_overwrite: boolean, name: string) =>
    saidBy(
      nameMoved,
      planOf({
        address: "aws_route53_record.it",
        after: { allow_overwrite, type: "CNAME" },
        unknown: { name: true },
        configured: { name, type: name },
      }),
    );
  expect(record(true, "eec.example.gov")).toEqual([
    "refused: takes the name over if somebody has it (`allow_overwrite`)",
  ]);
  expect(record(false, "eec.example.gov")).toEqual([]);
  expect(record(true, "${aws_acm_certificate.it.domain_name}")).toEqual([]);
});

test("name-moved refuses a new record of a type that gives more away than an address", () => {
  const record = (type: string) =>
    saidBy(nameMoved, planOf({ address: "aws_route53_record.it", after: { type } }));
  expect(["A", "AAAA", "CNAME"].flatMap(record)).toEqual([]);
  expect(["NS", "TXT"].flatMap(record)).toEqual([
    "refused: makes a record of a type that the module never makes: NS",
    "refused: makes a record of a type that the module never makes: TXT",
  ]);
  const unknown = planOf({
    address: "aws_route53_record.it",
    after: { allow_overwrite: true },
    unknown: { name: true, type: true },
    configured: { name: "${aws_acm_certificate.it.domain_name}", type: "${var.type}" },
  });
  expect(saidBy(nameMoved, unknown)).toEqual([
    "refused: makes a record of a type that the module never makes: a value that is known only after the apply",
    "refused: takes the name over if somebody has it (`allow_overwrite`)",
  ]);
});

test("health-check-changed notes another question, and is silent when it is the same", () => {
  const check = (path: string) => ({ health_check: [{ path, matcher: "200" }] });
  const address = "aws_alb_target_group.it";
  expect(saidOfUpdate(healthCheckChanged, address, check("/a"), check("/b"))).toEqual([
    "noted: asks running tasks another question: `health_check.path` goes from /a to /b",
  ]);
  expect(saidOfUpdate(healthCheckChanged, address, check("/a"), check("/a"))).toEqual([]);
});

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

describe("key-alias-moved", () => {
  const address = "aws_kms_alias.it";
  const alias = { name: "alias/eec-dev", target_key_id: "1234" };
  const key = { address: "aws_kms_key.it", before: { key_id: "1234", arn: "arn:key/1234" } };

  test("refuses that it goes, has another name, or stands for another key or one not known yet", () => {
    expect(saidBy(keyAliasMoved, planOf({ address, before: alias }))).toEqual([
      "refused: deletes alias/eec-dev",
    ]);
    const to = (after: Values, unknown: Values = {}) =>
      saidOfUpdate(keyAliasMoved, address, alias, { ...alias, ...after }, unknown);
    expect(to({ target_key_id: "9876" })).toEqual([
      "refused: `target_key_id` goes from 1234 to 9876",
    ]);
    expect(to({}, { target_key_id: true })).toHaveLength(1);
    expect(to({ name: "alias/other" })).toHaveLength(1);
    expect(to({})).toEqual([]);
  });

  test("refuses that it is made again as it was, and has nothing to say when it is made", () => {
    const again = { address, before: alias, after: alias, actions: ["delete", "create"] };
    expect(saidBy(keyAliasMoved, planOf(again))).toEqual(["refused: replaces alias/eec-dev"]);
    expect(saidBy(keyAliasMoved, planOf({ address, after: alias }))).toEqual([]);
  });

  test("leaves it to the key when both go, and refuses when another key goes", () => {
    expect(saidBy(keyAliasMoved, planOf({ address, before: alias }, key))).toEqual([]);
    const other = { address: "aws_kms_key.other", before: { key_id: "9876", arn: "arn:key/9876" } };
    expect(saidBy(keyAliasMoved, planOf({ address, before: alias }, other))).toHaveLength(1);
  });
});

describe("a new name beside what stands", () => {
  const stands = { address: "aws_kms_key.it", before: {}, after: {}, actions: ["no-op"] };
  const alias = (reference: string) => ({
    after: { type: "A" },
    unknown: { alias: [{ name: true }] },
    configured: { alias: [{ name: reference }] },
  });
  const said = (made: object, ...others: (typeof stands)[]) =>
    saidBy(nameMoved, planOf(...others, { address: "aws_route53_record.new", ...made }));
  const refusal = ["refused: a new name that leads to what this plan neither has nor looks up"];

  test.each([
    ["an address", { after: { type: "A", records: ["198.51.100.7"] } }],
    ["a host", { after: { type: "CNAME", records: ["files.example.com"] } }],
    ["an alias of others", { after: { type: "A", alias: [{ name: "x.cloudfront.net" }] } }],
    ["what cannot be followed", alias("${var.name}")],
    ["nothing", { after: { type: "A" } }],
  ])("is refused where it leads to %s, and is nothing new in a first plan", (_, made) => {
    expect(said(made, stands)).toEqual(refusal);
    expect(said(made)).toEqual([]);
  });

  test.each(["${aws_lb.own.dns_name}", "${data.aws_lb.found.dns_name}"])(
    "passes where it leads to %s",
    (reference) => expect(said(alias(reference), stands)).toEqual([]),
  );
});
