import type { Statement } from "../../base/policy";

/** Puts a word before each statement's name, where a policy has the same for two environments. */
export function named(prefix: string, statements: readonly Statement[]): Statement[] {
  return statements.map((statement) => ({ ...statement, Sid: `${prefix}${statement.Sid}` }));
}
