import type { Rule } from "../rule";

/** The source's own deployer must have released the image: migrated, rolled out, healthy. */
export const releasedInSource: Rule = ({ image, decision, from }) => {
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
  if (!releasing.includes(decision.outcome)) {
    const says = `${from} released it once, but its last decision is ${decision.outcome}, ${decision.at}.`;
    return { rule, holds: false, says, todo };
  }
  return { rule, holds: true, says: `Released in ${from}, ${decision.releasedAt}.`, todo: "" };
};

/** Outcomes of the deployer after which the image ran steadily. */
const releasing: readonly string[] = [
  "released",
  "rolled-back",
  "pointer-healed",
  "released-untagged",
];
