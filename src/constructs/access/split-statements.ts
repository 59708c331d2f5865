import { policyJson, type Statement } from "../../base/policy";

/**
 * Spreads statements over as few policies as hold them in their order, each at most so many characters as JSON; throws where one
 * statement alone is longer.
 */
export function splitStatements(statements: readonly Statement[], longest: number): Statement[][] {
  const policies: Statement[][] = [];
  for (const statement of statements) {
    const last = policies.at(-1);
    if (last && policyJson([...last, statement]).length <= longest) {
      last.push(statement);
      continue;
    }
    const { length } = policyJson([statement]);
    if (length > longest) {
      throw new Error(`${statement.Sid}: must be at most ${longest} characters, got ${length}`);
    }
    policies.push([statement]);
  }
  return policies;
}
