import { wholeMatch } from "../../../deployer/jsonata";
import type { Rule } from "../rule";

/** The target's deployer must take notice of the promoted image, or it would lie there and nothing would happen. */
export const tagCounts: Rule = ({ promotedTag, countedTags, to }) => {
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
