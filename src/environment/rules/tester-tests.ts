import type { Rule } from "./rule";

/** A role that records tests is of no use where there are none. */
export const testerTests: Rule = ({ promotion, access }) => {
  if (access.tester.mode === "none" || promotion.testCommand !== null) return [];
  return [
    {
      path: ["access", "tester", "mode"],
      message: "must be none where promotion.testCommand is null, got role",
      fix: "write the command that tests this environment, or make no tester",
    },
  ];
};
