import { BatchDeleteImageCommand } from "@aws-sdk/client-ecr";
import { expect, test } from "vitest";
import { placeholderDigest } from "../../../src/contract/images";
import { deliveryPolicy } from "../../../src/deployer/policy";
import { type Apply, release } from "../support/deployer";

export function troubleCases(apply: Apply): void {
  const throttled = { code: "ThrottlingException", message: "Rate exceeded" };

  test("calls that are throttled are repeated", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    await world.fixtures({
      errors: {
        "ecr:DescribeImageScanFindings": [{ ...throttled, times: 3 }],
        "ecs:RegisterTaskDefinition": [{ ...throttled, times: 2 }],
        "ssm:PutParameter": [{ code: "TooManyUpdates", message: "later", times: 2 }],
      },
    });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "released" });
    // Read once without the lock, after three tries, and once with it.
    expect(await world.calls("ecr:DescribeImageScanFindings")).toHaveLength(5);
  });

  test("calls that stay throttled are reported, and the next run tries again", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    await world.fixtures({
      errors: { "ecr:DescribeImageScanFindings": [{ ...throttled, times: 7 }] },
    });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "throttled",
      detail: { error: "Ecr.ThrottlingException", cause: "Rate exceeded", step: "Read the scan" },
    });
    expect(await world.items("lock")).toEqual([]);
    expect(await world.schedule()).toMatchObject({ outcome: "released", digest });
  });

  test("a permission that is missing is reported with its name, and nothing is left behind", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    const policy = deliveryPolicy(world);
    await world.fixtures({
      policy: { Statement: policy.filter(({ Sid }) => Sid !== "RunMigrations") },
    });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "migration-not-started",
      detail: { reason: expect.stringContaining("not authorized to perform: ecs:RunTask") },
    });
    await world.fixtures({
      policy: { Statement: policy.filter(({ Sid }) => Sid !== "ChangeTheService") },
    });
    expect(await world.ask(digest, { force: true })).toMatchObject({
      outcome: "aws-error",
      detail: { error: "Ecs.AccessDeniedException", step: "Look at the service" },
    });
    expect(await world.items("lock")).toEqual([]);
    expect(await world.activeRevisions()).toEqual([1]);
    expect(await world.runningDigest()).toBe(placeholderDigest);
  });

  test("a release whose pointer could not be written is completed by the next run", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    const trouble = { code: "InternalServerError", message: "try later", times: 7 };
    await world.fixtures({ errors: { "ssm:PutParameter": [trouble] } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "pointer-not-written",
      detail: { step: "Write the pointer", cause: "try later" },
    });
    expect(await world.runningDigest()).toBe(digest);
    expect(await world.activeRevisions()).toEqual([1, 2]);
    expect(await world.pointer()).toBe(placeholderDigest);

    expect(await world.schedule()).toMatchObject({ outcome: "pointer-healed", digest });
    expect(await world.pointer()).toBe(digest);
    expect(await world.items("release")).toMatchObject([{ digest }]);
    expect(await world.calls("ecs:UpdateService")).toHaveLength(1);
    expect(await world.schedule()).toMatchObject({ outcome: "nothing-new" });
  });

  test("a first release whose scaling minimum could not be set is completed by the next run", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    const trouble = { code: "InternalServiceException", message: "try later", times: 7 };
    await world.fixtures({
      errors: { "applicationautoscaling:RegisterScalableTarget": [trouble] },
    });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "pointer-not-written",
    });
    expect(await world.schedule()).toMatchObject({ outcome: "pointer-healed" });
    expect((await world.noted()).scalableTargets).toBeDefined();
  });

  test("a release that cannot be tagged is a release with a warning, and tagged by the next run", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    const trouble = { code: "LayersNotFoundException", message: "no layers", times: 7 };
    await world.fixtures({ errors: { "ecr:PutImage": [trouble] } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "released",
      warnings: [
        "the registry tag could not be set, so the image may expire: Ecr.LayersNotFoundException",
      ],
    });
    expect(await world.schedule()).toMatchObject({ outcome: "pointer-healed" });
    expect(await world.tagsOf(digest)).toContain(`released-${digest.slice(7, 19)}`);
  });

  test("a revision that could not be deregistered is named in a warning", async () => {
    const world = await apply();
    await release(world);
    const digest = await world.pushImage("b", "main-2");
    await world.scanned(digest);
    await world.fixtures({
      containers: { [digest]: { task: { exitCode: 1 } } },
      errors: { "ecs:DeregisterTaskDefinition": [{ ...throttled, times: 7 }] },
    });
    const output = await world.run(world.scanEvent(digest));
    expect(output).toMatchObject({
      outcome: "migration-failed",
      warnings: [`${output.revision} could not be deregistered: Ecs.ThrottlingException`],
    });
    expect(await world.items("lock")).toEqual([]);
  });

  test("what somebody else put into the service becomes a release only through the gate", async () => {
    const world = await apply();
    await release(world);
    const digest = await world.pushImage("b", "main-2");
    await world.scanned(digest, { status: "COMPLETE", counts: { CRITICAL: 1 } });
    await world.deployByHand(digest);
    expect(await world.schedule()).toMatchObject({ outcome: "findings", digest });
    expect(await world.pointer()).not.toBe(digest);
    await world.scanned(digest);
    expect(await world.schedule()).toMatchObject({ outcome: "pointer-healed", digest });
    expect(await world.pointer()).toBe(digest);
  });

  test("subscribers that cannot be reached do not undo a release", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    await world.fixtures({
      errors: { "sns:Publish": [{ code: "KmsDisabled", message: "no key", times: 7 }] },
    });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "released",
      warnings: ["the subscribers could not be notified: Sns.KmsDisabledException"],
    });
    expect(await world.pointer()).toBe(digest);
  });

  const noLayers = { code: "LayersNotFoundException", message: "no layers", times: 1000 };

  test("a released tag that belongs to another digest is a failure that says what to do, reported and recorded once", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    const tag = `released-${digest.slice(7, 19)}`;
    const other = await world.pushImage("other", tag);

    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "released-untagged",
      result: "failed",
      detail: { digest, tag, reason: `the tag ${tag} belongs to ${other}` },
    });
    expect(await world.pointer()).toBe(digest);
    expect(await world.activeRevisions()).toEqual([1, 2]);
    expect(await world.items("release")).toMatchObject([{ digest }]);
    expect(await world.item("decision", digest)).toMatchObject({ releasedAt: expect.anything() });

    for (let n = 0; n < 3; n += 1) {
      expect(await world.schedule()).toMatchObject({ outcome: "released-untagged", digest });
    }
    expect(await world.items("history")).toHaveLength(1);
    expect(await world.items("release")).toHaveLength(1);
    expect(await world.letters()).toHaveLength(2); // of the release, and of the schedule's first look

    await world.clients.ecr.send(
      new BatchDeleteImageCommand({
        repositoryName: world.names.repository,
        imageIds: [{ imageTag: tag }],
      }),
    );
    expect(await world.schedule()).toMatchObject({ outcome: "pointer-healed", digest });
    expect(await world.tagsOf(digest)).toEqual(["main-1", tag]);
    expect(await world.items("release")).toHaveLength(1);
    expect(await world.schedule()).toMatchObject({ outcome: "nothing-new" });
  });

  test("a tag that was set by a call whose answer was lost is the image's own", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    for (const code of ["ImageTagAlreadyExistsException", "ImageAlreadyExistsException"]) {
      await world.fixtures({
        errors: { "ecr:PutImage": [{ code, message: "there", times: 1, after: true }] },
      });
      expect(await world.ask(digest, { force: true })).toMatchObject({ warnings: [] });
      expect(await world.pointer()).toBe(digest);
    }
    expect(await world.tagsOf(digest)).toContain(`released-${digest.slice(7, 19)}`);
  });

  test("completing a release that changes nothing is not recorded again", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    await world.fixtures({ errors: { "ecr:PutImage": [noLayers] } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "released" });
    expect(await world.schedule()).toMatchObject({
      outcome: "released-untagged",
      detail: { reason: "Ecr.LayersNotFoundException" },
    });
    expect(await world.schedule()).toMatchObject({ outcome: "released-untagged" });
    expect(await world.schedule()).toMatchObject({ outcome: "released-untagged" });
    expect(await world.items("history")).toHaveLength(2);
    expect(await world.items("release")).toHaveLength(1);
    expect(await world.letters()).toHaveLength(2);
  });

  test("decisions that DynamoDB left out are not taken for images without one", async () => {
    const world = await apply();
    await release(world);
    const digest = await world.pushImage("b", "main-2");
    await world.scanned(digest);
    const table = world.names.delivery;
    const key = { kind: { S: "decision" }, id: { S: digest } };
    const answers = [
      { Responses: { [table]: [] }, UnprocessedKeys: { [table]: { Keys: [key] } } },
      { Responses: {} },
      {},
    ];
    for (const answer of answers) {
      await world.fixtures({ answers: { "dynamodb:BatchGetItem": [{ answer, times: 1 }] } });
      expect(await world.schedule(), JSON.stringify(answer)).toMatchObject({
        outcome: "throttled",
        digest: "",
        detail: { cause: "BatchGetItem left out decisions because of throttling" },
      });
    }
    expect(await world.schedule()).toMatchObject({ outcome: "released", digest });
  });
}
