import { isDeepStrictEqual } from "node:util";
import { isEmpty, listOf, member, planned, prior } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";
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
  if (!/^aws_waf\w+_web_acl_association$/.test(change.type)) return [];
  return ["web_acl_arn", "web_acl_id", "resource_arn"]
    .filter(
      (name) => !isEmpty(prior(change, name)) && prior(change, name) !== planned(change, name),
    )
    .map((name) => refuse(fromTo(change, name)));
}

/** Rules of the firewall go, only count what they blocked, or what no rule names is let in. */
function looserFirewall(change: ResourceChange): readonly Observation[] {
  if (change.type !== "aws_wafv2_web_acl") return [];
  const found: Observation[] = [];
  const blocks = (action: unknown) => listOf(member(member(action, 0), "block")).length > 0;
  if (blocks(prior(change, "default_action")) && !blocks(planned(change, "default_action"))) {
    found.push(refuse("the firewall lets in what none of its rules names"));
  }
  const kept = listOf(planned(change, "rule"));
  for (const rule of listOf(prior(change, "rule"))) {
    // Block for block: an empty one, such as `block {}`, says something here.
    if (!kept.some((other) => isDeepStrictEqual(other, rule))) {
      found.push(refuse(`the firewall's rule ${inWords(member(rule, "name"))} goes or changes`));
    }
  }
  return found;
}
