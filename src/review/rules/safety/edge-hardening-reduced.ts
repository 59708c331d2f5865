import { byRank, type Guard, unlessTrue, weakenings, whenTrue } from "../../guard";
import { type Observation, type Rule, refuse } from "../../rule";

const types = ["aws_lb"];

/** The attributes that it watches; the state review asks about them too. */
export const guards: readonly Guard[] = [
  { types, path: ["drop_invalid_header_fields"], strength: whenTrue, notedOnCreate: true },
  {
    types,
    path: ["desync_mitigation_mode"],
    strength: byRank("monitor", "defensive", "strictest"),
  },
  { types, path: ["enable_waf_fail_open"], strength: unlessTrue },
];

const goneTypes =
  /^aws_(wafv2_web_acl(_association)?|wafregional_web_acl_association|shield_protection)$/;

/** The load balancer lets through requests that it used to turn away. */
export const edgeHardeningReduced: Rule = {
  name: "edge-hardening-reduced",
  class: "safety",
  why: "Malformed requests are how one user's request is smuggled into another's; a firewall stops the common attacks.",
  advice: "Keep it on; exempt the one path that needs it.",
  check(change): readonly Observation[] {
    if (goneTypes.test(change.type) && (change.action === "delete" || change.action === "forget")) {
      return [refuse("the firewall no longer stands before the load balancer")];
    }
    return weakenings(change, guards);
  },
};
