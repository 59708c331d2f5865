import { identifying, list, principalArn, section, text, wholeNumber } from "./fields";
import { type EnvironmentRule, type PairRule, type RuleProblem, taken } from "./rule";
import type { Environment } from "./schema";

/** Name of an ECR repository. */
export const repositoryName = () =>
  text(
    /^(?=.{2,256}$)[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/,
    "a repository name of 2 to 256 characters, such as shop/api",
  );

/** The registry that the environment's images are pushed to. */
export const repository = section({
  name: identifying(
    repositoryName().describe("ECR repository, 2 to 256 characters, such as `shop/api`."),
  ),
  keepImages: wholeNumber(1, 1000, "images").describe(
    "Newest images that stay, 1 to 1000; older ones expire, but never one that was released.",
  ),
  pushers: list(principalArn()).describe(
    "IAM roles or users that may push; empty leaves it to IAM policies.",
  ),
  pullers: list(principalArn()).describe(
    "Further IAM roles or users that may pull, such as another account's.",
  ),
}).describe("The ECR repository.");

/** Two environments in one region of one account cannot both make the same repository. */
export const repositoryOnce: PairRule = (environment, earlier) => {
  if (!samePlace(environment, earlier)) return [];
  if (environment.repository.name !== earlier.repository.name) return [];
  return taken(["repository", "name"], environment.repository.name, earlier);
};

function samePlace(a: Environment, b: Environment): boolean {
  return a.account === b.account && a.region === b.region;
}

/** Where images come by promotion, the promoter pushes and nobody else; where they are pushed, nobody promotes. */
export const onlyPromoterPushes: EnvironmentRule = ({ promotion, repository, access }) => {
  const { source } = promotion;
  if (source.mode === "none") {
    if (access.promoter.mode === "none") return [];
    const message = "must be none where promotion.source.mode is none, got role";
    const fix = "name the environment from which images are promoted, or make no promoter";
    return [{ path: ["access", "promoter", "mode"], message, fix }];
  }
  const comes = `where images are promoted from ${source.name}`;
  const problems: RuleProblem[] = [];
  if (access.promoter.mode === "none") {
    problems.push({
      path: ["access", "promoter", "mode"],
      message: `must be role ${comes}, got none`,
      fix: "name who promotes under trustedArns; without a promoter nobody could push here",
    });
  }
  if (repository.pushers.length > 0) {
    problems.push({
      path: ["repository", "pushers"],
      message: `must be empty ${comes}, got ${repository.pushers.length}`,
      fix: "only the promoter pushes here; let the others push to the environment it promotes from",
    });
  }
  if (access.developers.mode === "push") {
    problems.push({
      path: ["access", "developers", "mode"],
      message: `must be none ${comes}, got push`,
      fix: `let developers push to ${source.name}`,
    });
  }
  if (access.github.mode === "oidc" && access.github.deploy.mode === "role") {
    problems.push({
      path: ["access", "github", "deploy", "mode"],
      message: `must be none ${comes}, got role`,
      fix: `let the workflow deploy to ${source.name}`,
    });
  }
  return problems;
};
