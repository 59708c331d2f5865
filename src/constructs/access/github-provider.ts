import { DataAwsIamOpenidConnectProvider } from "@cdktf/provider-aws/lib/data-aws-iam-openid-connect-provider";
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { Construct } from "constructs";
import { mainResourceId } from "../../terraform/readable-stack";
import { githubAudience, githubIssuer } from "./github";

/** What a {@link GithubProvider} must be told. */
export interface GithubProviderProps {
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
