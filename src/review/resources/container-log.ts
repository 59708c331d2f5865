import { isEmpty, member } from "../read/planned-value";
import { sameValue } from "../read/same-value";
import { inWords } from "../rules/words";
import type { ContainerPair } from "./containers";

// How lines are cut, buffered and labelled; everything else may say where they go.
const tuning =
  /^(awslogs-(stream-prefix|create-group|datetime-format|multiline-pattern)|mode|max-buffer-size)$/;

/** Where a container's log would go that it did not go to, in words. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html */
export function logLedAway({ name, was, will }: ContainerPair): readonly string[] {
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
