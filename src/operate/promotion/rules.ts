import type { Colors } from "picocolors/types";
import { holdText } from "../../aws/release-hold";
import { outcomes } from "../../contract/outcomes";
import { wholeMatch } from "../../deployer/jsonata";
import { judgeEvidence } from "./evidence-counts";
import type { PromotionFacts } from "./facts";
import { differingValues, lacking } from "./image-needs";

/** What one rule says of a promotion. */
interface RuleResult {
  /** The rule's name in one or two words. */
  readonly rule: string;
  readonly holds: boolean;
  /** What was found, as one sentence. */
  readonly says: string;
  /** What a person does about it; empty when the rule holds. */
  readonly todo: string;
}

/** A rule: pure, and sure only of the facts that it was given. What is unknown does not hold. */
type PromotionRule = (facts: PromotionFacts) => RuleResult;

/** The source's own deployer must have released the image: migrated, rolled out, healthy. */
const releasedInSource: PromotionRule = ({ image, decision, from }) => {
  const rule = "released";
  const todo = `Deploy it there first: npx slipway deploy ${from} --digest ….`;
  if (image === undefined) {
    return { rule, holds: false, says: `${from}'s repository holds no such image.`, todo };
  }
  if (decision === undefined) {
    return { rule, holds: false, says: `${from} has not decided about this image yet.`, todo };
  }
  if (decision.releasedAt === "") {
    const says = `${from} never released it; its last decision is ${decision.outcome}, ${decision.at}.`;
    return { rule, holds: false, says, todo };
  }
  const last = outcomes.find(({ kind }) => kind === decision.outcome);
  if (last?.leaves !== "released") {
    const says = `${from} released it once, but its last decision is ${decision.outcome}, ${decision.at}.`;
    return { rule, holds: false, says, todo };
  }
  return { rule, holds: true, says: `Released in ${from}, ${decision.releasedAt}.`, todo: "" };
};

/** Every image must have a finished scan within the target's allowance, read again now. */
const imageScanned: PromotionRule = ({ scans, tolerated, to }) => {
  const rule = "scan";
  if (typeof scans === "string" || scans.length === 0) {
    const why = typeof scans === "string" ? scans : "it holds no image that can be judged";
    return {
      rule,
      holds: false,
      says: `The scan could not be judged: ${why}.`,
      todo: "Push a single image, or an index of images, that the registry can scan.",
    };
  }
  const unclean = scans.filter(({ status }) => status !== "clean");
  if (unclean.length === 0) {
    return {
      rule,
      holds: true,
      says: `Scanned, and within what ${to} allows: ${scans.map(({ found }) => found).join("; ")}${tolerated && `; tolerated: ${tolerated}`}.`,
      todo: "",
    };
  }
  const ofWhich = (digest: string) => (scans.length > 1 ? ` of ${digest}` : "");
  return {
    rule,
    holds: false,
    says: `${unclean
      .map(({ digest, status, said }) => `${sentence[status]}${ofWhich(digest)}: ${said}`)
      .join("; ")}.`,
    todo: unclean.some(({ status }) => status === "findings")
      ? `Update the packages and push again, or waive a finding in ${to}'s file, with reason and expiry.`
      : "Wait for the scan, or look at it in ECR.",
  };
};

const sentence = {
  clean: "Clean",
  findings: "The scan found more than is allowed",
  pending: "The scan is not finished",
  missing: "There is no scan",
  unsupported: "The scanner cannot scan this image",
  failed: "The scan did not give a result that can be relied on",
} as const;

/** The automated tests must have passed for this very digest, and not longer ago than the target allows. */
const testsPassed: PromotionRule = ({ digest, evidence, evidenceMaxAgeHours, now, from }) => {
  const rule = "tests";
  const todo = `Run the tests against ${from} again: npx slipway evidence run ${from}.`;
  if (evidence === undefined || evidence.digest !== digest) {
    return { rule, holds: false, says: `No tests were recorded for this digest in ${from}.`, todo };
  }
  const { counts, says } = judgeEvidence(evidence, { now, evidenceMaxAgeHours });
  return { rule, holds: counts, says, todo: counts ? "" : todo };
};

/** The target must give the image all that it was tested with: an image whose variable is missing there would start there and fail. */
const givenWhatWasTested: PromotionRule = (facts) => {
  const { digest, evidence, targetGives, declared, from, to } = facts;
  const rule = "needs";
  const again = `Run the tests against ${from} again: npx slipway evidence run ${from}.`;
  if (evidence === undefined || evidence.digest !== digest) {
    const says = "It is not known what it needs, because no tests were recorded for it.";
    return { rule, holds: false, says, todo: again };
  }
  if (evidence.needs === undefined) {
    const says = `It is not known what it needs: the evidence of ${evidence.at} does not say what it was tested with, as that of earlier versions of Slipway.`;
    return { rule, holds: false, says, todo: again };
  }
  const lacks = lacking(evidence.needs, targetGives.needs, declared);
  const others = differingValues(evidence.valueHashes, targetGives.valueHashes);
  const note =
    others.length === 0 ? "" : ` Note: values that differ in ${to}: ${others.join(", ")}.`;
  if (lacks.length === 0) {
    return {
      rule,
      holds: true,
      says: `${to} gives it all that it was tested with.${note}`,
      todo: "",
    };
  }
  return {
    rule,
    holds: false,
    says: `${to} does not give it what it was tested with in ${from}: ${lacks.join(", ")}.${note}`,
    todo: `Apply ${to} first: write it into its file, then npm run plan ${to} and npm run apply ${to}. What is meant to differ is declared under differences.`,
  };
};

/** What was promoted whole is not promoted again; a copy that broke off is. */
const notThereYet: PromotionRule = ({ there, promotedTag, targetRuns, digest, to }) => {
  const rule = "new";
  if (targetRuns?.digest === digest) {
    return { rule, holds: false, says: `${to} runs this digest already.`, todo: "Nothing." };
  }
  if (there?.tags.includes(promotedTag)) {
    return {
      rule,
      holds: false,
      says: `It was promoted to ${to} before, as ${promotedTag}, and does not run there.`,
      todo: `See why: npx slipway status ${to}. To deploy it: npx slipway deploy ${to} --digest …, or npx slipway rollback ${to}.`,
    };
  }
  const says = there
    ? `A copy is in ${to}'s repository, but was not finished; it is made again.`
    : `It is not in ${to}'s repository.`;
  return { rule, holds: true, says, todo: "" };
};

/** By itself nothing goes back: the image must have been pushed to the source later than what the target runs. */
const newerThanTarget: PromotionRule = ({ image, targetRuns, allowOlder, to, from }) => {
  const rule = "newer";
  const todo = "To go back on purpose: --allow-older.";
  if (targetRuns === undefined) {
    return { rule, holds: true, says: `${to} has not run anything yet.`, todo: "" };
  }
  const pushed = Date.parse(image?.pushedAt ?? "");
  const runs = Date.parse(targetRuns.pushedAt ?? "");
  if (pushed > runs) {
    return {
      rule,
      holds: true,
      says: `Pushed ${image?.pushedAt}, after what ${to} runs (${targetRuns.pushedAt}).`,
      todo: "",
    };
  }
  const says =
    Number.isNaN(pushed) || Number.isNaN(runs)
      ? `It is not known whether it is newer than what ${to} runs: ${targetRuns.digest} is not in ${from}'s repository.`
      : `Pushed ${image?.pushedAt}, not after what ${to} runs (${targetRuns.pushedAt}).`;
  if (allowOlder) {
    return { rule, holds: true, says: `${says} Allowed by --allow-older.`, todo: "" };
  }
  return { rule, holds: false, says, todo };
};

/** The target's deployer must take notice of the promoted image, or it would lie there and nothing would happen. */
const tagCounts: PromotionRule = ({ promotedTag, countedTags, to }) => {
  const rule = "tag";
  if (countedTags === undefined) {
    return { rule, holds: true, says: `${to} is deployed by an explicit start.`, todo: "" };
  }
  if (new RegExp(wholeMatch(countedTags).text.slice(1, -1)).test(promotedTag)) {
    return { rule, holds: true, says: `${to}'s deployer looks for ${promotedTag}.`, todo: "" };
  }
  return {
    rule,
    holds: false,
    says: `${to}'s deployer would pass over the tag ${promotedTag}; it looks for ${countedTags.join(", ")}.`,
    todo: `Add promoted-* to delivery.countedTags in ${to}'s file, and apply it.`,
  };
};

/** The target must take releases now, or the image would wait there, and nobody would look after it. */
const takesReleases: PromotionRule = ({ hold, opens, to }) => {
  const rule = "time";
  if (hold) {
    return {
      rule,
      holds: false,
      says: `${to} is ${holdText(hold)}.`,
      todo: `Wait, or talk to who holds it. To end the hold early: npx slipway resume ${to}.`,
    };
  }
  if (opens !== undefined) {
    return {
      rule,
      holds: false,
      says: `${to} takes no releases now: its window (delivery.windows) opens ${opens}.`,
      todo: "Promote it again then.",
    };
  }
  return { rule, holds: true, says: `${to} takes releases now.`, todo: "" };
};

/** Every rule of a promotion, in the order in which people ask. */
const rules: readonly PromotionRule[] = [
  releasedInSource,
  imageScanned,
  testsPassed,
  givenWhatWasTested,
  notThereYet,
  newerThanTarget,
  tagCounts,
  takesReleases,
];

/** What all rules together say. */
export interface PromotionDecision {
  /** True when every rule holds. */
  readonly holds: boolean;
  readonly findings: readonly RuleResult[];
}

/** Asks every rule, also after one that does not hold: people want to know everything at once. */
export function judge(facts: PromotionFacts): PromotionDecision {
  const findings = rules.map((rule) => rule(facts));
  return { holds: findings.every(({ holds }) => holds), findings };
}

/** What each rule says, a line each, and under it what to do where it does not hold. */
export function renderJudgement({ findings }: PromotionDecision, colors: Colors): string {
  const width = Math.max(...findings.map(({ rule }) => rule.length));
  const lines = findings.flatMap(({ rule, holds, says, todo }) => {
    const mark = holds ? colors.green("yes") : colors.red(" no");
    return [
      `  ${mark}  ${rule.padEnd(width)}  ${says}`,
      ...(holds ? [] : [`       ${" ".repeat(width)}  ${todo}`]),
    ];
  });
  return `${lines.join("\n")}\n`;
}
