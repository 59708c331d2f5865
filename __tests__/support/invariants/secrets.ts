import { type Invariant, leavesOf, resourcesOf } from "./invariant";

/** Arguments that would put a secret into the plan and the state. */
const plain = /^(password|secret_string|secret_binary|master_password|value|auth_token)$/;
const pointer = "aws_ssm_parameter.image";

/** Secrets go through write-only arguments, as references to what exists only while Terraform runs. */
export const secretsAreEphemeral: Invariant = (synthesized) =>
  resourcesOf(synthesized).flatMap(({ address, args }) =>
    leavesOf(args).flatMap(({ path, value }) => {
      const key = path.at(-1) ?? "";
      const where = `${address} ${path.join(".")}`;
      const isEphemeral = typeof value === "string" && value.includes("${ephemeral.");
      if (key.endsWith("_wo")) return isEphemeral ? [] : [`${where} is not ephemeral`];
      if (isEphemeral) return [`${where} would keep something ephemeral`];
      const belongsToSecrets = /secret|db_instance/.test(address) || address === pointer;
      return plain.test(key) && belongsToSecrets ? [`${where} is in the plan`] : [];
    }),
  );

/** A container's secret comes by reference, never as a plain variable of that name. */
export const secretsAreNoVariables: Invariant = (synthesized, environment) =>
  resourcesOf(synthesized)
    .filter(({ type }) => type === "aws_ecs_task_definition")
    .flatMap(({ address, args }) => {
      const containers = JSON.parse(args["container_definitions"] as string) as {
        environment: { name: string }[];
        secrets: { name: string }[];
      }[];
      const names = (key: "environment" | "secrets") =>
        containers.flatMap((container) => container[key].map(({ name }) => name));
      const expected = Object.keys(environment.secrets.variables).sort();
      return [
        ...expected
          .filter((name) => names("environment").includes(name))
          .map((name) => `${address}: ${name} is a plain variable`),
        ...(names("secrets").join() === expected.join()
          ? []
          : [`${address}: has the secrets ${names("secrets")}, not ${expected}`]),
      ];
    });
