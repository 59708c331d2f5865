import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Environment } from "../../../src/config/schema";
import { namesOf } from "../../../src/contract/names";
import type { Emulator } from "../../support/start-emulator";

/** Which of a workflow's jobs asks. */
export type Job = "plan" | "apply" | "deploy";

/** Credentials of the role that GitHub's job gets, by a token as GitHub writes it; the emulator judges it by the role's trust. */
export async function credentialsOfJob(
  emulator: Emulator,
  environment: Environment,
  job: Job,
): Promise<Readonly<Record<string, string>>> {
  const names = namesOf(environment);
  const role = { plan: names.planRole, apply: names.applyRole, deploy: names.githubDeployRole }[
    job
  ];
  const { Credentials: given } = await new STSClient(emulator.clientConfig).send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: `arn:aws:iam::${emulator.accountId}:role/${role}`,
      RoleSessionName: "job",
      WebIdentityToken: tokenOf(subjectOf(environment, job)),
    }),
  );
  return {
    AWS_ACCESS_KEY_ID: given?.AccessKeyId as string,
    AWS_SECRET_ACCESS_KEY: given?.SecretAccessKey as string,
    AWS_SESSION_TOKEN: given?.SessionToken as string,
  };
}

function subjectOf({ access: { github } }: Environment, job: Job): string {
  if (github.mode === "none") throw new Error("no workflow has a role here");
  const { deploy, terraform } = github;
  if (job === "deploy") {
    if (deploy.mode === "none") throw new Error("no workflow deploys here");
    return `repo:${deploy.repository}:environment:${deploy.environment}`;
  }
  if (terraform.mode === "none") throw new Error("no workflow plans here");
  const environment = job === "plan" ? terraform.planEnvironment : terraform.applyEnvironment;
  return `repo:${terraform.repository}:environment:${environment}`;
}

/** A token without a signature, which the emulator does not look at. */
function tokenOf(sub: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const iss = "https://token.actions.githubusercontent.com";
  return [part({ alg: "none" }), part({ iss, aud: "sts.amazonaws.com", sub }), ""].join(".");
}
