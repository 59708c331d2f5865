import { z } from "zod";
import { choice, identifying, list, oneOf, principalArn, section, text } from "./fields";
import { type EnvironmentRule, type PairRule, taken } from "./rule";
import { vpn } from "./vpn";

const iamName = (what: string) =>
  text(/^[\w+=,.@-]{1,64}$/, `the name of ${what}, 1 to 64 characters, without its path`);

const trustedArns = (such: string) =>
  list(principalArn(), 1).describe(
    `IAM roles or users that may act as it, such as ${such}; at least 1.`,
  );

const githubRepository = () =>
  text(/^[\w.-]{1,100}\/[\w.-]{1,100}$/, "a repository of GitHub as owner/name").describe(
    "Repository on GitHub, as `owner/name`.",
  );

const githubId = (of: string) =>
  text(/^\d{1,20}$/, "a number of GitHub's in quotes").describe(`GitHub's number of ${of}.`);

/** @see https://docs.github.com/en/actions/reference/security/oidc */
const subject = () => {
  const ids = { ownerId: githubId("the owner"), repositoryId: githubId("the repository") };
  return choice(
    "form",
    [
      section({
        form: z.literal("names").describe("`repo:owner/name:environment:…`."),
      }).describe("Repositories made before 15 July 2026 and neither renamed nor moved since."),
      section({
        form: z.literal("ids").describe("`repo:owner@ownerId/name@repositoryId:environment:…`."),
        ...ids,
      }).describe("Repositories made, renamed or moved later, or that opted in."),
      section({
        form: z.literal("both").describe("Either of the two forms."),
        ...ids,
      }).describe("Only while a repository changes from one form to the other."),
    ],
    ["names", "ids", "both"],
  ).describe("How GitHub names the repository in its tokens.");
};

const githubEnvironment = (what: string) =>
  text(
    /^[\w.-]{1,64}$/,
    "the name of an environment on GitHub, 1 to 64 letters, digits, _ . and -",
  ).describe(what);

/** A choice between `none` and one form with settings of its own, which `mode` names; described by `texts`. */
function noneOr<const Mode extends string, Form extends z.ZodRawShape>(
  mode: Mode,
  texts: { readonly none: string; readonly some: string; readonly about: string },
  form: Form,
) {
  return choice(
    "mode",
    [
      section({ mode: z.literal("none").describe(texts.none) }).describe(texts.none),
      section({ mode: z.literal(mode).describe(texts.some), ...form }).describe(texts.some),
    ],
    ["none", mode],
  ).describe(texts.about);
}

/** Who may do what in this environment, besides its own tasks and deployer. */
export const access = section({
  developers: noneOr(
    "push",
    {
      none: "No developer pushes to this environment.",
      some: "Developers push to its repository, see scans and decisions, read the application's log, and may do nothing else.",
      about: "Developers who push images.",
    },
    {
      groups: identifying(
        list(iamName("an IAM group")).describe(
          "IAM groups of this account that get the policy, by name; others attach it themselves.",
        ),
      ),
      roles: identifying(
        list(iamName("an IAM role")).describe(
          "IAM roles of this account that get the policy, by name.",
        ),
      ),
    },
  ),
  tester: noneOr(
    "role",
    {
      none: "Nobody records tests, or does so with permissions of their own.",
      some: "A role that sees what runs and records whether the tests passed.",
      about: "Who records the results of the automated tests.",
    },
    { trustedArns: identifying(trustedArns("the Jenkins agents' role")) },
  ),
  promoter: noneOr(
    "role",
    {
      none: "Nothing is promoted into this environment.",
      some: "The one role that may push to this environment's repository.",
      about: "Who promotes images into this environment.",
    },
    { trustedArns: identifying(trustedArns("the Jenkins agents' role")) },
  ),
  operators: noneOr(
    "role",
    {
      none: "Nobody holds releases here.",
      some: "A role that holds and resumes the environment, and may do nothing else.",
      about:
        "Who may hold the environment, so that nothing is released until it is resumed: `slipway hold`.",
    },
    { trustedArns: identifying(trustedArns("the role of people on duty")) },
  ).optional(),
  taskRunners: noneOr(
    "role",
    {
      none: "Nobody runs a command here but with permissions of their own.",
      some: "A role that runs commands in tasks of their own, with all that the application may do and read.",
      about: "Who may run a command in a task of the image that runs: `slipway run`.",
    },
    { trustedArns: identifying(trustedArns("the role of people who repair data")) },
  ).optional(),
  databaseClients: noneOr(
    "role",
    {
      none: "Nobody connects to the database but from where its security group lets them in.",
      some: "A role that opens a port of its own machine to this database, through a task, and reads no password.",
      about:
        "Who may connect a program of their own to the database: `slipway connect`; needs `service.execEnabled`.",
    },
    { trustedArns: identifying(trustedArns("the role of people who look into the data")) },
  ).optional(),
  restorers: noneOr(
    "role",
    {
      none: "Nobody restores snapshots here but with permissions of their own.",
      some: "A role that restores snapshots of the database beside it, and reads no data.",
      about: "Who may restore a snapshot of the database beside it: `slipway restore`.",
    },
    { trustedArns: identifying(trustedArns("the role of people who bring data back")) },
  ).optional(),
  publishers: noneOr(
    "role",
    {
      none: "Nobody publishes pages here but with permissions of their own.",
      some: "A role that publishes the frontend and goes back, and may delete nothing.",
      about: "Who may publish the frontend: `slipway frontend`; needs `frontend.mode: cdn`.",
    },
    { trustedArns: identifying(trustedArns("the workflow's deploy role")) },
  ).optional(),
  promotionReaders: identifying(
    list(principalArn()).describe(
      "Promoter roles of other accounts that may read what was released and tested here, such as production's; empty where production is in this account.",
    ),
  ),
  waivers: noneOr(
    "role",
    {
      none: "Nobody waives findings but by this file.",
      some: "A role that waives single findings for a time, and may do nothing else.",
      about: "Who may waive findings at run time: `slipway waive`.",
    },
    { trustedArns: identifying(trustedArns("the role of people who judge findings")) },
  ).optional(),
  planners: noneOr(
    "role",
    {
      none: "Nobody plans but GitHub's workflow, or with permissions of their own.",
      some: "The plan role lets them in too; a plan opens the generated secrets.",
      about: "Who may plan besides GitHub's workflow, such as a Jenkins job.",
    },
    { trustedArns: identifying(trustedArns("the infrastructure agent's role")) },
  ).optional(),
  appliers: noneOr(
    "role",
    {
      none: "Nobody applies but GitHub's workflow, or with permissions of their own.",
      some: "The apply role lets them in too; it makes roles, and so can do whatever the account lets roles do.",
      about: "Who may apply besides GitHub's workflow, such as a Jenkins job that asks first.",
    },
    { trustedArns: identifying(trustedArns("the infrastructure agent's role")) },
  ).optional(),
  vpn,
  github: choice(
    "mode",
    [
      section({ mode: z.literal("none").describe("No workflow has a role here.") }).describe(
        "GitHub Actions have nothing to do with this environment.",
      ),
      section({
        mode: z.literal("oidc").describe("Workflows get short-lived roles by OpenID Connect."),
        provider: identifying(
          oneOf(["create", "existing"]).describe(
            "`create` makes GitHub's identity provider in this account, which has one at most; `existing` where it is there.",
          ),
        ),
        deploy: noneOr(
          "role",
          {
            none: "No workflow deploys.",
            some: "A role that pushes an image here, starts the deployer and follows it.",
            about: "The application's workflow that pushes and deploys.",
          },
          {
            repository: githubRepository(),
            subject: subject(),
            environment: identifying(
              githubEnvironment(
                "Environment on GitHub in which the job must run; protect it to a branch.",
              ),
            ),
          },
        ),
        terraform: noneOr(
          "roles",
          {
            none: "No workflow plans or applies.",
            some: "A role that plans and one that applies.",
            about:
              "The infrastructure's workflow. A plan reads generated secrets, so both are guarded.",
          },
          {
            repository: githubRepository(),
            subject: subject(),
            planEnvironment: identifying(
              githubEnvironment(
                "Environment on GitHub in which the job that plans must run; protect it.",
              ),
            ),
            applyEnvironment: identifying(
              githubEnvironment(
                "Environment on GitHub in which the job that applies must run; with reviewers, and another than the plan's.",
              ),
            ),
          },
        ),
      }).describe("GitHub Actions without stored keys."),
    ],
    ["none", "oidc"],
  ).describe("What workflows of GitHub Actions may do."),
  permissionsBoundaryArn: identifying(
    text(
      /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]{1,512}$/,
      "the ARN of an IAM policy, such as arn:aws:iam::111111111111:policy/boundary",
    )
      .describe(
        "Policy beyond which no role of this environment may go, whatever its own policies say; absent: there is none.",
      )
      .optional(),
  ),
  iamPath: text(
    /^\/([\w+=,.@-]{1,64}\/){1,7}$/,
    "a path that begins and ends with /, such as /slipway/",
  )
    .describe(
      "Path of this environment's roles and policies in IAM; absent: /. Changing it makes every role anew.",
    )
    .optional(),
}).describe("Who may do what here; `docs/access.md` says how to grant, check and revoke it.");

/** Whoever may plan must not thereby be let apply: two environments on GitHub, with rules of their own. */
export const githubEnvironments: EnvironmentRule = ({ access }) => {
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

/** An account has one identity provider for GitHub; a second environment there uses the first one's. */
export const identityProviderOnce: PairRule = (environment, earlier) => {
  const makes = ({ access }: typeof environment) =>
    access.github.mode === "oidc" && access.github.provider === "create";
  if (environment.account !== earlier.account || !makes(environment) || !makes(earlier)) return [];
  const [problem] = taken(["access", "github", "provider"], "create", earlier);
  return problem
    ? [{ ...problem, fix: "write existing; the account has one provider at most" }]
    : [];
};

/** A role that records tests is of no use where there are none. */
export const testerTests: EnvironmentRule = ({ promotion, access }) => {
  if (access.tester.mode === "none" || promotion.testCommand !== null) return [];
  return [
    {
      path: ["access", "tester", "mode"],
      message: "must be none where promotion.testCommand is null, got role",
      fix: "write the command that tests this environment, or make no tester",
    },
  ];
};

/** A boundary is of this account or of AWS, and is not among the policies that the apply role may change. */
export const boundaryOutOfReach: EnvironmentRule = ({
  access,
  account,
  application,
  environment,
}) => {
  const boundary = access.permissionsBoundaryArn;
  if (boundary === undefined) return [];
  const path = ["access", "permissionsBoundaryArn"];
  const [owner, name = ""] = [boundary.split(":")[4], boundary.split("/").at(-1)];
  if (owner !== "aws" && owner !== account) {
    const message = `must be a policy of this environment's account ${account} or of AWS, got ${owner}`;
    return [{ path, message, fix: `give the ARN of one in ${account}, or correct account` }];
  }
  const own = `${application}-${environment}-`;
  if (!name.startsWith(own)) return [];
  return [
    {
      path,
      message: `must not be a policy whose name begins with ${own}, got ${name}`,
      fix: "the apply role may change policies of such names, and with it the boundary; give it another name",
    },
  ];
};
