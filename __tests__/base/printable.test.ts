import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asCode, asMarkdown, printable, shortened } from "../../src/base/printable";

describe("printable", () => {
  test.each([
    ["\u001b[2J\u001b[31mred", "\\u001b[2J\\u001b[31mred"],
    ["a\rb\nc\td", "a\\u000db\\u000ac\\u0009d"],
    ["user\u202etxt.exe", "user\\u202etxt.exe"],
    ["zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"],
    ["\u009b31m", "\\u009b31m"],
    ["tag\u{e0041}", "tag\\u{e0041}"],
    ["lone \ud800 half", "lone \\ud800 half"],
    ["ENV: dev → changed, Ünïcode ✓ 例", "ENV: dev → changed, Ünïcode ✓ 例"],
  ])("%j", (text, safe) => {
    expect(printable(text)).toBe(safe);
  });

  test("leaves nothing that a terminal obeys, and changes nothing twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(printable(printable(text))).toBe(printable(text));
      }),
    );
  });
});

test("shortened keeps the length, and says that something is missing", () => {
  expect(shortened("a".repeat(121))).toBe(`${"a".repeat(119)}…`);
  expect(shortened("a".repeat(120))).toBe("a".repeat(120));
});

describe("Markdown", () => {
  test("as words has no markup, link, mention or tag, and keeps a name in backticks", () => {
    expect(asMarkdown("*b* [x](http://y) @team <img> | `skip_final_snapshot` `a b` a_b _c_")).toBe(
      "\\*b\\* \\[x\\](http://y) \\@team \\<img\\> \\| `skip_final_snapshot` \\`a b\\` a_b \\_c\\_",
    );
  });

  test("as code cannot be left, however many backticks there are", () => {
    expect(asCode("plain")).toBe("`plain`");
    expect(asCode("a ``b`` c | d")).toBe("``` a ``b`` c \\| d ```");
    expect(asCode("`a".repeat(500_000))).toMatch(/^`` `a/);
    expect(asCode("two\nlines")).toBe("`two\\u000alines`");
  });
});
