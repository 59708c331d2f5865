import { describe, expect, test } from "vitest";
import { mutantsOf, withMutant, withSwitches } from "../../../tools/mutate/mutants";

const changes = (source: string) => mutantsOf(source).map(({ change }) => change);

describe("what is changed", () => {
  test.each<[string, string, readonly string[]]>([
    ["a member of a list is dropped", 'x = ["kms:Decrypt"];', ['drop "kms:Decrypt"']],
    ["a row is dropped", "x = { a };", ["drop a"]],
    ["a word changes", 'f("a");', ['"a" → "a~"']],
    ["a name changes", "f(`${a}-b`);", ['`${a}-b` → `${a}-b` + "~"']],
    ["true and false change places", "f(true);", ["true → false"]],
    ["a number is one more or less", "f(64);", ["64 → 65", "64 → 63"]],
    [
      "so is the limit of a pattern",
      "f(/^a{0,9}$/);",
      ["/^a{0,9}$/ → /^a{1,9}$/", "/^a{0,9}$/ → /^a{0,10}$/", "/^a{0,9}$/ → /^a{0,8}$/"],
    ],
    ["half of a condition is dropped", "f(a && b);", ["a && b → a", "a && b → b"]],
    ["one side of a choice is always taken", "f(a ? b : c);", ["a ? b : c → b", "a ? b : c → c"]],
    [
      "a condition is always met, or never",
      "if (a) {}",
      ["if (a) → if (true)", "if (a) → if (false)"],
    ],
    ["a comparison turns", "f(a < b);", ["a < b → a <= b"]],
    ["a condition of JSONata turns", "f(code`$a and $b`);", ['"and" → "or" in $a and $b']],
    [
      "no text for people, type or import changes",
      'import a from "a"; type B = "b"; x = { says: "It is so" };',
      [],
    ],
    ["no loop is made endless", "while (a < 1) {}", []],
  ])("%s", (_, source, expected) => {
    expect(changes(source).filter((change) => !/^drop (x =|f\()/.test(change))).toEqual(expected);
  });

  test("a statement is dropped", () => {
    expect(changes("f();")).toEqual(["drop f();"]);
  });

  test("the limit of a pattern says how many repeats it admitted at most", () => {
    const ofPattern = mutantsOf("f(/a{2,80}b{7}/);").filter(({ change }) => /^\//.test(change));
    expect(ofPattern.map(({ mostRepeats }) => mostRepeats)).toEqual([
      ...[undefined, undefined, 80, 80, undefined, undefined],
    ]);
  });

  test("each has its line", () => {
    expect(mutantsOf("const a = [\n  1,\n];").map(({ line }) => line)).toEqual([2, 2, 2]);
  });
});

test("all mutants stand in one text, and a number switches one of them on", () => {
  const source = 'return [{ a: [1, "two"], ...(given ? { b: true } : {}) }];';
  const body = `const x = () => { ${source} };`;
  const run = (text: string, mutant: number) =>
    [true, false].map((given) =>
      new Function("given", "globalThis", text.slice("const x = () => {".length, -2))(given, {
        mutant,
      }),
    );
  const mutants = mutantsOf(body);
  const switches = withSwitches(body, mutants, 100);
  expect(mutants.length).toBeGreaterThan(10);
  expect(run(switches, -1)).toEqual([[{ a: [1, "two"], b: true }], [{ a: [1, "two"] }]]);
  for (const [index, mutant] of mutants.entries()) {
    expect(run(switches, 100 + index)).toEqual(run(withMutant(body, mutant), -1));
    expect(run(switches, 100 + index), mutant.change).not.toEqual(run(switches, -1));
  }
});

test("an `else` after a statement without braces stays that of its own `if`", () => {
  const body = "if (a) b(); else c();";
  const switches = withSwitches(body, mutantsOf(body), 0);
  const called: string[] = [];
  const call = (name: string) => () => called.push(name);
  for (const a of [true, false]) new Function("a", "b", "c", switches)(a, call("b"), call("c"));
  expect(called).toEqual(["b", "c"]);
});
