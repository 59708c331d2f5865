import { expect, test } from "vitest";
import { githubEnvironments } from "../../../src/config/access";
import { judged } from "../../support/judged";

test("plan, apply and deploy each have an environment of their own", () => {
  expect(judged(githubEnvironments, {})).toBe("");
});

test("two repositories may have environments of the same name", () => {
  const settings = { "access.github.deploy.environment": "shop-dev-plan" };
  expect(judged(githubEnvironments, settings)).toBe("");
});

test("refuses one environment for plan and apply, because whoever plans could apply", () => {
  const settings = { "access.github.terraform.planEnvironment": "shop-dev" };
  expect(judged(githubEnvironments, settings)).toBe(
    `access.github.terraform.planEnvironment: must differ from applyEnvironment, got shop-dev
    call it shop-dev-plan, and protect it on GitHub
`,
  );
});

test.each(["shop-dev-plan", "shop-dev"])(
  "refuses a job that deploys in %s of the same repository, because it could plan or apply",
  (environment) => {
    const settings = {
      "access.github.deploy.repository": "example-gov/infrastructure",
      "access.github.deploy.environment": environment,
    };
    expect(judged(githubEnvironments, settings)).toBe(
      `access.github.deploy.environment: must differ from the environments of terraform in the same repository, got ${environment}
    a job that deploys an application must not be let plan or apply; give it an environment of its own
`,
    );
  },
);
