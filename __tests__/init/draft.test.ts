import { expect, test } from "vitest";
import { Draft } from "../../src/init/draft";

test("a comment stays beside its key", () => {
  const text = "subnets: # private\n  - a\n";
  expect(new Draft(text).toString()).toBe(text);
});

test("text that only looks like a key with a comment is left as it is", () => {
  const text = "command: |\n  steps:\n    # one\n  end\n";
  expect(new Draft(text).toString()).toBe(text);
});
