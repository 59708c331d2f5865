import { printable, shellQuoted } from "../../base/printable";
import { approvalText } from "../approval";
import type { Finding } from "../findings";
import { groupBy } from "../group-by";
import { withoutIndexes } from "../read/address";
import { plainType } from "../read/resource-type";
import type { Review } from "../review-plan";
import type { ChangeReport } from "./changes";

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
