import "#terraform";
import { TokenMap } from "cdktf/lib/tokens/private/token-map";
import { afterAll, expect, test } from "vitest";
import { terraformJson } from "../../src/stack/terraform-json";
import { exampleEnvironment } from "../support/example-environment";

/** The framework's count of tokens, which it writes into the text that stands for a value until it is known. */
const tokens = TokenMap.instance() as unknown as { tokenCounter: number };
const before = tokens.tokenCounter;
afterAll(() => {
  tokens.tokenCounter = Math.max(before, 200_000); // no number is given twice
});

/** A few secrets of each kind, so that there is something to put into the wrong order. */
function environment() {
  const example = exampleEnvironment();
  for (const name of ["A_KEY", "B_KEY", "C_KEY", "D_KEY"]) {
    example.secrets.variables[name] = { source: "generated", length: 32 };
  }
  return example;
}

test.each([10_000, 100_000])(
  "an environment becomes the same Terraform wherever its tokens pass %s, where text order is no longer the order in which they were made",
  (boundary) => {
    tokens.tokenCounter = boundary + 50_000;
    const expected = JSON.stringify(terraformJson(environment()));
    const count = tokens.tokenCounter - boundary - 50_000;

    for (let start = boundary - count; start < boundary; start += 6) {
      tokens.tokenCounter = start;
      expect(JSON.stringify(terraformJson(environment())), `counted from ${start}`).toBe(expected);
    }
  },
);
