import type { Construct } from "constructs";
import { EcsAccountSettingDefault } from "#aws/ecs-account-setting-default";
import { KmsAlias } from "#aws/kms-alias";
import { KmsKey } from "#aws/kms-key";
import { AwsProvider } from "#aws/provider";
import { LocalBackend, TerraformOutput } from "#terraform";
import type { Place } from "../base/arns";
import { policyJson } from "../base/policy";
import { stateKeyAlias } from "../contract/state-key";
import { managedTag } from "../contract/tags";
import { stateFileName, stateStackName } from "../contract/written-stacks";
import { theAccountKeepsControl } from "./constructs/encryption-key";
import { PrivateBucket } from "./constructs/private-bucket";
import { ReadableStack } from "./readable-stack";

/** Properties of a {@link StateStack}. */
interface StateStackProps extends Place {
  /** Name of the bucket, unique in all of AWS. */
  readonly bucket: string;
  /** Whether the account's new Fargate tasks of this region use FIPS 140 cryptography; untouched when left out. */
  readonly fargateFips?: boolean | undefined;
}

/** Days that replaced states are kept, to go back to. */
const keepOldStatesDays = 365;

/**
 * The bucket and key that hold the Terraform state of every environment in one account; once per account. Its own state is a file
 * beside the checkout, since it cannot be in the bucket that it makes. Stateful.
 * @see https://developer.hashicorp.com/terraform/language/backend/s3
 */
export class StateStack extends ReadableStack {
  constructor(scope: Construct, props: StateStackProps) {
    const name = stateStackName(props.account);
    super(scope, name);

    // Relative to cdktf.out/stacks/<name>, where Terraform runs.
    new LocalBackend(this, { path: `../../../${stateFileName(name)}` });
    new AwsProvider(this, "aws", {
      region: props.region,
      allowedAccountIds: [props.account],
      defaultTags: [{ tags: managedTag }],
    });

    const key = new KmsKey(this, "key", {
      description: "Terraform state of this account",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: policyJson([theAccountKeepsControl(props)]),
      lifecycle: { preventDestroy: true },
    });
    new KmsAlias(this, "key_alias", { name: stateKeyAlias, targetKeyId: key.keyId });
    const bucket = new PrivateBucket(this, "bucket", {
      name: props.bucket,
      region: props.region,
      keyArn: key.arn,
      expireAfterDays: undefined,
      expireOldVersionsAfterDays: keepOldStatesDays,
      statements: () => [],
    });
    if (props.fargateFips !== undefined) {
      new EcsAccountSettingDefault(this, "fargate_fips", {
        name: "fargateFIPSMode",
        value: props.fargateFips ? "enabled" : "disabled",
      });
    }
    new TerraformOutput(this, "state_bucket", { value: bucket.bucketName, staticId: true });
  }
}
