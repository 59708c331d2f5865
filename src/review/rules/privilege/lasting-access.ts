import { textOf } from "../../read/plain-value";
import { listOf, planned, prior, textsOf, UNKNOWN } from "../../read/planned-value";
import { type Observation, type Rule, refuse } from "../rule";

/** An identity provider accepts tokens for another audience or for one less, or a session of a role lasts longer. */
export const lastingAccess: Rule = {
  name: "lasting-access",
  class: "privilege",
  why: "Tokens for another audience are made for somebody else, who can pass them on; what a session may do it may do until its end, whatever is taken from the role meanwhile.",
  advice:
    "Keep the one audience that the pipelines ask for, and sessions of an hour. Add an audience before you remove the one that is in use.",
  kinds: new Set(["aws_iam_openid_connect_provider"]),
  check(change): readonly Observation[] {
    if (change.action !== "update") return [];
    const [was, will] = [prior(change, "client_id_list"), planned(change, "client_id_list")];
    const audiences = new Set(textsOf(was));
    const added = listOf(will).filter((one) => one === UNKNOWN || !audiences.has(textOf(one)));
    const lost = textsOf(was).filter((one) => !listOf(will).includes(one));
    return [
      ...(added.length > 0
        ? [refuse("the identity provider accepts tokens for another audience")]
        : []),
      ...lost.map((one) =>
        refuse(
          `the identity provider no longer accepts tokens for ${one}: whoever signs in with them no longer can`,
        ),
      ),
    ];
  },
};
