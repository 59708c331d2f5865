import { expect, test } from "vitest";
import { loadOrExplain } from "../../src/config/environments-folder";
import { knownAddresses } from "../../src/contract/addresses";
import { moves } from "../../src/stack/moved";
import { addressLists, committedAddresses } from "../../tools/generate-addresses";
import { leftOvers } from "../../tools/generated-file";
import { fixtureEnvironments } from "../support/fixture-environments";
import { synthesizeEnvironment } from "../support/synth";

const lists = addressLists().map((list) => ({ ...list, committed: committedAddresses(list.file) }));
const names = loadOrExplain().map(({ name }) => name);

/** What a contributor reads when addresses change. */
function difference(file: string, before: readonly string[], after: readonly string[]): string {
  const gone = before.filter((address) => !after.includes(address)).map((a) => `  - ${a}`);
  const added = after.filter((address) => !before.includes(address)).map((a) => `  + ${a}`);
  if (gone.length + added.length === 0) return "";
  return [
    `${file} and the module differ:`,
    ...gone,
    ...added,
    ...(gone.length > 0 && added.length > 0
      ? [
          "A resource that only got another address would be deleted and made anew: add { from, to } to src/stack/moved.ts.",
        ]
      : []),
    "Then run: npm run generate",
  ].join("\n");
}

test.each(lists)("$file is what the module makes", ({ file, committed, addresses }) => {
  expect(difference(file, committed, addresses)).toBe("");
});

test.each(fixtureEnvironments())(
  "$name has every address that an apply looks for",
  ({ environment }) => {
    const trustedArns = [`arn:aws:iam::${environment.account}:role/on-call`];
    const access = { ...environment.access, operators: { mode: "role" as const, trustedArns } };
    const addresses = synthesizeEnvironment({ ...environment, access }).addresses();
    for (const known of Object.values(knownAddresses)) expect(addresses).toContain(known);
  },
);

test("nothing is left of environments that have no file", () => {
  expect(leftOvers(names)).toEqual([]);
});

test("distinguishes a renamed resource from one that is new, and what to do about each", () => {
  expect(difference("x.txt", ["aws_db_instance.db"], ["aws_db_instance.database"])).toBe(
    `x.txt and the module differ:
  - aws_db_instance.db
  + aws_db_instance.database
A resource that only got another address would be deleted and made anew: add { from, to } to src/stack/moved.ts.
Then run: npm run generate`,
  );
  expect(difference("x.txt", ["a.b"], ["a.b", "a.c"])).toBe(`x.txt and the module differ:
  + a.c
Then run: npm run generate`);
});

test("what moved is at its new address in some environment, and nothing is at the old one", () => {
  const all = new Set(
    fixtureEnvironments().flatMap(({ environment }) =>
      synthesizeEnvironment(environment).addresses(),
    ),
  );
  expect(moves.filter(({ from, to }) => all.has(from) || !all.has(to))).toEqual([]);
});
