import { expect, test } from "vitest";
import { databaseUrl } from "../../../src/config/database";
import { judged } from "../../support/judged";

const none = { database: { mode: "none" } };
const existing = {
  database: {
    mode: "existing",
    securityGroupId: "sg-0123456789abcdef0",
    port: 5432,
    addIngressRule: true,
  },
};
const withoutUrl = { "secrets.variables.DATABASE_URL": undefined };

test("a database of our own has one variable with its URL, others have none", () => {
  expect(judged(databaseUrl, {})).toBe("");
  expect(judged(databaseUrl, { ...none, ...withoutUrl })).toBe("");
  expect(judged(databaseUrl, { ...existing, ...withoutUrl })).toBe("");
});

test("refuses a database that no variable leads to", () => {
  expect(judged(databaseUrl, withoutUrl)).toBe(
    `secrets.variables: must have one variable with source: database where database.mode is create
    add the variable in which the application expects the database's URL, such as DATABASE_URL
`,
  );
});

test("refuses a second variable with the URL", () => {
  expect(judged(databaseUrl, { "secrets.variables.REPORT_URL": { source: "database" } })).toBe(
    `secrets.variables.REPORT_URL.source: must be database in one variable only, and DATABASE_URL has it already
    let the application read one variable
`,
  );
});

test.each([
  ["none", none],
  ["existing", existing],
])("refuses the URL of a database that is not made here (%s)", (mode, settings) => {
  expect(judged(databaseUrl, settings)).toBe(
    `secrets.variables.DATABASE_URL.source: must not be database where database.mode is ${mode}
    the URL of a database that others own is a secret of theirs: write source: arn and its ARN
`,
  );
});
