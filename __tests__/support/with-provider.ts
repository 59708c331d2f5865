import { describe, type TestContext, test } from "vitest";
import { lookFor, type ToolName } from "./find-tool";
import { findProviderMirror, howToGetProvider, type ProviderMirror } from "./provider-mirror";
import { describeWithTools } from "./tools";

/** What tests with the real provider run. */
export interface FoundProvider {
  readonly provider: ProviderMirror;
  /** Terraform, or what TERRAFORM_BINARY_NAME says. */
  readonly terraform: string;
}

/** Tests that need the real provider in an emulator, and more tools; one skipped test where something is missing. */
export function describeWithProvider<Name extends ToolName = never>(
  title: string,
  body: (found: FoundProvider, tools: Readonly<Record<Name | "crane", string>>) => void,
  alsoNeeds: readonly Name[] = [],
): void {
  const provider = findProviderMirror();
  if (provider === undefined) {
    describe(title, () => {
      test("has the provider that it needs", (context) => withoutProvider(context, title));
    });
    return;
  }
  const needed: readonly (ToolName | Name)[] = ["ministack", "crane", "terraform", ...alsoNeeds];
  describeWithTools(needed, title, (tools) =>
    body({ provider, terraform: process.env["TERRAFORM_BINARY_NAME"] || tools.terraform }, tools),
  );
}

/** Provider and Terraform for a test that does the rest of its work without them; undefined where one is missing. */
export function findProvider(): FoundProvider | undefined {
  const provider = findProviderMirror();
  const terraform = process.env["TERRAFORM_BINARY_NAME"] || lookFor("terraform").path;
  return provider && terraform ? { provider, terraform } : undefined;
}

/** Ends a test that has no provider: skipped, or failed where there must be one. */
export function withoutProvider({ skip }: TestContext, title: string): void {
  if (process.env["SLIPWAY_REQUIRE_PROVIDER"] === "true") throw new Error(howToGetProvider);
  skip(`${title}: ${howToGetProvider}`);
}
