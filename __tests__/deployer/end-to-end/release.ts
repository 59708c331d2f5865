import { isDeepStrictEqual } from "node:util";
import { DescribeTaskDefinitionCommand, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { expect, test } from "vitest";
import { placeholderDigest } from "../../../src/contract/images";
import { type Apply, release } from "../support/deployer";
import { stackTaskDefinition } from "../support/stack-task-definition";

export function releaseCases(apply: Apply): void {
  test("is released, and the first release starts the service", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    expect(await world.runningDigest()).toBe(placeholderDigest);

    const output = await world.run(world.scanEvent(digest, ["main-1"]));

    expect(output).toMatchObject({ outcome: "released", digest, warnings: [] });
    expect(await world.runningDigest()).toBe(digest);
    expect(await world.service()).toMatchObject({ desiredCount: 2, runningCount: 2 });
    expect((await world.noted()).scalableTargets).toEqual({
      "service/shop-dev/shop-dev": expect.objectContaining({ MinCapacity: 1, MaxCapacity: 3 }),
    });
    expect(await world.pointer()).toBe(digest);
    expect(await world.tagsOf(digest)).toEqual(["main-1", `released-${digest.slice(7, 19)}`]);
    expect(await world.item("decision", digest)).toMatchObject({
      outcome: "released",
      by: "scan of the image",
    });
    expect(await world.items("release")).toMatchObject([{ digest, rollback: "" }]);
    expect(await world.items("lock")).toEqual([]);
    expect(await world.letters()).toMatchObject([
      {
        subject: `shop-dev: released ${digest.slice(7, 19)}`,
        message: expect.stringContaining("shop-dev: The image was released.\n\nfindings: none\n"),
      },
    ]);
  });

  test("is released again without touching the number of tasks", async () => {
    const world = await apply();
    await release(world);
    const digest = await world.pushImage("b", "v2");
    await world.scanned(digest);

    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "released" });

    const [first, second] = await world.calls("ecs:UpdateService");
    expect(first).toMatchObject({ DesiredCount: 2 });
    expect(second).not.toHaveProperty("DesiredCount");
    expect(await world.calls("applicationautoscaling:RegisterScalableTarget")).toHaveLength(1);
    expect(await world.pointer()).toBe(digest);
  });

  test("is registered as Terraform would write it for that digest, field by field and tag by tag", async () => {
    const world = await apply();
    await world.clients.ecs.send(
      new RegisterTaskDefinitionCommand(stackTaskDefinition(world.account, placeholderDigest)),
    );
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    const { revision } = await world.run(world.scanEvent(digest));

    const { taskDefinition, tags } = await world.clients.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: revision, include: ["TAGS"] }),
    );
    const { tags: expectedTags, ...expected } = stackTaskDefinition(world.account, digest);
    expect(taskDefinition).toMatchObject(expected);
    // Nothing that the stack does not write, but for what ECS fills in by itself.
    const written = Object.entries(taskDefinition ?? {}).flatMap(([field, value]) =>
      isDeepStrictEqual(value, []) || value === "" ? [] : [field],
    );
    const filledIn = [
      "taskDefinitionArn",
      "revision",
      "status",
      "registeredAt",
      "registeredBy",
      "compatibilities",
    ];
    expect(written.filter((field) => !filledIn.includes(field)).sort()).toEqual(
      Object.keys(expected)
        .filter((field) => !isDeepStrictEqual(expected[field as keyof typeof expected], []))
        .sort(),
    );
    expect(tags).toEqual(expectedTags);
  });

  test("is migrated to once, in the service's network, before the service changes", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    const execution = await world.start(world.scanEvent(digest));
    const { revision } = await world.outputOf(execution);

    expect(await world.calls("ecs:RunTask")).toEqual([
      {
        Cluster: "shop-dev",
        TaskDefinition: revision,
        LaunchType: "FARGATE",
        PlatformVersion: "1.4.0",
        NetworkConfiguration: {
          AwsvpcConfiguration: {
            Subnets: ["subnet-0a1b2c3d4e5f70111"],
            SecurityGroups: ["sg-0a1b2c3d4e5f70201"],
            AssignPublicIp: "DISABLED",
          },
        },
        ClientToken: expect.stringMatching(/^[0-9a-f]{64}$/),
        StartedBy: expect.stringMatching(
          new RegExp(`^slipway-migration/shop-dev/${digest.slice(7)}/[0-9a-f]{8}$`),
        ),
        Overrides: {
          ContainerOverrides: [{ Name: "app", Command: ["alembic", "upgrade", "head"] }],
        },
      },
    ]);
    const path = await world.path(execution);
    expect(path.indexOf("Start the migration")).toBeLessThan(path.indexOf("Update the service"));
  });

  test("is released without a migration where the environment has none", async () => {
    const world = await apply({ migrationCommand: null });
    const digest = await release(world);
    expect(await world.calls("ecs:RunTask")).toEqual([]);
    expect(await world.runningDigest()).toBe(digest);
  });
}
