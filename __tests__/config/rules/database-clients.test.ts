import { expect, test } from "vitest";
import { databaseClientsReach } from "../../../src/config/database-clients";
import { judged } from "../../support/judged";

const databaseClients = { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-duty"] };
const existing = {
  mode: "existing",
  securityGroupId: "sg-0123456789abcdef0",
  port: 5432,
  addIngressRule: true,
};
const said = (changes: object) =>
  judged(databaseClientsReach, {
    "access.databaseClients": databaseClients,
    "service.execEnabled": true,
    ...changes,
  });

test("people connect through the agent that ECS Exec puts into tasks, to a database whose host is known", () => {
  expect(said({})).toBe("");
  expect(said({ database: { ...existing, hostName: "db.example.gov" } })).toBe("");
  const nobody = { "access.databaseClients": { mode: "none" }, "service.execEnabled": false };
  expect(said({ ...nobody, database: existing })).toBe("");
});

test("refuses it without ECS Exec", () => {
  expect(said({ "service.execEnabled": false })).toBe(
    `service.execEnabled: must be true where access.databaseClients.mode is role, got false
    write true, so that ECS runs the agent of Systems Manager beside the application, through which the connection goes; or write mode: none
`,
  );
});

test("refuses an existing database whose host nobody says", () => {
  expect(said({ database: existing })).toBe(
    `database: must have hostName where access.databaseClients.mode is role
    add the host name of the database, as its URL has it; sessions lead there and nowhere else
`,
  );
});

test("refuses it where there is no database", () => {
  expect(said({ database: { mode: "none" } })).toBe(
    `access.databaseClients.mode: must not be role where database.mode is none, got role
    write none: there is no database to connect to
`,
  );
});
