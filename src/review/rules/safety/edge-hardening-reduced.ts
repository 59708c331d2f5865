import { isDeepStrictEqual } from "node:util";
import { numberOf } from "../../read/plain-value";
import {
  hasUnknown,
  isEmpty,
  listOf,
  member,
  planned,
  prior,
  textsOf,
  UNKNOWN,
} from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { sameValue } from "../../read/same-value";
import { note, type Observation, type Rule, refuse } from "../rule";
import { fromTo, inWords } from "../words";

/** The load balancer lets through requests that it used to turn away. */
export const edgeHardeningReduced: Rule = {
  name: "edge-hardening-reduced",
  class: "safety",
  why: "Malformed requests are how one user's request is smuggled into another's; a firewall stops the common attacks.",
  advice: "Keep it on; exempt the one path that needs it.",
  check(change): readonly Observation[] {
    if (change.before === undefined || !isWritten(change)) return [];
    return [...anotherFirewall(change), ...looserFirewall(change)];
  },
};

/** The association moves: to another firewall, or to another load balancer. */
function anotherFirewall(change: ResourceChange): readonly Observation[] {
  if (change.type !== "aws_wafv2_web_acl_association") return [];
  return ["web_acl_arn", "resource_arn"]
    .filter(
      (name) => !isEmpty(prior(change, name)) && prior(change, name) !== planned(change, name),
    )
    .map((name) => refuse(fromTo(change, name)));
}

/** Rules of the firewall go or block less, or what no rule names is let in. */
function looserFirewall(change: ResourceChange): readonly Observation[] {
  if (change.type !== "aws_wafv2_web_acl") return [];
  const found: Observation[] = [];
  const blocks = (action: unknown) => holds(member(action, 0), "block");
  if (blocks(prior(change, "default_action")) && !blocks(planned(change, "default_action"))) {
    found.push(refuse("the firewall lets in what none of its rules names"));
  }
  const now = listOf(prior(change, "rule"));
  const then = listOf(planned(change, "rule"));
  for (const rule of now) {
    const name = inWords(member(rule, "name"));
    const other = then.find((one) => member(one, "name") === member(rule, "name"));
    if (other === undefined) found.push(refuse(`the firewall's rule ${name} goes`));
    else found.push(...compared(name, rule, other));
  }
  for (const rule of then) {
    if (!holds(member(member(rule, "action"), 0), "allow")) continue;
    const name = member(rule, "name");
    if (now.some((one) => isDeepStrictEqual(one, rule))) continue;
    found.push(
      refuse(`the firewall's rule ${inWords(name)} lets in what a later rule would block`),
    );
  }
  return found;
}

/** One rule before and after: whether it blocks less, blocks more, or is another one. */
function compared(name: string, was: unknown, will: unknown): readonly Observation[] {
  const [before, after] = [readRule(was), readRule(will)];
  if (before === undefined || after === undefined || !sameValue(before.rest, after.rest)) {
    return sameRule(was, will) ? [] : [refuse(`the firewall's rule ${name} changes`)];
  }
  const found: Observation[] = [];
  if (before.blocks && !after.blocks) {
    found.push(refuse(`the firewall's rule ${name} only counts what it blocked`));
  } else if (!before.blocks && after.blocks) {
    found.push(note(`the firewall's rule ${name} blocks what it only counted`));
  }
  if (after.limit > before.limit) {
    found.push(
      refuse(
        `the firewall's rule ${name} lets one address ask more: from ${before.limit} to ${after.limit} requests`,
      ),
    );
  } else if (after.limit < before.limit) {
    found.push(
      note(
        `the firewall's rule ${name} lets one address ask less: from ${before.limit} to ${after.limit} requests`,
      ),
    );
  }
  const counted = (here: readonly string[], there: readonly string[]) =>
    here.filter((one) => !there.includes(one)).join(", ");
  const [less, more] = [
    counted(after.counted, before.counted),
    counted(before.counted, after.counted),
  ];
  if (less) found.push(refuse(`the firewall's rule ${name} no longer blocks ${less}`));
  if (more) found.push(note(`the firewall's rule ${name} blocks ${more}, which it only counted`));
  return found;
}

/** Its place among rules that only block and count decides nothing. */
function sameRule(was: unknown, will: unknown): boolean {
  const withoutPlace = (rule: unknown) => ({ ...(rule as object), priority: 0 });
  // Block for block: an empty one, such as `block {}`, says something here.
  return !hasUnknown(will) && isDeepStrictEqual(withoutPlace(was), withoutPlace(will));
}

/** What of a rule can be compared by strength. */
interface ReadRule {
  readonly blocks: boolean;
  /** Requests of one address; 0 where it does not limit them. */
  readonly limit: number;
  /** Rules of a group that only count. */
  readonly counted: readonly string[];
  /** Everything else, which must be the same. */
  readonly rest: unknown;
}

/** Undefined where the rule does something else than to block or to count, or where it is not known. */
function readRule(rule: unknown): ReadRule | undefined {
  if (rule === UNKNOWN || hasUnknown(rule)) return undefined;
  const {
    action,
    override_action,
    statement,
    priority: _,
    ...rest
  } = rule as {
    readonly [name: string]: unknown;
  };
  const [own, group] = [member(action, 0), member(override_action, 0)];
  const blocks = holds(own, "block") || holds(group, "none");
  const counts = holds(own, "count") || holds(group, "count");
  if (blocks === counts) return undefined;
  const block = (name: string) => member(member(member(statement, 0), name), 0);
  const [rate, managed] = [block("rate_based_statement"), block("managed_rule_group_statement")];
  const overrides = listOf(member(managed, "rule_action_override"));
  const isCount = (one: unknown) => holds(member(member(one, "action_to_use"), 0), "count");
  if (!overrides.every(isCount)) return undefined;
  return {
    blocks,
    limit: numberOf(member(rate, "limit")) ?? 0,
    counted: textsOf(overrides.map((one) => member(one, "name"))),
    rest: {
      ...rest,
      details: [own, group].flatMap((one) => Object.values(one ?? {}).flat()),
      statement: {
        ...(member(statement, 0) as object | undefined),
        rate_based_statement: rate && { ...(rate as object), limit: 0 },
        managed_rule_group_statement: managed && {
          ...(managed as object),
          rule_action_override: [],
        },
      },
    },
  };
}

/** Whether a block is written: an empty one, such as `block {}`, says something here. */
function holds(action: unknown, name: string): boolean {
  return listOf(member(action, name)).length > 0;
}
