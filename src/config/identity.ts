import { z } from "zod";
import { isGovCloud } from "../base/arns";
import { environmentName } from "../contract/names";
import { moduleTags } from "../contract/tags";
import {
  accountId,
  environmentFileName,
  flag,
  identifying,
  list,
  reason,
  region,
  section,
  text,
} from "./fields";
import {
  type EnvironmentRule,
  type GroupRule,
  otherEnvironment,
  type PairRule,
  type RuleProblem,
} from "./rule";

const word = (longest: number) =>
  text(
    new RegExp(`^[a-z]([a-z0-9]|-(?=[a-z0-9])){1,${longest - 1}}$`),
    `2 to ${longest} lower-case letters, digits and single hyphens, beginning with a letter`,
  );

/** Who this environment is and where it lives. */
export const identity = {
  application: word(20).describe(
    "Name of the application, 2 to 20 characters; first half of every name in AWS. Changing it makes everything anew.",
  ),
  environment: identifying(
    word(12).describe(
      "Name of the environment, 2 to 12 characters; second half of every name in AWS. Changing it makes everything anew.",
    ),
  ),
  mirrors: identifying(
    environmentFileName(", or null")
      .nullable()
      .describe(
        "The environment that this one must equal but for `differences`, such as `eec-prod`; null for none.",
      ),
  ),
  differences: identifying(
    list(
      section({
        setting: text(
          /^[a-zA-Z]\w*(\.[A-Za-z]\w*)*$/,
          "a setting's path, such as service.tasksMin",
        ).describe(
          "Path of the setting that differs from the mirrored environment, such as `service.tasksMin`.",
        ),
        because: reason().describe(
          "Why it differs, 10 to 300 characters; shown by the parity check.",
        ),
      }),
    ).describe(
      "Settings that may differ from the mirrored environment; an undeclared difference fails the parity check.",
    ),
  ),
  account: identifying(
    accountId().describe("AWS account, 12 digits in quotes. No plan can reach another account."),
  ),
  region: identifying(
    region().describe(
      "AWS region of everything in this environment, commercial or GovCloud, such as us-east-1.",
    ),
  ),
  state: identifying(
    section({
      bucket: text(
        /^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
        "a bucket name: 3 to 63 lower-case letters, digits and hyphens",
      ).describe(
        "S3 bucket of the Terraform state, 3 to 63 characters, unique in AWS; one for each account, made by the `state-<account>` stack.",
      ),
      region: region().describe("AWS region of the state bucket."),
      fargateFips: flag()
        .describe(
          "`true`: the account's new Fargate tasks of this region use FIPS 140 cryptography; made by the `state-<account>` stack, in GovCloud alone. Absent: Terraform does not touch the account's setting.",
        )
        .optional(),
    }).describe("Where Terraform keeps its state."),
  ),
  tags: z
    .record(
      text(
        /^(?!aws:)[\w\s.:/=+@-]{1,128}$/i,
        "a tag key of 1 to 128 characters that does not begin with aws:",
      ),
      text(/^[\w\s.:/=+@-]{0,256}$/, "text of at most 256 characters"),
      { error: "must be a section of tag keys and values" },
    )
    .describe(
      "Tags of every resource besides `application`, `environment` and `managed-by`; keys to 128, values to 256 characters.",
    ),
};

/** The mirrored environment is another one, exists, is of the same application, and does not itself follow a third. */
export const mirroredEnvironment: GroupRule = (environment, others, names) => {
  const { mirrors } = environment;
  if (mirrors === null) return [];
  const problem = (message: string, fix: string) => [{ path: ["mirrors"], message, fix }];
  const mirrored = otherEnvironment(mirrors, environment, others, names, {
    instead: "write null, or the name of production",
    orNull: ", or null",
  });
  if (!("application" in mirrored)) return problem(mirrored.message, mirrored.fix);
  if (mirrored.mirrors === null) return [];
  return problem(
    `must not be an environment that mirrors another, ${mirrors} mirrors ${mirrored.mirrors}`,
    `mirror ${mirrored.mirrors} here too, or write mirrors: null in ${mirrors}`,
  );
};

const setByModule = Object.keys(moduleTags("", ""));
const most = 40;

/** Tags of the file go beside the module's own. IAM takes `Team` and `team` for one tag, so case makes no difference. */
export const ownTags: EnvironmentRule = ({ tags }) => {
  const keys = Object.keys(tags);
  const found = keys.flatMap((key, index): RuleProblem[] => {
    const path = ["tags", key];
    const lower = key.toLowerCase();
    const twin = keys.slice(0, index).find((other) => other.toLowerCase() === lower);
    if (setByModule.includes(lower)) {
      const message = `must not be ${setByModule.join(", ")}, which every resource has, got ${key}`;
      return [{ path, on: "key", message, fix: "remove it, or give the tag another name" }];
    }
    if (twin === undefined) return [];
    const message = `must differ from ${twin} in more than capital letters, got ${key}`;
    return [{ path, on: "key", message, fix: "IAM takes both for one tag: keep one" }];
  });
  if (keys.length <= most) return found;
  const message = `must be at most ${most} tags, got ${keys.length}`;
  const fix = "AWS allows 50 on a resource, and some are set by the module and by AWS";
  return [...found, { path: ["tags"], on: "key", message, fix }];
};

/**
 * Fargate's FIPS mode is a setting of an account and its region, which the state stack makes where its bucket is. Fargate has it in
 * GovCloud alone, for X86_64.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-fips-compliance.html
 */
export const fargateFipsInGovCloud: EnvironmentRule = ({ state, region, service }) => {
  if (!state.fargateFips) return [];
  const refused = (message: string, fix: string): RuleProblem[] => [
    { path: ["state", "fargateFips"], message, fix },
  ];
  if (!isGovCloud(region)) {
    return refused(
      `must be left out in ${region}, got true`,
      "Fargate has a FIPS mode in GovCloud alone: us-gov-west-1 or us-gov-east-1",
    );
  }
  if (state.region !== region) {
    return refused(
      `must be left out where the state is in ${state.region} and the tasks in ${region}, got true`,
      "the state stack makes the setting in its own region: keep the state in the environment's, or make the setting by hand",
    );
  }
  if (service.architecture !== "X86_64") {
    return refused(
      `must be left out with service.architecture: ${service.architecture}, got true`,
      "Fargate's FIPS mode is for X86_64: build the image for it",
    );
  }
  return [];
};

/** The state stack makes one bucket for an account, and a bucket is in one account. */
export const stateBucket: PairRule = (environment, earlier) => {
  const { account, state } = environment;
  const name = environmentName(earlier);
  if (account !== earlier.account) {
    if (state.bucket !== earlier.state.bucket) return [];
    const message = `must be a bucket of account ${account}, got ${state.bucket}, which is of ${earlier.account} in ${name}`;
    return [{ path: ["state", "bucket"], message, fix: "give each account its own bucket" }];
  }
  const fix = "an account has one state stack; write the same section in all its files";
  return (["bucket", "region", "fargateFips"] as const).flatMap((key) => {
    if (state[key] === earlier.state[key]) return [];
    const [must, got] = [earlier.state[key] ?? "left out", state[key] ?? "nothing"];
    const message = `must be ${must}, as in ${name} of the same account, got ${got}`;
    return [{ path: ["state", key], message, fix }];
  });
};

/**
 * Roles reach what begins with their environment's name and a dash, so in one account no environment's name may begin with another's.
 * IAM knows no regions, so another region does not keep them apart.
 */
export const namePrefix: PairRule = (environment, earlier) => {
  if (environment.account !== earlier.account) return [];
  const names = [environmentName(environment), environmentName(earlier)] as const;
  const [short, long] = names[0].length < names[1].length ? names : [names[1], names[0]];
  if (!long.startsWith(`${short}-`)) return [];
  return [
    {
      path: ["environment"],
      message: `must not make a name that begins with another's in the same account: the roles of ${short} reach what begins with ${short}-, and so ${long}`,
      fix: "give one of the two another name, or an account of its own",
    },
  ];
};
