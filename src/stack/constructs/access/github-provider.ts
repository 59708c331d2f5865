import { Construct } from "constructs";
import { DataAwsIamOpenidConnectProvider } from "#aws/data-aws-iam-openid-connect-provider";
import { IamOpenidConnectProvider } from "#aws/iam-openid-connect-provider";
import type { PolicyStatement } from "../../../base/policy";
import { githubIssuer } from "../../../contract/names";
import { mainResourceId } from "../../readable-stack";
import type { AccessPlaces } from "./access-places";
import { pushAndSee, type RecordSettings } from "./developers";
import { askTheDeployer } from "./statements";

/** Audience of the tokens that GitHub issues for AWS. */
const githubAudience = "sts.amazonaws.com";

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
interface GithubJob {
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
export function trustInGithub(providerArn: string, job: GithubJob): PolicyStatement[] {
  return [
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
  ];
}

/** Properties of a {@link GithubProvider}. */
interface GithubProviderProps {
  /** `create` makes it; `existing` looks it up, and a plan fails where it is not there. */
  readonly provider: "create" | "existing";
}

/**
 * GitHub's identity provider in this account. AWS checks GitHub's certificate against its own authorities, so there is no
 * thumbprint to keep.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export class GithubProvider extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: GithubProviderProps) {
    super(scope, id);
    const url = `https://${githubIssuer}`;
    this.arn =
      props.provider === "create"
        ? new IamOpenidConnectProvider(this, mainResourceId, {
            url,
            clientIdList: [githubAudience],
          }).arn
        : new DataAwsIamOpenidConnectProvider(this, mainResourceId, { url }).arn;
  }
}

/** An application's workflow pushes as a developer does, and besides starts the deployer and follows it: `slipway deploy`. */
export function githubDeployPolicy(
  places: AccessPlaces,
  delivery: RecordSettings,
): PolicyStatement[] {
  return [
    ...pushAndSee(places, delivery),
    ...askTheDeployer(places),
    {
      Sid: "ReadTheLogOfAFailedTask",
      Effect: "Allow",
      Action: "logs:GetLogEvents",
      Resource: `${places.appLogGroupArn}:log-stream:*`,
    },
  ];
}
