import { expect, test } from "vitest";
import { type ImageNeeds, lacking, needsOf } from "../../../src/operate/promotion/image-needs";
import { evidenceItem, evidenceOf } from "../../../src/operate/promotion/records";
import { judge } from "../../../src/operate/promotion/rules";
import { digest, digestOf, exampleFacts, imageNeeds } from "./support/example-facts";

/** What was tested beyond the example, what is said of it, and the setting by which it is declared to be different. */
const rows: readonly (readonly [keyof ImageNeeds, Partial<ImageNeeds>, string, string])[] = [
  [
    "variables",
    { variables: ["FEATURE_X", "LOG_LEVEL", "REGION"] },
    "variable FEATURE_X",
    "service.variables.FEATURE_X",
  ],
  [
    "secrets",
    { secrets: ["DATABASE_URL", "MAIL_KEY"] },
    "secret MAIL_KEY",
    "secrets.variables.MAIL_KEY",
  ],
  ["ports", { ports: [9090] }, "port 9090 (there 8080)", "service.port"],
  [
    "architecture",
    { architecture: "ARM64" },
    "architecture ARM64 (there X86_64)",
    "service.architecture",
  ],
  [
    "healthCheckPath",
    { healthCheckPath: "/up" },
    "health path /up (there /health/ready)",
    "service.healthCheck.path",
  ],
  [
    "migrationCommand",
    { migrationCommand: null },
    "migration command none (there migrate up)",
    "service.migrationCommand",
  ],
];

test("every part of what an image needs is compared", () => {
  expect(rows.map(([key]) => key).sort()).toEqual(Object.keys(imageNeeds).sort());
});

test.each(rows)(
  "a target without the tested %s lacks it, unless that is declared",
  (_, tested, said, setting) => {
    const was = { ...imageNeeds, ...tested };
    expect(lacking(was, imageNeeds, [])).toEqual([said]);
    expect(
      lacking(was, imageNeeds, ["service.tasksMin", "service.portX", "service.variables.OTHER"]),
    ).toEqual([said]);
    expect(lacking(was, imageNeeds, [setting])).toEqual([]);
  },
);

test("what the target has beyond what was tested is no hindrance, and a secret may be a plain variable there", () => {
  expect(lacking({ ...imageNeeds, variables: ["LOG_LEVEL"] }, imageNeeds, [])).toEqual([]);
  const plain = { ...imageNeeds, secrets: [], variables: ["DATABASE_URL", "LOG_LEVEL", "REGION"] };
  expect(lacking(imageNeeds, plain, [])).toEqual([]);
});

test("a section that is declared covers what is in it", () => {
  const was = { ...imageNeeds, variables: ["FEATURE_X", "LOG_LEVEL"] };
  expect(lacking(was, imageNeeds, ["service.variables"])).toEqual([]);
});

const evidence = {
  digest,
  result: "passed",
  at: "2026-03-02T11:00:00.000Z",
  by: "jenkins",
  report: "",
  needs: imageNeeds,
} as const;
const needs = (changes: Parameters<typeof exampleFacts>[0]) =>
  judge(exampleFacts(changes)).findings.find(({ rule }) => rule === "needs");

test("refuses what the target does not give, all at once, and says to apply the target first", () => {
  const tested = { ...imageNeeds, variables: ["A", "B"], ports: [9090] };
  expect(needs({ evidence: { ...evidence, needs: tested } })).toEqual({
    rule: "needs",
    holds: false,
    says: "shop-prod does not give it what it was tested with in shop-dev: variable A, variable B, port 9090 (there 8080).",
    todo: "Apply shop-prod first: write it into its file, then npm run plan shop-prod and npm run apply shop-prod. What is meant to differ is declared under differences.",
  });
});

test.each([
  [
    "of an earlier version, which does not say what was tested",
    { ...evidence, needs: undefined },
    "It is not known what it needs: the evidence of 2026-03-02T11:00:00.000Z does not say what it was tested with, as that of earlier versions of Slipway.",
  ],
  [
    "of another digest",
    { ...evidence, digest: digestOf("c") },
    "It is not known what it needs, because no tests were recorded for it.",
  ],
  [
    "that is none",
    undefined,
    "It is not known what it needs, because no tests were recorded for it.",
  ],
])("refuses evidence %s, and says to run the tests again", (_, given, says) => {
  expect(needs({ evidence: given })).toEqual({
    rule: "needs",
    holds: false,
    says,
    todo: "Run the tests against shop-dev again: npx slipway evidence run shop-dev.",
  });
});

test("keeps the needs in the attribute that earlier versions wrote them to", () => {
  expect(evidenceItem({ ...evidence, deployment: "" })).toEqual({
    kind: "evidence",
    id: `${digest}#2026-03-02T11:00:00.000Z`,
    digest,
    result: "passed",
    at: "2026-03-02T11:00:00.000Z",
    by: "jenkins",
    report: "",
    deployment: "",
    fingerprint: JSON.stringify(imageNeeds),
  });
});

test("reads what was recorded, and takes for unknown what it does not understand", () => {
  expect(evidenceOf(evidenceItem({ ...evidence, deployment: "ecs-svc/1" }))).toEqual(evidence);
  expect(evidenceItem({ ...evidence, needs: undefined, deployment: "" })).not.toHaveProperty(
    "fingerprint",
  );
  for (const text of [
    undefined,
    "",
    "null",
    "{}",
    "[]",
    JSON.stringify({ ...imageNeeds, more: 1 }),
  ]) {
    expect(needsOf(text)).toBeUndefined();
  }
});
