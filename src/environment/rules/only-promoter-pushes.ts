import type { Rule, RuleProblem } from "./rule";

/** Where images come by promotion, the promoter pushes and nobody else; where they are pushed, nobody promotes. */
export const onlyPromoterPushes: Rule = ({ promotion, repository, access }) => {
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
