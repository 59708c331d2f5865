import { policyJson } from "../../base/policy";

/** Host of GitHub's identity provider for Actions. */
export const githubIssuer = "token.actions.githubusercontent.com";

/** Whom GitHub's tokens are made out to when AWS is asked. */
export const githubAudience = "sts.amazonaws.com";

/** How GitHub names a repository in its tokens. */
export type GithubSubject =
  | { readonly form: "names" }
  | {
      readonly form: "ids" | "both";
      /** GitHub's number of the owner. */
      readonly ownerId: string;
      /** GitHub's number of the repository. */
      readonly repositoryId: string;
    };

/** A job on GitHub: of one repository, in one environment. */
export interface GithubJob {
  /** As `owner/name`. */
  readonly repository: string;
  readonly subject: GithubSubject;
  readonly environment: string;
}

/**
 * Every `sub` that a job's token may have, exactly. Repositories made, renamed or moved after 15 July 2026 have the form
 * with numbers, which a new owner of an old name cannot get.
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export function githubSubjects({ repository, subject, environment }: GithubJob): string[] {
  const byNames = `repo:${repository}:environment:${environment}`;
  if (subject.form === "names") return [byNames];
  const [owner, name] = repository.split("/");
  const byIds = `repo:${owner}@${subject.ownerId}/${name}@${subject.repositoryId}:environment:${environment}`;
  return subject.form === "ids" ? [byIds] : [byNames, byIds];
}

/** Trust in exactly that job: audience and subject are compared whole, without a wildcard. */
export function trustInGithub(providerArn: string, job: GithubJob): string {
  return policyJson([
    {
      Sid: "ExactlyThisJob",
      Effect: "Allow",
      Principal: { Federated: providerArn },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          [`${githubIssuer}:aud`]: githubAudience,
          [`${githubIssuer}:sub`]: githubSubjects(job),
        },
      },
    },
  ]);
}
