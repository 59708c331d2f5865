import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import {
  differingValues,
  type ImageNeeds,
  lacking,
  needsOf,
  readGiven,
  valueHashesOf,
} from "../../../src/operate/promotion/image-needs";
import { evidenceItem, evidenceOf } from "../../../src/operate/promotion/records";
import { judge } from "../../../src/operate/promotion/rules";
import { exampleNames, exampleSettings } from "../../deployer/support/example";
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
  valueHashes: undefined,
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

const delivery = { names: exampleNames(), settings: exampleSettings };
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

/** What is hashed of a task definition with these plain variables. */
async function hashesOf(variables: Readonly<Record<string, string>>, declared: string[] = []) {
  const Environment = Object.entries(variables).map(([Name, Value]) => ({ Name, Value }));
  const ContainerDefinitions = [{ Name: delivery.names.container, Environment }];
  const call = async () => ({ TaskDefinition: { ContainerDefinitions } });
  const shape = { healthCheckPath: "/up" };
  const options = { taskDefinition: "shop-dev", shape, declared };
  return (await readGiven({ call, delivery }, options)).valueHashes;
}

test("hashes each plain value with its name, so that equal values of two variables do not show", async () => {
  expect(await hashesOf({ REGION: "north", LOG_LEVEL: "debug", AREA: "north" })).toEqual({
    AREA: hashOf("AREA=north"),
    LOG_LEVEL: hashOf("LOG_LEVEL=debug"),
    REGION: hashOf("REGION=north"),
  });
});

test("hashes neither what is a secret, by name or by look, nor what is declared as different", async () => {
  const variables = {
    LOG_LEVEL: "debug",
    API_TOKEN: "kX9-2mQv7Rt4Lw8Zc",
    QUEUE: "amqp://shop:kX9-2mQv7Rt4Lw8Zc@queue.example.gov",
  };
  const logLevel = { LOG_LEVEL: hashOf("LOG_LEVEL=debug") };
  expect(await hashesOf(variables)).toEqual(logLevel);
  expect(await hashesOf(variables, ["service.variables.LOG_LEVELS"])).toEqual(logLevel);
  expect(await hashesOf(variables, ["service.variables.LOG_LEVEL"])).toEqual({});
  expect(await hashesOf(variables, ["service.variables"])).toEqual({});
});

test.each([
  ["another value", { A: "1", B: "2" }, { A: "1", B: "3" }, ["B"]],
  ["equal values", { A: "1" }, { A: "1" }, []],
  ["a variable that only the tested one has, which another rule refuses", { A: "1" }, {}, []],
  ["a variable that only the target has", {}, { A: "1" }, []],
  ["evidence of an earlier version", undefined, { A: "1" }, []],
])("of %s says the right thing", (_, tested, target, names) => {
  expect(differingValues(tested as Record<string, string> | undefined, target)).toEqual(names);
});

test("notes another value in the target, and refuses nothing for it", () => {
  const given = { ...evidence, valueHashes: { LOG_LEVEL: "1", REGION: "2" } };
  const targetGives = { needs: imageNeeds, valueHashes: { LOG_LEVEL: "3", REGION: "4" } };
  const note = "Note: values that differ in shop-prod: LOG_LEVEL, REGION.";
  expect(needs({ evidence: given, targetGives })).toEqual({
    rule: "needs",
    holds: true,
    says: `shop-prod gives it all that it was tested with. ${note}`,
    todo: "",
  });
  const tested = { ...imageNeeds, variables: ["FEATURE_X"] };
  expect(needs({ evidence: { ...given, needs: tested }, targetGives })).toMatchObject({
    holds: false,
    says: `shop-prod does not give it what it was tested with in shop-dev: variable FEATURE_X. ${note}`,
  });
  expect(needs({ evidence, targetGives })?.says).not.toContain("Note"); // of an earlier version
});

test("reads the hashes that were recorded, and compares none that it does not understand", () => {
  const valueHashes = { LOG_LEVEL: hashOf("LOG_LEVEL=debug") };
  const item = evidenceItem({ ...evidence, valueHashes, deployment: "" });
  expect(item).toMatchObject({
    fingerprint: JSON.stringify(imageNeeds), // as earlier versions wrote and read it
    valueHashes: JSON.stringify(valueHashes),
  });
  expect(evidenceOf(item)).toEqual({ ...evidence, valueHashes });
  for (const text of [undefined, "", "null", "[]", '{"LOG_LEVEL":"debug"}', '{"LOG_LEVEL":1}']) {
    expect(valueHashesOf(text)).toBeUndefined();
  }
});
