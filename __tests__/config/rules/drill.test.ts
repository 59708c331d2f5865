import { expect, test } from "vitest";
import { drillReads } from "../../../src/config/drill";
import { reservedVariables } from "../../../src/config/service";
import { judged } from "../../support/judged";

const restorers = { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-duty"] };
const drill = {
  mode: "command",
  command: ["true"],
  variable: "RESTORED_URL",
  limitSeconds: 60,
};
const existing = {
  mode: "existing",
  securityGroupId: "sg-0123456789abcdef0",
  port: 5432,
  addIngressRule: true,
  drill,
};
const said = (changes: object) =>
  judged(drillReads, { "access.restorers": restorers, "database.drill": drill, ...changes });

test("a command reads what a drill restored, of a database that is made here or named", () => {
  expect(said({})).toBe("");
  expect(said({ "access.restorers": { mode: "none" }, "database.drill": { mode: "none" } })).toBe(
    "",
  );
  const named = { ...existing, instanceIdentifier: "shared" };
  const of = { "access.restorers": restorers, "database.drill": undefined };
  expect(judged(drillReads, { ...of, database: named })).toBe("");
  expect(judged(drillReads, { ...of, database: { mode: "none" } })).toBe("");
});

test("refuses it where nobody may drill", () => {
  expect(said({ "access.restorers": { mode: "none" } })).toBe(
    `database.drill.mode: must be none where access.restorers.mode is not role, got command
    write none, or say in access.restorers who may restore and drill
`,
  );
});

test("refuses it for an existing database that the file does not name", () => {
  expect(judged(drillReads, { "access.restorers": restorers, database: existing })).toBe(
    `database: must have instanceIdentifier where database.drill.mode is command
    add the instance identifier of the database, whose snapshots a drill restores
`,
  );
});

test("refuses a variable that the application has with a plain value, and one of ECS'", () => {
  expect(said({ "service.variables.RESTORED_URL": "x" })).toBe(
    `database.drill.variable: must not be in service.variables too, got RESTORED_URL
    take another name, or keep the application's own in secrets.variables
`,
  );
  const aws = { "database.drill": { ...drill, variable: "AWS_PROFILE" } };
  expect(judged(reservedVariables, aws)).toBe(
    `database.drill.variable: must not be set: ECS and the AWS libraries use this name for region or credentials
    take another name, such as DATABASE_URL
`,
  );
});
