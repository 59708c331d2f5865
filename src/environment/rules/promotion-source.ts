import { globalArnIn } from "../../terraform/place";
import { nearest } from "../loading/suggest";
import { environmentName, namesOf } from "../names";
import type { Environment } from "../schema";
import type { GroupRule, RuleProblem } from "./rule";

/** What a file says of the environment that it takes images from is what that environment's file says, and they let each other. */
export const promotionSource: GroupRule = (environment, all) => {
  const { source } = environment.promotion;
  if (source.mode === "none") return [];
  const problem = (key: string, message: string, fix: string): RuleProblem => ({
    path: ["promotion", "source", key],
    message,
    fix,
  });
  if (source.name === environmentName(environment)) {
    return [
      problem(
        "name",
        `must be another environment, got ${source.name}`,
        "name the one that is tested",
      ),
    ];
  }
  const from = all.get(source.name);
  if (from === undefined) {
    const near = nearest(source.name, [...all.keys()]);
    const fix = near ? `did you mean ${near}?` : `there are ${[...all.keys()].join(", ")}`;
    return [problem("name", `must be an environment with a file here, got ${source.name}`, fix)];
  }
  if (from.application !== environment.application) {
    const message = `must be an environment of the same application, ${source.name} is of ${from.application}`;
    return [problem("name", message, `name an environment of ${environment.application}`)];
  }
  const says = { account: from.account, region: from.region, repository: from.repository.name };
  const differing = (["account", "region", "repository"] as const)
    .filter((key) => source[key] !== says[key])
    .map((key) =>
      problem(
        key,
        `must be that of ${source.name}, ${says[key]}, got ${source[key]}`,
        `write ${says[key]}`,
      ),
    );
  const untested =
    from.promotion.testCommand === null
      ? [
          problem(
            "name",
            `must be an environment that is tested, and ${source.name} has promotion.testCommand: null`,
            `write into ${source.name}'s file the command that tests it`,
          ),
        ]
      : [];
  return [...differing, ...untested, ...unreadable(environment, from)];
};

/** In another account the promoter gets in only where it is named. */
function unreadable(to: Environment, from: Environment): RuleProblem[] {
  if (to.account === from.account) return [];
  const promoter = globalArnIn(to, "iam", `role/${namesOf(to).promoterRole}`);
  if (from.access.promotionReaders.includes(promoter)) return [];
  const name = environmentName(from);
  return [
    {
      path: ["promotion", "source", "name"],
      message: `must let this environment's promoter in, and access.promotionReaders of ${name} does not list it`,
      fix: `add ${promoter} to access.promotionReaders of ${name}`,
    },
  ];
}
