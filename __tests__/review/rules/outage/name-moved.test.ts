import { describe, expect, test } from "vitest";
import { nameMoved } from "../../../../src/review/rules/outage/name-moved";
import { planOf, saidBy, saidOfUpdate } from "../../support/plans";

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

test.each(["records", "alias", "ttl", "weighted_routing_policy", "failover_routing_policy"])(
  "name-moved refuses another %s of a record, and of nothing else",
  (name) => {
    const said = (type: string) =>
      saidOfUpdate(nameMoved, `${type}.it`, { [name]: "a" }, { [name]: "b" });
    expect(said("aws_route53_record")).toEqual([`refused: \`${name}\` goes from a to b`]);
    expect(said("aws_route53_zone")).toEqual([]);
  },
);

test.each([
  [300, 60, true],
  [60, 300, false],
  [60, 0, false],
  [60, null, false],
])(
  "a time to live that goes from %s to %s passes: %s, since the advice is to shorten it",
  (was, will, passes) => {
    expect(
      saidOfUpdate(nameMoved, "aws_route53_record.it", { ttl: was }, { ttl: will }),
    ).toHaveLength(passes ? 0 : 1);
  },
);
