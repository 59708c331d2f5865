import type { Rule } from "../rule";

/** By itself nothing goes back: the image must have been pushed to the source later than what the target runs. */
export const newerThanTarget: Rule = ({ image, targetRuns, allowOlder, to, from }) => {
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
      ? `It cannot be told whether it is newer than what ${to} runs: ${targetRuns.digest} is not in ${from}'s repository.`
      : `Pushed ${image?.pushedAt}, not after what ${to} runs (${targetRuns.pushedAt}).`;
  if (allowOlder) {
    return { rule, holds: true, says: `${says} Allowed by --allow-older.`, todo: "" };
  }
  return { rule, holds: false, says, todo };
};
