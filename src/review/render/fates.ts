import { groupBy } from "../group-by";
import type { Action } from "../read/resource-change";
import type { Review } from "../review-plan";
import type { ChangeReport } from "./changes";
import type { Difference } from "./differences";
import type { DriftReport } from "./drift";

/** The signs that Terraform's own plans use. */
const signs: Readonly<Record<Action, string>> = {
  "no-op": "=",
  create: "+",
  read: "<=",
  update: "~",
  replace: "-/+",
  delete: "-",
  forget: ".",
  unknown: "?",
};

/** The sign of a change; a new revision of a task definition is no replacement. */
export function signOf({ action, revision }: ChangeReport): string {
  return revision ? "~" : signs[action];
}

/** What becomes of an object, as people count it. */
export const fates = [
  "created",
  "changed",
  "new revision",
  "replaced",
  "destroyed",
  "moved or imported",
  "forgotten",
  "unknown",
] as const;

/** One of {@link fates}. */
export type Fate = (typeof fates)[number];

const fateByAction: Readonly<Record<Action, Fate>> = {
  create: "created",
  update: "changed",
  replace: "replaced",
  delete: "destroyed",
  forget: "forgotten",
  unknown: "unknown",
  read: "unknown",
  "no-op": "moved or imported",
};

/** What becomes of that object. */
export function fateOf({ action, revision }: ChangeReport): Fate {
  return revision ? "new revision" : fateByAction[action];
}

/** `2 created, 1 replaced; 94 stay as they are`: every object of the plan in one line. */
export function countsText(review: Review): string {
  const changes = review.changes.filter(({ action }) => action !== "read");
  const byFate = groupBy(changes, fateOf);
  const parts = fates.flatMap((fate) => {
    const number = byFate.get(fate)?.length ?? 0;
    return number === 0
      ? []
      : [`${number} ${fate}${fate === "new revision" && number > 1 ? "s" : ""}`];
  });
  const untouched = untouchedCount(review);
  const rest =
    untouched > 0
      ? [`${untouched} ${untouched === 1 ? "object stays as it is" : "objects stay as they are"}`]
      : [];
  return [...(parts.length > 0 ? [parts.join(", ")] : []), ...rest].join("; ");
}

/** How many objects the plan leaves alone. */
function untouchedCount({ counts, changes }: Review): number {
  const still = [...counts.values()].reduce((sum, group) => sum + (group["no-op"] ?? 0), 0);
  return still - changes.filter(({ action }) => action === "no-op").length;
}

/** `ENV: dev → changed`. */
export function differenceText({ path, before, after }: Difference): string {
  return before === "" ? `${path}: ${after}` : `${path}: ${before} → ${after}`;
}

/** What happens to the object beside its attributes. */
export function remarksOf(change: ChangeReport): readonly string[] {
  const { type, previousAddress, isImported, forcedBy, revision, differences, rewritten } = change;
  const changes = (attribute: string) => differences.some(({ path }) => path === attribute);
  return [
    ...(previousAddress ? [`moves here from ${previousAddress}`] : []),
    ...(isImported ? ["is imported: it stands in AWS already"] : []),
    ...(rewritten.length > 0
      ? [`written otherwise, to the same effect: ${rewritten.join(", ")}`]
      : []),
    ...(revision
      ? [
          `gets a new revision; ${revision === "kept" ? "older ones stay" : "the old one is deregistered"}`,
        ]
      : []),
    ...(forcedBy.length > 0 && !revision ? [`replaced because of ${forcedBy.join(", ")}`] : []),
    ...(type === "aws_ecs_service" && changes("task_definition")
      ? ["replaces the running tasks, a few at a time"]
      : []),
    ...(type === "aws_db_instance" && changes("password_wo_version")
      ? ["sets the new password: a task that still has the old one cannot connect anew"]
      : []),
  ];
}

/** What Terraform makes of a change outside it. */
export const driftAnswers: Readonly<Record<DriftReport["answer"], string>> = {
  agrees: "Terraform agrees",
  changes: "this plan changes it again",
  gone: "it was deleted outside Terraform",
};
