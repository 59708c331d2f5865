import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BatchDeleteImageCommand, DescribeImagesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { expect } from "vitest";
import { copyRepository } from "../../support/repository-copy";
import { fine, type TerraformWorld } from "../../support/terraform-world";
import type { Life } from "./life";
import { plan, withoutRefresh } from "./planned";

/** It cannot be destroyed by mistake; on purpose it can. */
export function isTornDown(life: Life): void {
  const { world, step } = life;
  step(
    "is not destroyed while it is protected, and the review refuses the plan of it",
    async () => {
      const { name } = world();
      const terraform = (...args: string[]) => world().terraform(name, args, { as: "destroy" });
      const planned = await terraform("plan", "-destroy", "-refresh=false", "-out=gone");
      expect([planned.code, planned.output]).toEqual([
        1,
        expect.stringContaining("Instance cannot be destroyed"),
      ]);
      const before = (await terraform("state", "list")).output;
      expect((await terraform("destroy", "-refresh=false", "-auto-approve")).code).toBe(1);
      expect((await terraform("state", "list")).output).toBe(before);

      const { output } = fine(await terraform("show", "-json", "gone"));
      writeFileSync(join(world().folder, "gone.json"), output);
      const review = await world().slipway(["review", "gone.json", "--environment", name], {
        as: "plan",
      });
      expect([review.code, review.output]).toEqual([1, expect.stringContaining("refused, for ")]);
    },
  );

  isTornDownOnPurpose(life);
}

/** It is destroyed in the cookbook's five steps. */
export function isTornDownOnPurpose({ world, step }: Life): void {
  step("is torn down as the cookbook says", async () => {
    const { name } = world();
    const checkout = unprotected(world());
    const { refused } = await plan(world(), { checkout, env: withoutRefresh });
    const approved = await plan(world(), { checkout, approve: refused });
    expect(approved.refused).toEqual([]);
    fine(await world().slipway(["apply", name], { as: "apply", checkout }));
    await emptyRepository(world());
    fine(await world().terraform(name, ["destroy", "-auto-approve"], { as: "destroy" }));
    expect((await world().terraform(name, ["state", "list"], { as: "destroy" })).output).toBe("");
  });
}

/** A checkout in which the constructs protect nothing, as somebody makes it who means it. */
function unprotected({ folder }: TerraformWorld): string {
  const checkout = join(folder, "unprotected");
  mkdirSync(checkout);
  copyRepository(checkout);
  const constructs = join(checkout, "src/stack");
  for (const file of readdirSync(constructs, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const path = join(constructs, file);
    const text = readFileSync(path, "utf8");
    const without = text.replace(
      /((?:preventDestroy|\w*[dD]eletionProtection\w*): )true/g,
      "$1false",
    );
    if (without !== text) writeFileSync(path, without);
  }
  return checkout;
}

async function emptyRepository({ emulator, environment }: TerraformWorld): Promise<void> {
  const ecr = new ECRClient(emulator.clientConfig);
  const repositoryName = environment().repository.name;
  const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
  const imageIds = imageDetails.map(({ imageDigest }) => ({ imageDigest }));
  const { failures = [] } = await ecr.send(
    new BatchDeleteImageCommand({ repositoryName, imageIds }),
  );
  expect(failures).toEqual([]);
}
