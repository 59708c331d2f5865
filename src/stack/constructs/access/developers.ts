import { Construct } from "constructs";
import { IamGroupPolicyAttachment } from "#aws/iam-group-policy-attachment";
import { IamPolicy } from "#aws/iam-policy";
import { IamRolePolicyAttachment } from "#aws/iam-role-policy-attachment";
import { type PolicyStatement, policyJson } from "../../../base/policy";
import type { DeliverySettings } from "../../../contract/delivery-settings";
import { mainResourceId } from "../../readable-stack";
import { logInToTheRegistry } from "../image-repository";
import type { AccessPlaces } from "./access-places";
import {
  pushImages,
  readRecords,
  readScans,
  readTheLog,
  seeWhatRuns,
  useTheTablesKey,
} from "./statements";
import { getTheVpnsConfiguration, type VpnTags } from "./vpn-statements";

/** Properties of {@link Developers}. */
interface DevelopersProps {
  /** Name of the policy, at most 128 characters. */
  readonly policyName: string;
  /** What they may do. */
  readonly statements: readonly PolicyStatement[];
  /** Groups that get the policy, by name. */
  readonly groups: readonly string[];
  /** Roles that get the policy, by name. */
  readonly roles: readonly string[];
}

/**
 * What developers may do, as one policy, and the groups and roles that have it. A permission set of IAM Identity Center names the
 * policy as a customer managed policy.
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/howtocmp.html
 */
export class Developers extends Construct {
  constructor(scope: Construct, id: string, props: DevelopersProps) {
    super(scope, id);
    const policy = new IamPolicy(this, mainResourceId, {
      name: props.policyName,
      description: "Push images and see what became of them",
      policy: policyJson(props.statements),
    });
    for (const group of props.groups) {
      new IamGroupPolicyAttachment(this, `group_${group}`, { group, policyArn: policy.arn });
    }
    for (const role of props.roles) {
      new IamRolePolicyAttachment(this, `role_${role}`, { role, policyArn: policy.arn });
    }
  }
}

/**
 * Developers push, see what became of it, and read what it wrote: `slipway status`, `slipway logs`. The log shows them nothing that
 * they could not get before: an image that they push reads all that the application may. Where images are promoted there are no
 * developers (`onlyPromoterPushes`), so no policy of theirs reads that log.
 */
export function developersPolicy(
  places: AccessPlaces,
  delivery: RecordSettings,
  vpn?: VpnTags,
): PolicyStatement[] {
  return [
    ...pushAndSee(places, delivery),
    readTheLog(places),
    ...(vpn ? getTheVpnsConfiguration(places, vpn) : []),
  ];
}

/** The settings from which follows which records there are to read. */
export type RecordSettings = Pick<
  DeliverySettings,
  "scanning" | "runtimeWaivers" | "holds" | "runs" | "restores" | "connects" | "publishes"
>;

/** Push, and see what became of it: `slipway status`. */
export function pushAndSee(
  places: AccessPlaces,
  { scanning, runtimeWaivers, holds, runs, restores, connects, publishes }: RecordSettings,
): PolicyStatement[] {
  return [
    logInToTheRegistry,
    pushImages(places),
    ...readScans(places, scanning),
    ...seeWhatRuns(places),
    readRecords(places, [
      ...(["decision", "evidence", "history", "lock", "promotion", "release"] as const),
      ...(runtimeWaivers ? (["waiver"] as const) : []),
      ...(holds ? (["hold"] as const) : []),
      ...(runs ? (["run"] as const) : []),
      ...(restores ? (["restore"] as const) : []),
      ...(connects ? (["connection"] as const) : []),
      ...(publishes ? (["frontend"] as const) : []),
    ]),
    useTheTablesKey(places, "read"),
  ];
}
