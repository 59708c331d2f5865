import { isMaintenancePage, maintenanceAnswer } from "../../contract/maintenance";
import { oncePerPlan } from "../read/once-per-plan";
import type { Plan } from "../read/plan";
import { listOf, member, planned, prior } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";
import { sameValue } from "../read/same-value";
import { targetGroups } from "./listener-action";

const { statusCode, contentType } = maintenanceAnswer();

/** The body that the first of the actions answers with. */
export function pageOf(actions: unknown): unknown {
  const [action] = listOf(actions);
  const [answer] = listOf(member(action, "fixed_response"));
  return member(answer, "message_body");
}

/** Whether the actions are the module's answer under maintenance, with any text that a file may have, and nothing else. */
export function isMaintenance(actions: unknown): boolean {
  const [action, ...others] = listOf(actions);
  const [answer] = listOf(member(action, "fixed_response"));
  return (
    others.length === 0 &&
    member(action, "type") === "fixed-response" &&
    isMaintenancePage(pageOf(actions)) &&
    member(answer, "status_code") === statusCode &&
    member(answer, "content_type") === contentType
  );
}

/**
 * The rule that begins, or ends, maintenance with this one: one of the two answers everybody, and the other, of the same requests and
 * right behind it, keeps the target group in use meanwhile. `begins` says which.
 */
export function partnerOf(
  rule: ResourceChange,
  plan: Plan,
  when: "begins" | "ends",
): ResourceChange | undefined {
  const { answering, beside } = rulesOf(plan);
  if (answering.length * beside.length > mostPairs) return undefined;
  return rule.action === "update"
    ? beside.find((keeps) => answering.includes(rule) && isPair(rule, keeps, when))
    : answering.find((answers) => isPair(answers, rule, when));
}

/** Whether a listener's rule answers everybody by the page once the plan is applied, also one that answers so already. */
export const endsUnderMaintenance = oncePerPlan((plan) =>
  plan.changes.some(
    (rule) =>
      rule.type === "aws_lb_listener_rule" &&
      !rule.isData &&
      isMaintenance(planned(rule, "action")),
  ),
);

/** An environment has one; each would be compared with each. */
const mostPairs = 10_000;

/** The rules that begin or end to answer by the page, and those that come or go, of which one may be the other of the two. */
const rulesOf = oncePerPlan((plan) => {
  const rules = plan.changes.filter(
    ({ type, isData }) => type === "aws_lb_listener_rule" && !isData,
  );
  return {
    answering: rules.filter(
      (rule) =>
        rule.action === "update" &&
        isMaintenance(prior(rule, "action")) !== isMaintenance(planned(rule, "action")),
    ),
    beside: rules.filter(({ action }) => action === "create" || action === "delete"),
  };
});

/** The first answers and the second keeps: the very groups that the first sent to before, or sends to again. */
function isPair(answers: ResourceChange, keeps: ResourceChange, when: "begins" | "ends"): boolean {
  const [open, closed] = when === "begins" ? [prior, planned] : [planned, prior];
  const groups = targetGroups(open(answers, "action"));
  return (
    keeps.action === (when === "begins" ? "create" : "delete") &&
    isMaintenance(closed(answers, "action")) &&
    groups.length > 0 &&
    sameValue(groups, targetGroups(closed(keeps, "action"))) &&
    sameValue(closed(answers, "condition"), closed(keeps, "condition")) &&
    sameValue(closed(answers, "listener_arn"), closed(keeps, "listener_arn")) &&
    Number(closed(keeps, "priority")) > Number(closed(answers, "priority"))
  );
}
