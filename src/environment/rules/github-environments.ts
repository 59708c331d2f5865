import type { Rule } from "./rule";

/** Whoever may plan must not thereby be let apply: two environments on GitHub, with rules of their own. */
export const githubEnvironments: Rule = ({ access }) => {
  if (access.github.mode === "none") return [];
  const { deploy, terraform } = access.github;
  if (terraform.mode === "none") return [];
  const { planEnvironment, applyEnvironment, repository } = terraform;
  const path = ["access", "github", "terraform", "planEnvironment"];
  if (planEnvironment === applyEnvironment) {
    const message = `must differ from applyEnvironment, got ${planEnvironment}`;
    return [{ path, message, fix: `call it ${applyEnvironment}-plan, and protect it on GitHub` }];
  }
  if (deploy.mode === "none" || deploy.repository !== repository) return [];
  return [planEnvironment, applyEnvironment]
    .filter((name) => name === deploy.environment)
    .map((name) => ({
      path: ["access", "github", "deploy", "environment"],
      message: `must differ from the environments of terraform in the same repository, got ${name}`,
      fix: "a job that deploys an application must not be let plan or apply; give it an environment of its own",
    }));
};
