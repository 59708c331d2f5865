import { expect, test } from "vitest";
import { differences } from "../../../src/config/differences";
import { judged } from "../../support/judged";

const declared = (settings: string[], mirrors: string | null = "shop-prod") =>
  judged(differences, {
    mirrors,
    differences: settings.map((setting, index) => ({
      setting,
      because: `Reason number ${index}.`,
    })),
  });

test.each([
  "service.tasksMin",
  "service.healthCheck",
  "loadBalancer",
  "loadBalancer.addSecurityGroupRule",
  "database.multiAz",
  "service.variables.LOG_LEVEL",
  "service.variables.ONLY_IN_PROD",
  "secrets.variables.SECRET_KEY.length",
  "tags.team",
])("%s is a setting that may differ", (setting) => {
  expect(declared([setting])).toBe("");
});

test("refuses differences from nothing", () => {
  expect(declared(["service.tasksMin"], null)).toBe(
    `differences: must be empty where mirrors is null: there is nothing to differ from
    name the mirrored environment in mirrors, or write differences: []
`,
  );
});

test.each([
  ["service.taskMin", "did you mean service.tasksMin?"],
  ["service.tasksMin.foo", "did you mean service.tasksMin?"],
  ["nonsense", "write it as in this file, such as service.tasksMin"],
])("refuses %s, which is no setting", (setting, fix) => {
  expect(declared([setting])).toBe(
    `differences[0].setting: must be the path of a setting, got ${setting}
    ${fix}
`,
  );
});

test.each([
  "application",
  "environment",
  "differences",
  "account",
  "state.bucket",
  "network.vpcId",
  "domain.hostName",
  "secrets.variables.PAYMENTS_KEY.arn",
])("refuses %s, which distinguishes the environments", (setting) => {
  expect(declared([setting])).toBe(
    `differences[0].setting: must not be a setting that says which environment this is, got ${setting}
    remove this entry; the parity check knows it
`,
  );
});

test.each([
  ["service.tasksMin", "service.tasksMin"],
  ["service", "service.tasksMin"],
  ["service.tasksMin", "service"],
])("refuses %s and %s, which declare one thing twice", (first, second) => {
  expect(declared([first, second])).toBe(
    `differences[1].setting: must not be declared twice, ${first} is above, got ${second}
    keep the narrower of the two, or the one that covers both
`,
  );
  expect(declared(["service.tasksMin", "service.tasksMax"])).toBe("");
});
