import { approvalText } from "../approval";
import type { Finding } from "../findings";
import { groupBy } from "../group-by";
import type { Action } from "../read/resource-change";
import type { Review } from "../review-plan";
import type { ChangeReport } from "./change-report";
import { count } from "./count";
import type { Difference } from "./differences";
import type { DriftReport } from "./drift-report";
import { printable } from "./printable";
import { shellQuoted } from "./shell-quoted";

/** The signs that Terraform's own plans use. */
export const signs: Readonly<Record<Action, string>> = {
  "no-op": "=",
  create: "+",
  read: "<=",
  update: "~",
  replace: "-/+",
  delete: "-",
  forget: ".",
  unknown: "?",
};

/** What can become of an object, and what the table calls it. */
const fates: readonly (readonly [Action, string])[] = [
  ["create", "made"],
  ["update", "changed"],
  ["replace", "replaced"],
  ["delete", "deleted"],
  ["forget", "let go"],
  ["unknown", "unknown"],
  ["no-op", "as it is"],
];

/** Those that some object of the plan has. */
export function fatesIn({ counts }: Review): typeof fates {
  return fates.filter(([action]) => [...counts.values()].some((group) => group[action]));
}

/** Findings about one object and what happens to it: one approval covers them. */
export interface Subject {
  readonly address: string;
  readonly action: string | undefined;
  readonly findings: readonly Finding[];
}

/** The findings of that verdict by object, in the order of the rules. */
export function subjects({ findings }: Review, verdict: Finding["verdict"]): readonly Subject[] {
  const wanted = findings.filter((finding) => finding.verdict === verdict);
  const keyOf = ({ address, action }: Finding) => JSON.stringify([address, action]);
  return [...groupBy(wanted, keyOf).values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ address: first.address, action: first.action, findings: group }] : [];
  });
}

/** `ENV: dev → changed`. */
export function differenceText({ path, before, after }: Difference): string {
  return before === "" ? `${path}: ${after}` : `${path}: ${before} → ${after}`;
}

/** What happens to the object beside its attributes. */
export function remarksOf({
  previousAddress,
  isImported,
  forcedBy,
}: ChangeReport): readonly string[] {
  return [
    ...(previousAddress ? [`moves here from ${previousAddress}`] : []),
    ...(isImported ? ["is imported: it stands in AWS already"] : []),
    ...(forcedBy.length > 0 ? [`replaced because of ${forcedBy.join(", ")}`] : []),
  ];
}

/** What Terraform makes of a change outside it. */
export const driftAnswers: Readonly<Record<DriftReport["answer"], string>> = {
  agrees: "Terraform agrees",
  changes: "this plan changes it again",
  gone: "it was deleted outside Terraform",
};

/** The verdict in one line. */
export function verdictText(review: Review): string {
  const refused = review.findings.filter(({ verdict }) => verdict === "refused").length;
  const approved = review.findings.filter(({ verdict }) => verdict === "approved").length;
  const name = review.environment ? `${review.environment}: ` : "";
  if (refused > 0) return `${name}refused, for ${count(refused, "finding")}`;
  if (approved > 0) return `${name}passes, with ${count(approved, "finding")} approved by name`;
  return review.isEmpty ? `${name}no changes` : `${name}passes, nothing was refused`;
}

/** What to do now, and the command that does it, where one is known. */
export interface NextStep {
  readonly what: string;
  readonly command: string | undefined;
}

/** More approvals than this are not written out as one command. */
const mostApprovalsInCommand = 3;

/** What to do now. */
export function nextStep(review: Review): NextStep {
  const { environment, deployment } = review;
  const plan = environment === undefined ? undefined : `npm run plan ${environment}`;
  if (review.refused) {
    const refused = subjects(review, "refused");
    if (refused.some(({ action }) => action === undefined)) {
      const what = "Next: mend what is refused and plan again. Nobody can approve this plan.";
      return { what, command: plan };
    }
    return {
      what: "Next: mend what is refused and plan again, or approve it by name with a reason. Do not apply this plan.",
      command: plan && `${plan} -- ${approvalOptions(refused)}`,
    };
  }
  if (review.isEmpty)
    return { what: "Next: nothing. There is nothing to apply.", command: undefined };
  if (deployment?.isRunning) {
    const what =
      "Next: wait until the deployment has ended, then plan again: it changes what this plan was made for.";
    return { what, command: plan };
  }
  return {
    what: "Next: apply this very plan. A plan made anew needs a review of its own.",
    command: environment === undefined ? undefined : `npm run apply ${environment}`,
  };
}

function approvalOptions(refused: readonly Subject[]): string {
  if (refused.length > mostApprovalsInCommand) return '--allow ADDRESS:ACTION --because "…" …';
  return refused
    .map(({ address, action = "" }) => {
      const approval = printable(approvalText({ address, action }));
      return `--allow ${shellQuoted(approval)} --because "…"`;
    })
    .join(" ");
}
