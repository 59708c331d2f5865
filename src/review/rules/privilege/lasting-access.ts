import { textOf } from "../../read/plain-value";
import { listOf, planned, prior, textsOf, UNKNOWN } from "../../read/planned-value";
import { type Observation, type Rule, refuse } from "../rule";

/** Tokens of a provider are believed for another purpose, or a session of a role lasts longer. */
export const lastingAccess: Rule = {
  name: "lasting-access",
  class: "privilege",
  why: "Keys leak and outlive the people they were made for; a grant is seen by nobody who reads policies.",
  advice: "Use a role and its hour-long sessions; for pipelines, OpenID Connect.",
  kinds: new Set(["aws_iam_openid_connect_provider"]),
  check(change): readonly Observation[] {
    if (change.action !== "update") return [];
    const [was, will] = [prior(change, "client_id_list"), planned(change, "client_id_list")];
    const audiences = new Set(textsOf(was));
    const added = listOf(will).filter((one) => one === UNKNOWN || !audiences.has(textOf(one)));
    const lost = textsOf(was).filter((one) => !listOf(will).includes(one));
    return [
      ...(added.length > 0
        ? [refuse("the identity provider is believed for another audience")]
        : []),
      ...lost.map((one) =>
        refuse(`tokens for ${one} are no longer believed: who signs in by them no longer can`),
      ),
    ];
  },
};
