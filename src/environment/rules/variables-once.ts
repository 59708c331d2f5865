import type { Rule } from "./rule";

/** ECS refuses a name that is both a plain variable and a secret. */
export const variablesOnce: Rule = ({ service, secrets }) =>
  Object.keys(service.variables)
    .filter((name) => Object.hasOwn(secrets.variables, name))
    .map((name) => ({
      path: ["service", "variables", name],
      on: "key",
      message: `must not be in secrets.variables too`,
      fix: "keep it in secrets.variables if its value is secret, else here",
    }));
