import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { cascSchema } from "./support/casc-schema";
import { repository } from "./support/workflow";

const text = readFileSync(join(repository, "jenkins/casc.yaml"), "utf8");
const document = parseDocument(text, { uniqueKeys: true, strict: true });
const casc = cascSchema.parse(document.toJS());

test("is YAML that Configuration as Code can read, without a key that it does not know", () => {
  expect([...document.errors, ...document.warnings]).toEqual([]);
  expect(cascSchema.safeParse({ ...casc, jenkinz: {} }).success).toBe(false);
});

test("grants of before matrix-auth 3.2 are refused", () => {
  const entries = [{ group: "eec-developers", permissions: ["Overall/Read"] }];
  const jenkins = { ...casc.jenkins, authorizationStrategy: { projectMatrix: { entries } } };
  expect(cascSchema.safeParse({ ...casc, jenkins }).success).toBe(false);
});

test("globally there are administrators, and people who may log in", () => {
  expect(casc.jenkins.authorizationStrategy.projectMatrix.entries).toEqual([
    { group: { name: "jenkins-administrators", permissions: ["Overall/Administer"] } },
    { group: { name: "authenticated", permissions: ["Overall/Read"] } },
  ]);
});

test("nothing is built on the controller; each agent does one thing at a time, and tests run on another than plans", () => {
  expect(casc.jenkins.numExecutors).toBe(0);
  expect(casc.jenkins.nodes).toMatchObject([
    { permanent: { labelString: "slipway", numExecutors: 1, mode: "EXCLUSIVE" } },
    { permanent: { labelString: "slipway-infrastructure", numExecutors: 1, mode: "EXCLUSIVE" } },
  ]);
});

test("makes the jobs of jobs.groovy", () => {
  expect(casc.jobs).toEqual([{ file: "${SLIPWAY_JENKINS}/jobs.groovy" }]);
  expect(existsSync(join(repository, "jenkins/jobs.groovy"))).toBe(true);
});

test("holds no secret", () => {
  expect(text).not.toMatch(/secret|password|token|credential|AKIA/i);
});

test("each plugin has one exact version, and each that is used is there", () => {
  const lines = readFileSync(join(repository, "jenkins/plugins.txt"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  expect(lines.map((line) => line.split(":")[0])).toEqual([
    "configuration-as-code",
    "git",
    "job-dsl",
    "matrix-auth",
    "workflow-aggregator",
  ]);
  for (const line of lines) expect(line).toMatch(/^[a-z-]+:\d[\w.]+$/);
});
