import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import { fine } from "../support/terraform-world";
import { describeWorld } from "./support/journey";
import { comesToLife } from "./support/life";
import { plan, withoutRefresh } from "./support/planned";

const example = "examples/with-a-queue";

// A team's project, whose own `main.ts` adds a queue to each environment: it is checked, reviewed and applied like what the module makes.
describeWorld({ name: "loan-engine-test", addToProject: ownMain }, ({ world, step }) => {
  comesToLife(
    { world, step },
    {
      create: [
        "aws_lb.load_balancer:create", // it faces the Internet
        "aws_vpc_security_group_ingress_rule.network_load_balancer_443_from_198_51_100_0_24:create",
        "aws_vpc_security_group_ingress_rule.network_load_balancer_80_from_198_51_100_0_24:create",
      ],
      variants: {},
    },
  );

  step(
    "made the queue, encrypted by the environment's key, and knows it in the state",
    async () => {
      const { resources } = JSON.parse(
        fine(await world().terraform(world().name, ["state", "pull"], { as: "plan" })).output,
      );
      const attributesOf = (type: string, name: string) =>
        resources.find(
          (one: { type: string; name: string }) => one.type === type && one.name === name,
        )?.instances[0].attributes;
      expect(attributesOf("aws_sqs_queue", "orders")).toMatchObject({
        name: "loan-engine-test-orders",
        kms_master_key_id: attributesOf("aws_kms_key", "encryption").arn,
      });
      fine(await world().slipway(["state", world().name], { as: "plan" }));
    },
  );

  step("refuses to lose the queue when main.ts no longer adds it", async () => {
    writeFileSync(
      join(world().folder, "main.ts"),
      'import { synthesizeProject } from "slipway";\n\nsynthesizeProject(() => {});\n',
    );
    const planned = await plan(world(), { env: withoutRefresh });
    expect(planned.changes).toEqual({
      "aws_iam_role_policy.orders_policy": "destroyed",
      "aws_sqs_queue.orders": "destroyed",
    });
    expect(planned.refused).toContain("aws_sqs_queue.orders:delete");
  });
});

/** The example's `main.ts`, and packages as they are where Slipway is installed. */
function ownMain(folder: string): void {
  cpSync(join(example, "main.ts"), join(folder, "main.ts"));
  const settings = JSON.parse(readFileSync(join(folder, "cdktf.json"), "utf8"));
  const { app } = JSON.parse(readFileSync(join(example, "cdktf.json"), "utf8"));
  writeFileSync(join(folder, "cdktf.json"), JSON.stringify({ ...settings, app }));
  mkdirSync(join(folder, "node_modules/@cdktf"), { recursive: true });
  symlinkSync(resolve("."), join(folder, "node_modules/slipway"));
  const provider = "node_modules/@cdktf/provider-aws";
  symlinkSync(resolve(provider), join(folder, provider));
}
