import { z } from "zod";
import { environmentName, iamArn, namesOf } from "../contract/names";
import {
  accountId,
  choice,
  environmentFileName,
  identifying,
  region,
  section,
  wholeNumber,
  words,
} from "./fields";
import { repositoryName } from "./repository";
import { type GroupRule, otherEnvironment, type RuleProblem } from "./rule";
import type { Environment } from "./schema";

/** Where the environment's images come from, and what proves that they may go on. */
export const promotion = section({
  source: choice(
    "mode",
    [
      section({
        mode: z.literal("none").describe("Images are pushed to this environment's repository."),
      }).describe("Nothing is promoted into this environment; its images are pushed."),
      section({
        mode: z
          .literal("environment")
          .describe(
            "Images come from another environment by `slipway promote`, and nobody pushes.",
          ),
        name: identifying(
          environmentFileName().describe(
            "The environment they come from, such as `eec-dev`; its digest is copied, never rebuilt.",
          ),
        ),
        account: identifying(
          accountId().describe("AWS account of that environment, 12 digits in quotes."),
        ),
        region: identifying(region().describe("AWS region of that environment.")),
        repository: identifying(repositoryName().describe("ECR repository of that environment.")),
        evidenceMaxAgeHours: wholeNumber(1, 720, "hours").describe(
          "How long ago that environment's tests may have passed for the image, in hours, 1 to 720.",
        ),
      }).describe("Only an image that was scanned, released and tested in another environment."),
    ],
    ["none", "environment"],
  ).describe("Where this environment's images come from."),
  testCommand: words(", or null")
    .nullable()
    .describe(
      "The automated tests against this environment, as words, which find its address in SLIPWAY_URL and exit 0 when they pass; null where nothing is promoted from here.",
    ),
}).describe("What may be promoted into this environment, and what tests it.");

/** What a file says of the environment that its images come from is what that environment's own file says, and that file lets the promoter in. */
export const promotionSource: GroupRule = (environment, others, names) => {
  const { source } = environment.promotion;
  if (source.mode === "none") return [];
  const problem = (key: string, message: string, fix: string): RuleProblem => ({
    path: ["promotion", "source", key],
    message,
    fix,
  });
  const from = otherEnvironment(source.name, environment, others, names, {
    instead: "name the one that is tested",
  });
  if (!("application" in from)) return [problem("name", from.message, from.fix)];
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
  const below = (of: Environment) => of.access.iamPath ?? "/";
  const elsewhere =
    below(from) === below(environment)
      ? []
      : [
          problem(
            "name",
            `must have its roles below the same path, ${below(environment)} (access.iamPath), and those of ${source.name} are below ${below(from)}`,
            "write the same access.iamPath into both files",
          ),
        ];
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
  return [...differing, ...elsewhere, ...untested, ...unreadable(environment, from)];
};

/** The reader's role of another account admits only the promoters that its file names. */
function unreadable(to: Environment, from: Environment): RuleProblem[] {
  if (to.account === from.account) return [];
  const promoter = iamArn(to, "role", to.access.iamPath, namesOf(to).promoterRole);
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
