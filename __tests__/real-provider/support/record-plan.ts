import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "vitest";
import { readPlan } from "../../../src/review/read/plan";
import { reviewPlan } from "../../../src/review/review-plan";
import type { OwnPlan } from "../../review/support/own-plans";
import type { Document } from "../../review/support/plans";
import { fine, type TerraformWorld } from "../../support/terraform-world";

const fixtures = resolve(__dirname, "../../fixtures/own-plans");

/**
 * Where `SLIPWAY_RECORD` is `true`: writes the plan that was just made as a fixture of the review's tests, cut to what changes and what that is connected with.
 * Throws where the review says something else of what is left than of the whole.
 */
export async function recordPlan(world: TerraformWorld, name: OwnPlan): Promise<void> {
  if (process.env["SLIPWAY_RECORD"] !== "true") return;
  const run = await world.terraform(world.name, ["show", "-json", "plan"], { as: "plan" });
  const whole = JSON.parse(fine(run).output) as Document;
  const cut = cutToChanges(whole);
  const said = (document: Document) => reviewPlan(readPlan(document, name)).findings;
  expect(said(cut)).toEqual(said(whole));
  writeFileSync(join(fixtures, `${name}.json.gz`), gzipSync(JSON.stringify(cut), { level: 9 }));
}

function cutToChanges(plan: Document): Document {
  const { resources, ...rootModule } = plan.configuration.root_module;
  const name = ({ mode, type, name }: Block) => `${mode === "data" ? "data." : ""}${type}.${name}`;
  const references = (block: Block) =>
    [...JSON.stringify(block).matchAll(/(?:data\.)?aws_\w+\.\w+/g)].map(([reference]) => reference);
  const changed = new Set(
    plan.resource_changes
      .filter(({ change }) => change.actions.join() !== "no-op")
      .map(({ address }) => address),
  );
  const near = new Set(changed);
  for (const block of resources) {
    const others = references(block);
    if (changed.has(name(block))) for (const other of others) near.add(other);
    if (others.some((other) => changed.has(other))) near.add(name(block));
  }
  const {
    prior_state: _,
    planned_values: __,
    timestamp: ___,
    ...rest
  } = plan as Document & Readonly<Record<"prior_state" | "planned_values" | "timestamp", unknown>>;
  return {
    ...rest,
    planned_values: { root_module: {} },
    configuration: {
      ...plan.configuration,
      root_module: { ...rootModule, resources: resources.filter((block) => near.has(name(block))) },
    },
    resource_changes: plan.resource_changes.filter(({ address }) => near.has(address)),
    resource_drift: (plan.resource_drift ?? []).filter(({ address }) => near.has(address)),
  };
}

type Block = Document["configuration"]["root_module"]["resources"][number] & {
  readonly mode?: string;
};
