/** A table whose rows the tests must notice. Paths are globs, so that a file that moves within its room stays in its table. */
export interface NamedTable {
  readonly name: string;
  /** Files of the table; a glob that matches nothing is an error. */
  readonly sources: readonly string[];
  /** Plain tests that judge it: no emulator, no other program. */
  readonly tests: readonly string[];
  /** Mutants that change nothing, by `file: change`. One that is not there any more is an error. */
  readonly equivalent?: readonly { readonly mutant: string; readonly because: string }[];
}

/** Every table that `npm run mutate` knows. */
export const tables: readonly NamedTable[] = [
  {
    name: "key-policies",
    sources: ["src/stack/**/encryption-key.ts"],
    tests: ["__tests__/stack/**/encryption-key/*.test.ts"],
  },
  {
    name: "buckets",
    sources: ["src/stack/**/private-bucket.ts"],
    tests: ["__tests__/stack/**/private-bucket.test.ts"],
  },
  {
    name: "deployer-roles",
    sources: [
      "src/base/policy.ts",
      "src/deployer/policy.ts",
      "src/stack/**/delivery-role.ts",
      "src/stack/**/request-role.ts",
      "src/stack/**/starter-role.ts",
    ],
    tests: ["__tests__/deployer/policy.test.ts", "__tests__/stack/**/delivery-role.test.ts"],
  },
  {
    name: "attributes",
    sources: ["src/review/attributes/*.ts"],
    tests: ["__tests__/review/attributes/rows.test.ts"],
  },
];
