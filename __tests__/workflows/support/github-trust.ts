import { globalArnIn } from "../../../src/base/arns";
import type { Environment } from "../../../src/config/schema";
import {
  type GithubSubject,
  githubSubjects,
} from "../../../src/stack/constructs/access/github-provider";
import type { Workflow } from "../../pipelines/support/workflow";
import type { Emulator } from "../../support/emulator";
import { parsed, synthesizeEnvironment } from "../../support/synth";

/** Whom a role lets in when GitHub signs for a job. */
export interface GithubTrust {
  readonly audience: string;
  readonly subjects: readonly string[];
}

/** The roles of an environment that trust GitHub, by ARN, as the stack makes them. */
export function trustOf(environment: Environment): Record<string, GithubTrust> {
  const roles = Object.values(synthesizeEnvironment(environment).all("aws_iam_role"));
  return Object.fromEntries(
    roles.flatMap((role) => {
      const [statement] = parsed(role["assume_role_policy"]).Statement;
      if (statement?.Action !== "sts:AssumeRoleWithWebIdentity") return [];
      const [audience, subjects] = Object.values(statement.Condition?.["StringEquals"] ?? {});
      const arn = globalArnIn(environment, "iam", `role/${role["name"]}`);
      return [[arn, { audience, subjects } as GithubTrust]];
    }),
  );
}

/** The same, each with what somebody has who became it: the rights of the emulator's account. */
export function withCredentials(
  roles: Readonly<Record<string, GithubTrust>>,
  { accountId, environment }: Emulator,
) {
  return Object.fromEntries(
    Object.entries(roles).map(([arn, trust]) => [
      arn,
      { ...trust, account: accountId, variables: environment },
    ]),
  );
}

/** The `sub` of the token that GitHub gives to each job in an environment, in a repository that is called so. */
export function subjectsOf(
  flow: Workflow,
  repository: string,
  subject: GithubSubject,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(flow.jobs).flatMap(([id, { environment }]) =>
      typeof environment === "string"
        ? [[id, githubSubjects({ repository, subject, environment })[0] as string]]
        : [],
    ),
  );
}
