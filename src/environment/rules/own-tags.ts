import type { Rule, RuleProblem } from "./rule";

const setByModule = ["application", "environment", "managed-by"];
const most = 40;

/** Tags of the file go beside the module's own. IAM takes `Team` and `team` for one tag, so case makes no difference. */
export const ownTags: Rule = ({ tags }) => {
  const keys = Object.keys(tags);
  const found = keys.flatMap((key, index): RuleProblem[] => {
    const path = ["tags", key];
    const lower = key.toLowerCase();
    const twin = keys.slice(0, index).find((other) => other.toLowerCase() === lower);
    if (setByModule.includes(lower)) {
      const message = `must not be ${setByModule.join(", ")}, which every resource has, got ${key}`;
      return [{ path, on: "key", message, fix: "remove it, or give the tag another name" }];
    }
    if (twin === undefined) return [];
    const message = `must differ from ${twin} in more than capital letters, got ${key}`;
    return [{ path, on: "key", message, fix: "IAM takes both for one tag: keep one" }];
  });
  if (keys.length <= most) return found;
  const message = `must be at most ${most} tags, got ${keys.length}`;
  const fix = "AWS allows 50 on a resource, and some are set by the module and by AWS";
  return [...found, { path: ["tags"], on: "key", message, fix }];
};
