import type { Rule } from "../rule";

/** What was promoted whole is not promoted again; a copy that broke off is. */
export const notThereYet: Rule = ({ there, promotedTag, targetRuns, digest, to }) => {
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
