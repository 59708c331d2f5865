import { expect, test } from "vitest";
import { evaluate } from "./support/expression";

const contexts = {
  github: { event_name: "push", ref: "refs/heads/main" },
  needs: { "plan-eec-dev": { outputs: { changes: "yes" } } },
  failure: () => false,
};

test.each([
  ["github.event_name == 'push'", true],
  ["${{ github.event_name != 'push' }}", false],
  ["!failure() && needs.plan-eec-dev.outputs.changes == 'yes'", true],
  ["github.nothing.at.all == ''", true],
  ["github.nothing || 'else'", "else"],
  ["contains(fromJSON('[\"eec-dev\"]'), 'eec')", false],
  ["contains(fromJSON(github.nothing || '[]'), 'eec-dev')", false],
  ["github.ref == 'a' || (github.ref == 'b' && true)", false],
  ["'it''s'", "it's"],
])("%s is %s", (expression, value) => {
  expect(evaluate(expression, contexts)).toBe(value);
});

test.each([
  ["github.ref ==", "unexpected end"],
  ["github.ref == 'a' 'b'", "unexpected 'b'"],
  ["gihub.ref == 'a'", "there is no context gihub"],
  ["startsWith(github.ref, 'a')", "there is no function startsWith"],
])("refuses %s", (expression, said) => {
  expect(() => evaluate(expression, contexts)).toThrow(said);
});
