import { brokenOffInput, scheduleInput } from "../../../deployer/events";
import { groupBy } from "../../group-by";
import { oncePerPlan } from "../../read/once-per-plan";
import { tryParseJson } from "../../read/parse-json";
import { areMade, changesBehind, changesWhatStands, type Plan } from "../../read/plan";
import { plannedJson } from "../../read/planned-json";
import { isEmpty, listOf, member, planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { sameValue } from "../../read/same-value";
import { type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

/**
 * Something comes to an environment that stands and acts there by itself: a state machine that its file does not make (`machines` are
 * the definitions of those that it makes), a second service, or what starts a machine with an input, or at events, of its own.
 */
export const automationAdded = (machines?: readonly string[]): Rule => ({
  name: "automation-added",
  class: "safety",
  why:
    "The deployer does as its input says: another digest, an older one, by force. And a machine of its own does whatever its role may, " +
    "beside every gate.",
  advice:
    "Let pipelines ask by `slipway deploy`. What the environment's file adds is known where the review is given the environment: " +
    "`--environment NAME`. Read anything else step by step; then approve it by name.",
  kinds: new Set([
    "aws_ecs_service",
    "aws_ecs_task_definition",
    "aws_sfn_state_machine",
    "aws_cloudwatch_event_rule",
    "aws_cloudwatch_event_target",
    "aws_scheduler_schedule",
  ]),
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    if (change.type === "aws_cloudwatch_event_rule") return opened(change);
    if (change.before !== undefined || !changesWhatStands(plan)) return [];
    if (change.type.startsWith("aws_ecs_")) return besideTheOne(change, plan);
    return change.type === "aws_sfn_state_machine"
      ? machine(change, plan, machines ?? [])
      : starter(change, plan);
  },
});

/** An environment has one service and one task definition, by which images are released, scanned and taken back. */
function besideTheOne(change: ResourceChange, plan: Plan): readonly Observation[] {
  const standing = firstOfEcs(plan).get(change.type);
  if (standing === undefined) return [];
  const what = change.type === "aws_ecs_service" ? "runs tasks" : "may be run";
  return [refuse(`${what} beside ${standing.address}, with images that no release decides about`)];
}

const firstOfEcs = oncePerPlan(
  (plan) =>
    new Map(
      plan.changes
        .filter(
          ({ type, before, isData, isDeposed }) =>
            type.startsWith("aws_ecs_") && before !== undefined && !isData && !isDeposed,
        )
        .map((one) => [one.type, one]),
    ),
);

function machine(
  change: ResourceChange,
  plan: Plan,
  machines: readonly string[],
): readonly Observation[] {
  const definition = plannedJson(change, plan, "definition");
  const isOurs = machines.some((one) => sameValue(tryParseJson(one), definition));
  return isOurs ? [] : [refuse("a state machine that the environment's file does not make")];
}

/** A machine that this plan makes is judged itself; what stands has only the starts that the module gives it. */
function starter(change: ResourceChange, plan: Plan): readonly Observation[] {
  const place = change.type === "aws_scheduler_schedule" ? ["target", 0] : [];
  const started = planned(change, ...place, "arn");
  if (started === UNKNOWN && areMade(changesBehind(plan, change, ...place, "arn"))) return [];
  const given = (name: string) => planned(change, ...place, name);
  const found = ["input", "input_path", "input_transformer"]
    .filter((name) => !isEmpty(given(name)) && !isOwnInput(name, given(name)))
    .map((name) => refuse(`starts ${inWords(started)} with an input of its own: \`${name}\``));
  if (found.length > 0 || change.type === "aws_scheduler_schedule") return found;
  return anybodysEvents(change, plan)
    ? [
        refuse(
          `starts ${inWords(started)} at events that anybody with permission to send some can send`,
        ),
      ]
    : [];
}

function isOwnInput(name: string, value: unknown): boolean {
  if (name === "input") return value === scheduleInput;
  const { paths, template } = brokenOffInput;
  const block = listOf(value)[0];
  return (
    name === "input_transformer" &&
    member(block, "input_template") === template &&
    sameValue(member(block, "input_paths"), paths)
  );
}

/** Whether the events of the target's rule may come from anybody. The rule is one of this plan, or nobody knows. */
function anybodysEvents(target: ResourceChange, plan: Plan): boolean {
  const name = planned(target, "rule");
  const rules = changesBehind(plan, target, "rule") ?? eventRules(plan).get(name) ?? [];
  return (
    rules.length === 0 || rules.some((rule) => mayComeFromAnybody(planned(rule, "event_pattern")))
  );
}

const eventRules = oncePerPlan((plan) =>
  groupBy(
    plan.changes.filter(({ type, isData }) => type === "aws_cloudwatch_event_rule" && !isData),
    (rule) => planned(rule, "name"),
  ),
);

/** Only AWS sends events whose source begins with `aws.`. @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
function mayComeFromAnybody(pattern: unknown): boolean {
  if (isEmpty(pattern)) return false; // a timetable
  const sources = member(typeof pattern === "string" ? tryParseJson(pattern) : undefined, "source");
  const isAws = (source: unknown) => typeof source === "string" && /^aws\./.test(source);
  return !Array.isArray(sources) || sources.length === 0 || !sources.every(isAws);
}

/** A rule that stands, with targets of its own, and that matches from now on what not only AWS sends. */
function opened(change: ResourceChange): readonly Observation[] {
  if (change.before === undefined) return [];
  const isOpen = mayComeFromAnybody(planned(change, "event_pattern"));
  if (!isOpen || mayComeFromAnybody(prior(change, "event_pattern"))) return [];
  return [
    refuse("`event_pattern` matches events that anybody with permission to send some can send"),
  ];
}
