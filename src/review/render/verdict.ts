import { count } from "../../base/printable";
import type { Finding } from "../findings";
import type { Review } from "../review-plan";
import { approvalOptions, topics } from "./topics";

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
