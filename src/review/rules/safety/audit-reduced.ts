import { type ContainerPair, containersThatStay } from "../../read/containers";
import { isEmpty, member, planned, prior, textsOf } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { sameValue } from "../../read/same-value";
import { type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

/** Less is written down about who did what, or what was asked of the service. */
export const auditReduced: Rule = {
  name: "audit-reduced",
  class: "safety",
  why: "After a break-in, only logs say what was taken; switching them off is what burglars do first.",
  advice: "Keep them; shorten how long they are kept if they cost too much.",
  kinds: new Set(["aws_ecs_task_definition", "aws_db_instance"]),
  check(change, plan): readonly Observation[] {
    const found = containersThatStay(change, plan)
      .flatMap(logLedAway)
      .map((what) => refuse(what));
    if (change.type === "aws_db_instance" && isWritten(change)) {
      const kept = new Set(textsOf(planned(change, "enabled_cloudwatch_logs_exports")));
      const lost = textsOf(prior(change, "enabled_cloudwatch_logs_exports")).filter(
        (log) => !kept.has(log),
      );
      if (lost.length > 0)
        found.push(refuse(`the database no longer hands out its ${lost.join(", ")} log`));
    }
    return found;
  },
};

// How lines are cut, buffered and labelled; everything else may say where they go.
const tuning =
  /^(awslogs-(stream-prefix|create-group|datetime-format|multiline-pattern)|mode|max-buffer-size)$/;

/** Where a container's log would go that it did not go to, in words. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html */
function logLedAway({ name, was, will }: ContainerPair): readonly string[] {
  const [from, to] = [was["logConfiguration"], will["logConfiguration"]];
  if (isEmpty(from) || isEmpty(to)) return [];
  const say = (key: string, before: unknown, after: unknown) =>
    sameValue(before, after)
      ? []
      : [`${name}: \`${key}\` of its log goes from ${inWords(before)} to ${inWords(after)}`];
  const [had, has] = [member(from, "options"), member(to, "options")];
  const keys = new Set([...Object.keys(had ?? {}), ...Object.keys(has ?? {})]);
  const driver = say("logDriver", member(from, "logDriver"), member(to, "logDriver"));
  if (driver.length > 0) return driver;
  return [...keys]
    .filter((key) => !tuning.test(key))
    .flatMap((key) => say(key, member(had, key), member(has, key)));
}
