import { expect, test } from "vitest";
import { variablesOnce } from "../../../src/config/secrets";
import { judged } from "../../support/judged";

test("plain variables and secrets with different names are accepted", () => {
  expect(judged(variablesOnce, { "service.variables.SECRET_KEY_ID": "1" })).toBe("");
});

test("refuses a name that is both a plain variable and a secret", () => {
  expect(judged(variablesOnce, { "service.variables.SECRET_KEY": "" })).toBe(
    `service.variables.SECRET_KEY: must not be in secrets.variables too
    keep it in secrets.variables if its value is secret, else here
`,
  );
});
