import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { terraformJson } from "../../../src/stack/terraform-json";
import {
  committedKitFiles,
  kitEnvironment,
  kitFiles,
  kitIsMade,
} from "../../../tools/generate-kit";
import { executionRoleJson } from "../../../tools/kit/execution-role-json";
import { resolve } from "../../../tools/kit/resolve";
import { taskDefinitionJson } from "../../../tools/kit/task-definition-json";
import { fixtureEnvironment } from "../../support/fixture-environments";

const environment = fixtureEnvironment(kitEnvironment);

test.each(kitIsMade() ? Object.entries(committedKitFiles()) : [])(
  "%s is fresh: run `npm run generate` when it is not",
  (file, text) => {
    expect(readFileSync(file, "utf8")).toBe(text);
  },
);

test("the task definition has the plan's size and health-checked port, secrets by reference, and an image by digest", () => {
  const definition = JSON.parse(taskDefinitionJson(environment));

  expect(definition).toMatchObject({ cpu: "512", memory: "1024", networkMode: "awsvpc" });
  expect(definition.containerDefinitions[0].image).toBe(
    "<ACCOUNT_ID>.dkr.ecr.<REGION>.amazonaws.com/loan-engine/test@<IMAGE_DIGEST>",
  );
  expect(
    definition.containerDefinitions[0].secrets.map((secret: { name: string }) => secret.name),
  ).toEqual(["DATABASE_URL", "SECRET_KEY"]);
});

test("the kit's JSON holds no account, no region and no reference of Terraform", () => {
  const files = Object.entries(kitFiles(environment)).filter(([file]) => file.endsWith(".json"));
  for (const [, text] of files) {
    expect(text).not.toMatch(/\d{12}|us-east-1|\$\{/);
  }
});

test("each secret's ARN ends in a placeholder of its own, whoever made the secret", () => {
  const secrets = JSON.parse(taskDefinitionJson(environment)).containerDefinitions[0].secrets;
  const start = "arn:aws:secretsmanager:<REGION>:<ACCOUNT_ID>:secret";

  expect(secrets).toEqual([
    {
      name: "DATABASE_URL",
      valueFrom: `${start}:loan-engine/database-url-<DATABASE_URL_SUFFIX>`,
    },
    {
      name: "SECRET_KEY",
      valueFrom: `${start}:loan-engine-test/SECRET_KEY-<SECRET_KEY_SUFFIX>:::<SECRET_KEY_VERSION_ID>`,
    },
  ]);
  const role = executionRoleJson(environment);
  expect(role).toContain(`"${start}:loan-engine/database-url-<DATABASE_URL_SUFFIX>"`);
  expect(role).toContain(`"${start}:loan-engine-test/SECRET_KEY-<SECRET_KEY_SUFFIX>"`);
});

test("a JSON key after an existing secret's ARN stays", () => {
  const json = terraformJson(environment);
  const arn = (suffix: string) =>
    `arn:aws:secretsmanager:us-east-1:333333333333:secret:shop/my.db-${suffix}:url::`;

  expect(resolve(arn("AbCdEf"), json, environment)).toBe(
    "arn:aws:secretsmanager:<REGION>:<ACCOUNT_ID>:secret:shop/my.db-<MY_DB_SUFFIX>:url::",
  );
});

test("refuses a reference that it has no words for", () => {
  expect(() =>
    resolve("${aws_lb.load_balancer.arn}", terraformJson(environment), environment),
  ).toThrow("the kit has no words for ${aws_lb.load_balancer.arn}");
});
