import { expect, test } from "vitest";
import { chosen } from "../../src/config/environments-folder";
import { readPlan } from "../../src/review/read/plan";
import { reviewPlan } from "../../src/review/review-plan";
import { reviewedEnvironment } from "../../src/review/reviewed-environment";
import { fixtureEnvironments } from "../support/fixture-environments";
import { stackOnce } from "../support/stack-once";
import { firstPlan } from "./support/first-plan";

const environments = fixtureEnvironments();

async function strangers(planOf: string, readAs: string) {
  const plan = readPlan(firstPlan(stackOnce(chosen(environments, planOf).environment)), "test");
  const environment = await reviewedEnvironment(chosen(environments, readAs));
  return reviewPlan(plan, { environment })
    .findings.filter(({ rule }) => rule === "another-environment")
    .map(({ what }) => what);
}

test.each(environments)("a plan of $name is one of $name", async ({ name }) => {
  expect(await strangers(name, name)).toEqual([]);
});

test("refuses production's plan as dev's, although every address is equal", async () => {
  expect(await strangers("eec-prod", "eec-dev")).toEqual([
    "the plan's provider says account 111111111111: this is not a plan of eec-dev",
  ]);
});

test("refuses the plan of a sibling in the same account by its tags", async () => {
  const dev = await reviewedEnvironment(chosen(environments, "eec-dev"));
  const plan = readPlan(firstPlan(stackOnce(chosen(environments, "eec-dev").environment)), "test");
  const sibling = { ...dev, name: "eec-demo", identity: { ...dev.identity, environment: "demo" } };

  expect(reviewPlan(plan, { environment: sibling }).findings.map(({ what }) => what)).toContain(
    "the plan's provider says environment dev: this is not a plan of eec-demo",
  );
});
