import { describe, test } from "vitest";
import { lookFor, mayBeAbsentInCi, type ToolName } from "./find-tool";

export { findTool, requireTool, type ToolName, toolNames } from "./find-tool";

/**
 * Tests that need outside tools; `body` gets their absolute paths by name. Where one is missing the
 * whole group is one skipped test that says which and how to get it. In a pipeline (`CI=true`) it is
 * one failed test instead, so that nothing goes untested unseen.
 */
export function describeWithTools<Name extends ToolName>(
  needed: readonly Name[],
  title: string,
  body: (paths: Readonly<Record<Name, string>>) => void,
): void {
  const found = needed.map((name) => ({ name, ...lookFor(name) }));
  const missing = found.filter(({ path }) => path === undefined);
  describe(title, () => {
    if (missing.length === 0) {
      const paths = found.map(({ name, path }) => [name, path]);
      body(Object.fromEntries(paths) as Record<Name, string>);
      return;
    }
    const complaint = missing.map((tool) => tool.complaint).join("; ");
    test("has the tools it needs", ({ skip }) => {
      if (mustHave(missing.map(({ name }) => name))) throw new Error(complaint);
      skip(`${title}: ${complaint}`);
    });
  });
}

function mustHave(missing: readonly ToolName[]): boolean {
  return process.env["CI"] === "true" && !missing.every(mayBeAbsentInCi);
}
