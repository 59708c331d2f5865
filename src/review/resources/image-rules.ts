import { tryParseJson } from "../read/parse-json";
import { numberOf, textOf } from "../read/plain-value";
import { listOf, member, textsOf } from "../read/planned-value";

/** One rule of a repository's lifecycle policy. */
export interface ImageRule {
  /** Which images it counts, and how, as one text: `tagged released-* imageCountMoreThan`. */
  readonly images: string;
  readonly tagStatus: string;
  /** How many it keeps, or for how many days. */
  readonly keep: number;
}

/** The rules in the order in which ECR asks them; none of what is no policy. */
export function imageRules(policy: unknown): readonly ImageRule[] {
  const rules = listOf(
    member(typeof policy === "string" ? tryParseJson(policy) : undefined, "rules"),
  );
  const priority = (rule: unknown) => numberOf(member(rule, "rulePriority")) ?? 0;
  return [...rules]
    .sort((a, b) => priority(a) - priority(b))
    .map((rule) => {
      const selection = member(rule, "selection");
      const tags = ["tagPrefixList", "tagPatternList"].flatMap((name) =>
        textsOf(member(selection, name)),
      );
      const tagStatus = textOf(member(selection, "tagStatus"));
      const what = [tagStatus, ...tags, textOf(member(selection, "countType"))];
      return {
        images: what.join(" "),
        tagStatus,
        keep: numberOf(member(selection, "countNumber")) ?? 0,
      };
    });
}

/**
 * Images that a rule kept from those after it, and that one of those would now expire: the rule goes, or stands behind.
 * An image that a rule selects is left alone by every later one.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
 */
export function noLongerSetApart(
  before: readonly ImageRule[],
  after: readonly ImageRule[],
): readonly string[] {
  const place = (rules: readonly ImageRule[], { images }: ImageRule) =>
    rules.findIndex((rule) => rule.images === images);
  return before
    .filter((keeper, first) => {
      const [now, later] = [place(after, keeper), before.slice(first + 1)];
      return later.some((rule) => {
        const its = place(after, rule);
        return its >= 0 && mayMeet(keeper, rule) && (now < 0 || its < now);
      });
    })
    .map(({ images }) => images);
}

/** A tagged image is never an untagged one; whether two patterns meet is not asked. */
function mayMeet(a: ImageRule, b: ImageRule): boolean {
  const kinds = new Set([a.tagStatus, b.tagStatus]);
  return !(kinds.has("tagged") && kinds.has("untagged"));
}
