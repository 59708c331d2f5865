import { actionsByType } from "../../network/listener-action";
import { textOf } from "../../read/plain-value";
import { listOf, member, planned, prior } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";

const logins = ["authenticate-oidc", "authenticate-cognito", "jwt-validation"];

/** The load balancer hands requests on of people whom it used to ask who they are. */
export const loginDropped: Rule = {
  name: "login-dropped",
  class: "exposure",
  why: "An application behind such a login often asks nobody itself: whoever reaches the load balancer is in.",
  advice: "Keep the action. Exempt a path with a rule of its own.",
  kinds: new Set(Object.keys(actionsByType)),
  check(change): readonly Observation[] {
    const name = actionsByType[change.type];
    if (name === undefined || change.before === undefined || !isWritten(change)) return [];
    const will = strictness(planned(change, name));
    return [...strictness(prior(change, name))].flatMap(([login, isAsked]): Observation[] => {
      if (!will.has(login)) return [refuse(`no longer asks who people are (${login})`)];
      return isAsked && !will.get(login)
        ? [refuse(`lets people pass who do not say who they are (${login})`)]
        : [];
    });
  },
};

/** Each login among the actions, and whether nobody passes without it; AWS's default is to ask. */
function strictness(actions: unknown): ReadonlyMap<string, boolean> {
  return new Map(
    listOf(actions)
      .filter((action) => logins.includes(textOf(member(action, "type"))))
      .map((action) => {
        const type = textOf(member(action, "type"));
        const settings = member(member(action, type.replace("-", "_")), 0);
        const otherwise = textOf(member(settings, "on_unauthenticated_request"));
        return [type, ["", "authenticate", "deny"].includes(otherwise)];
      }),
  );
}
