import { count, printable, shellQuoted } from "../../base/printable";
import { approvalText } from "../approval";
import type { Finding } from "../findings";
import { groupBy } from "../group-by";
import { withoutIndexes } from "../read/address";
import type { Action } from "../read/resource-change";
import { plainType } from "../read/resource-type";
import type { Review } from "../review-plan";
import type { ChangeReport } from "./changes";
import type { Difference } from "./differences";
import type { DriftReport } from "./drift";

/** An object and what happens to it: what one approval names. */
export interface Subject {
  readonly address: string;
  readonly action: string | undefined;
  readonly revision?: ChangeReport["revision"];
}

/** What happens to it, as people call it; an approval says it as Terraform does. */
export function fateName({ action, revision }: Subject): string | undefined {
  return revision ? "new revision" : action;
}

/** Objects of which the review says the very same. */
export interface Topic {
  readonly subjects: readonly Subject[];
  readonly findings: readonly Finding[];
}

/** The findings of that verdict, each once with all objects that it is about, in the order of the rules. */
export function topics(review: Review, verdict: Finding["verdict"]): readonly Topic[] {
  const known = topicsByReview.get(review) ?? topicsOf(review);
  topicsByReview.set(review, known);
  return known[verdict];
}

const topicsByReview = new WeakMap<
  Review,
  Readonly<Record<Finding["verdict"], readonly Topic[]>>
>();

function topicsOf({ findings }: Review): Readonly<Record<Finding["verdict"], readonly Topic[]>> {
  const of = (verdict: Finding["verdict"]): readonly Topic[] => {
    const ofVerdict = findings.filter((finding) => finding.verdict === verdict);
    const bySubject = groupBy(ofVerdict, ({ address, action }) =>
      JSON.stringify([address, action]),
    );
    const same = groupBy(bySubject.values(), (said) =>
      JSON.stringify(
        said.map(({ rule, what, advice, because, action }) => [
          rule,
          what,
          advice,
          because,
          action === undefined,
        ]),
      ),
    );
    return [...same.values()].map((groups) => ({
      subjects: groups.flatMap(([first]) =>
        first ? [{ address: first.address, action: first.action, revision: first.revision }] : [],
      ),
      findings: groups[0] ?? [],
    }));
  };
  return { refused: of("refused"), approved: of("approved"), noted: of("noted") };
}

/** The findings whose why and advice stand in the report already, with an earlier one of that rule. */
export function explainedBefore(review: Review): ReadonlySet<Finding> {
  const given = new Set<string>();
  const explained = topics(review, "refused").flatMap(({ findings }) => findings);
  return new Set(
    explained.filter(({ rule, advice }) => {
      const explanation = JSON.stringify([rule, advice]);
      const isGiven = given.has(explanation);
      given.add(explanation);
      return isGiven;
    }),
  );
}

/** Said in place of an explanation that was given before. */
export const asAbove = "Why, and what to do: as above";

/** What the topic is about: its one object, or how many of which kind. */
export function topicTitle({ subjects }: Topic): string {
  const [first] = subjects;
  if (subjects.length === 1 && first) {
    const what = first.address === "plan" ? "the plan as a whole" : first.address;
    return `${what}${first.action === undefined ? "" : `  (${fateName(first)})`}`;
  }
  const types = [...groupBy(subjects, ({ address }) => typeOf(address))];
  const parts = types.slice(0, 3).map(([type, ofType]) => kindName(type, ofType.length));
  return [...parts, ...(types.length > 3 ? ["others"] : [])].join(", ");
}

/** How the findings of each verdict are headed. */
export const verdictTitles = {
  refused: "Refused",
  approved: "Approved by name",
  noted: "Worth knowing",
} as const satisfies Readonly<Record<Finding["verdict"], string>>;

/** `aws_x` of `module.a["b"].aws_x.c[0]`. */
function typeOf(address: string): string {
  const blocks = withoutIndexes(address).split(".");
  return blocks.at(-2) ?? address;
}

/** `5 log groups`: how many of a kind, as AWS's console calls it, or as its Terraform type says it. */
function kindName(type: string, number: number): string {
  const plain = plainType(type).replace(/^aws_/, "");
  const name = consoleNames[plain] ?? plain.replace(service, "").replaceAll("_", " ");
  if (number === 1) return `1 ${name}`;
  const plural = /[^aeiou]y$/.test(name)
    ? `${name.slice(0, -1)}ies`
    : /[sx]$/.test(name)
      ? `${name}es`
      : `${name}s`;
  return `${number} ${plural}`;
}

const service =
  /^(?:cloudwatch|vpc_security_group|vpc|secretsmanager|ssm|iam|kms|sfn|sns|sqs|ecs|acm|appautoscaling|scheduler|route53|lb|dynamodb)_/;

const consoleNames: Readonly<Record<string, string>> = {
  lb: "load balancer",
  db_instance: "database",
  ecr_repository: "image repository",
  s3_bucket: "bucket",
  ssm_parameter: "parameter",
  route53_record: "DNS record",
  cloudwatch_metric_alarm: "alarm",
  var: "variable",
};

/** The options that approve a topic, on one line to copy; undefined where nobody can, or the line would be endless. */
export function approvalOptions({ subjects }: Topic): string | undefined {
  if (subjects.some(({ action }) => action === undefined)) return undefined;
  if (subjects.length > mostApprovals) return undefined;
  const allow = subjects.map(({ address, action = "" }) => {
    const name = printable(approvalText({ address, action }));
    return `--allow ${shellQuoted(name)}`;
  });
  return `${allow.join(" ")} --because "…"`;
}

/** More approvals than this are no longer read by who gives them. */
const mostApprovals = 60;

/** Why a topic has no {@link approvalOptions}. */
export function notApprovable({ subjects }: Topic): string {
  return subjects.length > mostApprovals
    ? `To approve: --allow each of the ${subjects.length} by its name; --format json lists them`
    : "Nobody can approve this.";
}

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

/** The verdict in one line. */
export function verdictText(review: Review): string {
  const name = review.environment ? `${review.environment}: ` : "";
  const mode = modes[review.mode];
  return `${name}${judgementText(review)}${mode === undefined ? "" : ` (${mode})`}`;
}

function judgementText(review: Review): string {
  const number = (verdict: Finding["verdict"]) =>
    topics(review, verdict).reduce((sum, { findings }) => sum + findings.length, 0);
  const [refused, approved] = [number("refused"), number("approved")];
  if (refused > 0) return `refused, for ${count(refused, "finding")}`;
  if (approved > 0) return `passes, with ${count(approved, "finding")} approved by name`;
  return review.isEmpty && review.mode !== "refresh" ? "no changes" : "passes, nothing was refused";
}

/** What a plan is that is not the usual one; undefined where there is nothing to say. */
const modes: Readonly<Record<Review["mode"], string | undefined>> = {
  usual: undefined,
  destroy: "a plan that destroys everything",
  "partial destroy": "a plan that only destroys, and is of a part",
  refresh: "a plan that changes only what Terraform remembers",
  partial: "a plan of a part",
};

/** What to do now, and the command that does it, where one is known. */
interface NextStep {
  readonly what: string;
  readonly command: string | undefined;
}

/** More topics than this are not written out as one command: each has its own line above. */
const mostTopicsInCommand = 3;

/** What to do now. */
export function nextStep(review: Review): NextStep {
  const { environment, deployment } = review;
  const plan = environment === undefined ? undefined : `npm run plan ${environment}`;
  if (review.refused) {
    const refused = topics(review, "refused");
    if (refused.some(({ subjects }) => subjects.some(({ action }) => action === undefined))) {
      const what = "Next: correct what is refused and plan again. Nobody can approve this plan.";
      return { what, command: plan };
    }
    const options = refused.map(approvalOptions);
    const isLong = refused.length > mostTopicsInCommand || options.includes(undefined);
    return {
      what: "Next: correct what is refused and plan again, or approve it by name with a reason. Do not apply this plan.",
      command:
        plan &&
        `${plan} -- ${isLong ? '--allow ADDRESS:ACTION --because "…" …' : options.join(" ")}`,
    };
  }
  if (review.mode === "refresh") {
    const what =
      review.drift.length > 0
        ? "Next: apply this very plan to accept what was changed outside Terraform. A plan made without -refresh-only shows what would be changed back."
        : "Next: nothing. Terraform remembers what is there.";
    return { what, command: undefined };
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
