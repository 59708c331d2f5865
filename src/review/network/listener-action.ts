import { textOf } from "../read/plain-value";
import { isEmpty, listOf, member, textsOf, UNKNOWN } from "../read/planned-value";

/** The actions of a listener or of one of its rules, by type. */
export const actionsByType: Readonly<Record<string, string>> = {
  aws_lb_listener: "default_action",
  aws_lb_listener_rule: "action",
};

/** The target groups that the actions send requests to, however they are written; one of weight 0, or that may be, gets none. */
export function targetGroups(actions: unknown): readonly string[] {
  return textsOf(receivers(actions));
}

/** The same; one that is not known yet is {@link UNKNOWN}. */
export function receivers(actions: unknown): readonly unknown[] {
  return listOf(actions).flatMap((action) => {
    const groups = listOf(member(action, "forward"))
      .flatMap((forward) => listOf(member(forward, "target_group")))
      .filter((group) => !/^(0|unknown)$/.test(weightOf(group)));
    return [
      member(action, "target_group_arn"),
      ...groups.map((group) => (group === UNKNOWN ? UNKNOWN : member(group, "arn"))),
    ].filter((arn) => !isEmpty(arn));
  });
}

function weightOf(group: unknown): string {
  const weight = member(group, "weight");
  return weight === UNKNOWN ? "unknown" : textOf(weight);
}

/** Where a redirect sends people, and with which status. */
interface Redirect {
  readonly url: string;
  readonly status: string;
}

/** The redirects among the actions; what is not said is what people asked for, as AWS takes it. */
export function redirects(actions: unknown): readonly Redirect[] {
  return listOf(actions)
    .filter((action) => member(action, "type") === "redirect")
    .flatMap((action) => listOf(member(action, "redirect")))
    .map((redirect) => {
      const part = (name: string, unset: string) => {
        const value = member(redirect, name);
        if (redirect === UNKNOWN || value === UNKNOWN) return "(not known yet)";
        return isEmpty(value) ? unset : textOf(value);
      };
      const host = `${part("protocol", "#{protocol}")}://${part("host", "#{host}")}:${part("port", "#{port}")}`;
      return {
        url: `${host}${part("path", "/#{path}")}?${part("query", "#{query}")}`,
        status: part("status_code", ""),
      };
    });
}
