import { textOf } from "../../read/plain-value";
import { listOf, planned, prior, textsOf, UNKNOWN } from "../../read/planned-value";
import { type Observation, type Rule, refuse } from "../rule";

const whatByType: Readonly<Record<string, string>> = {
  aws_iam_access_key: "makes an access key that works until somebody deletes it",
  aws_iam_user_login_profile: "gives a user a password for the console",
  aws_iam_user: "makes a user of IAM, which is there for credentials that last",
  aws_iam_service_specific_credential: "makes a credential that works until somebody deletes it",
  aws_kms_grant: "grants the use of a key, beside its policy",
  aws_ram_principal_association: "shares a resource with another account",
  aws_ec2_instance_connect_endpoint: "opens a way to machines of the network",
  aws_key_pair: "adds a key that opens machines",
};

/** Access that nobody's session ends, or that no policy shows. */
export const lastingAccess: Rule = {
  name: "lasting-access",
  class: "privilege",
  why: "Keys leak and outlive the people they were made for; a grant is seen by nobody who reads policies.",
  advice: "Use a role and its hour-long sessions; for pipelines, OpenID Connect.",
  check(change): readonly Observation[] {
    const what = whatByType[change.type];
    if (what !== undefined) return change.action === "create" ? [refuse(what)] : [];
    if (change.type !== "aws_iam_openid_connect_provider" || change.action !== "update") return [];
    const audiences = new Set(textsOf(prior(change, "client_id_list")));
    const added = listOf(planned(change, "client_id_list")).filter(
      (audience) => audience === UNKNOWN || !audiences.has(textOf(audience)),
    );
    return added.length > 0
      ? [refuse("the identity provider is believed for another audience")]
      : [];
  },
};
