import {
  DeleteServiceCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { DeleteParameterCommand } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { type Apply, release } from "../support/deployer";

export function candidateCases(apply: Apply): void {
  test("leaves alone what already runs, and notifies nobody of a rescan", async () => {
    const world = await apply();
    const digest = await release(world);
    const output = await world.run(world.scanEvent(digest));
    expect(output).toMatchObject({ outcome: "already-running", digest });
    expect(await world.items("history")).toHaveLength(1);
    expect(await world.letters()).toEqual([]);
    expect(await world.calls("ecs:UpdateService")).toHaveLength(1);
  });

  test("leaves alone what is being rolled out already, such as by an apply", async () => {
    const world = await apply();
    const first = await release(world);
    await world.fixtures({ containers: { [first]: { service: "slow" } } });
    await world.deployByHand(first);
    expect(await world.run(world.scanEvent(first))).toMatchObject({
      outcome: "already-running",
      detail: { rollout: "IN_PROGRESS" },
    });
    expect(await world.items("lock")).toEqual([]);
  });

  test("refuses an image that is older than what runs, so a rescan never downgrades", async () => {
    const world = await apply();
    const older = await world.pushImage("older", "main-1");
    await world.scanned(older);
    const newer = await release(world, "newer", "main-2");

    expect(await world.run(world.scanEvent(older))).toMatchObject({ outcome: "older" });
    expect(await world.ask(older)).toMatchObject({ outcome: "older" });
    expect(await world.runningDigest()).toBe(newer);
    expect(await world.item("decision", older)).toBeUndefined();
  });

  const named = (name: string) => ({ schemaVersion: 2, config: { digest: `sha256:${name}` } });
  const sameSecond = 1_760_009_000;

  test("releases each of two images that were pushed in the same second, once", async () => {
    const world = await apply();
    await release(world);
    const one = await world.pushManifest(named("one"), "main-one", sameSecond);
    const two = await world.pushManifest(named("two"), "main-two", sameSecond);
    await world.scanned(one);
    await world.scanned(two);
    expect(await world.run(world.scanEvent(one))).toMatchObject({ outcome: "released" });
    expect(await world.schedule()).toMatchObject({ outcome: "released", digest: two });
    expect(await world.schedule()).toMatchObject({ outcome: "nothing-new" });
    expect(await world.run(world.scanEvent(one))).toMatchObject({ outcome: "already-decided" });
    expect(await world.runningDigest()).toBe(two);
  });

  test("takes up an image that gets a counted tag long after its push and scan, unless a later push runs", async () => {
    const world = await apply();
    await release(world);
    const pushed = sameSecond - 60;
    const digest = await world.pushManifest(named("tagged"), "feature-1", pushed);
    const older = await world.pushManifest(named("older"), "feature-2", pushed - 60);
    await world.scanned(digest);
    await world.scanned(older);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "not-a-candidate" });

    await world.pushManifest(named("tagged"), "main-9", pushed);
    expect(await world.schedule()).toMatchObject({ outcome: "released", digest });

    // The time of the push decides: ECR does not say when a tag was set.
    await world.pushManifest(named("older"), "main-10", pushed - 60);
    expect(await world.schedule()).toMatchObject({ outcome: "nothing-new" });
    expect(await world.run(world.scanEvent(older))).toMatchObject({ outcome: "older" });
    expect(await world.ask(older)).toMatchObject({ outcome: "older" });
    expect(await world.ask(older, { force: true })).toMatchObject({ outcome: "released" });
  });

  test("deploys an older image that somebody forces", async () => {
    const world = await apply();
    const older = await world.pushImage("older", "main-1");
    await world.scanned(older);
    await release(world, "newer", "main-2");
    expect(await world.ask(older, { force: true })).toMatchObject({ outcome: "released" });
    expect(await world.runningDigest()).toBe(older);
  });

  test("refuses to judge the age of an image that is not in the repository, unless forced", async () => {
    const world = await apply();
    await release(world);
    const foreign = world.taskDefinition("sha256:0");
    const [container] = foreign.containerDefinitions;
    await world.clients.ecs.send(
      new RegisterTaskDefinitionCommand({
        ...foreign,
        containerDefinitions: [{ ...container, image: "public.example.gov/shop:1" }],
      }),
    );
    await world.clients.ecs.send(
      new UpdateServiceCommand({
        cluster: "shop-dev",
        service: "shop-dev",
        taskDefinition: "shop-dev",
      }),
    );
    const digest = await world.pushImage("b", "main-2");
    await world.scanned(digest);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "age-unknown",
      detail: { runs: "public.example.gov/shop:1" },
    });
    expect(await world.ask(digest, { force: true })).toMatchObject({ outcome: "released" });
  });

  test("passes over a scanned image whose tags do not count, but deploys it when asked", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "experiment");
    await world.scanned(digest);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "not-a-candidate" });
    expect(await world.letters()).toEqual([]);
    expect(await world.ask(digest)).toMatchObject({
      outcome: "released",
      by: "anna@example.gov",
    });
  });

  test("waits a minute for a tag that comes after the scan, as a promoted image's does", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "copied");
    await world.scanned(digest);
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Wait for its tag");
    await world.pushImage("a", "main-1");
    expect(await world.outputOf(execution)).toMatchObject({ outcome: "released", digest });
  });

  test("waits a minute for an index that is pushed after the scan of its image", async () => {
    const world = await apply();
    const image = await world.pushImage("a");
    await world.scanned(image);
    const execution = await world.start(world.scanEvent(image));
    await world.entered(execution, "Wait for its tag");
    const platform = { os: "linux", architecture: "amd64" };
    const index = await world.pushIndex([{ digest: image, platform }], "main-1");
    expect(await world.outputOf(execution)).toMatchObject({ outcome: "released", digest: index });
  });

  test("passes over an untagged image that no index contains", async () => {
    const world = await apply();
    const digest = await world.pushImage("a");
    await world.pushIndex([{ digest: "sha256:other", platform: { os: "linux" } }], "main-1");
    await world.pushIndex([{ digest, platform: { os: "linux" } }], "experiment");
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "not-a-candidate" });
  });

  test("refuses a digest that the repository does not hold", async () => {
    const world = await apply();
    const digest = `sha256:${"a".repeat(64)}`;
    expect(await world.ask(digest)).toMatchObject({
      outcome: "image-missing",
      detail: { digest, repository: "shop/dev" },
    });
  });

  const digest = `sha256:${"a".repeat(64)}`;
  test.each([
    ["nothing that it knows", {}],
    ["a digest without a name", { digest }],
    ["a tag instead of a digest", { digest: "main-1", requestedBy: "anna" }],
    ["a digest that is no text", { digest: [digest], requestedBy: "anna" }],
    ["the schedule of somebody else", { schedule: "nightly" }],
    ["a clean-up for another machine", { cleanUp: { executionArn: "arn:aws:states:x" } }],
    [
      "a scan of another repository",
      {
        "detail-type": "ECR Image Scan",
        detail: { "repository-name": "other", "image-digest": digest },
      },
    ],
    [
      "a scan without a digest",
      { "detail-type": "Inspector2 Scan", detail: { "repository-name": "shop/dev" } },
    ],
  ])("refuses an input that is %s", async (_, input) => {
    const world = await apply();
    expect(await world.run(input)).toMatchObject({ outcome: "wrong-input" });
    expect(await world.items("lock")).toEqual([]);
  });

  test("says that the environment is not applied when its pointer is missing", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.clients.ssm.send(new DeleteParameterCommand({ Name: "/shop/dev/image" }));
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "not-applied",
      detail: { missing: "parameter /shop/dev/image" },
    });
  });

  test("says that the environment is not applied when its service is gone", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.clients.ecs.send(
      new DeleteServiceCommand({ cluster: "shop-dev", service: "shop-dev", force: true }),
    );
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "not-applied",
      detail: { missing: "service shop-dev" },
    });
  });

  const saysNothing: object[] = [
    {},
    { Services: [], Failures: [] },
    { Services: [], Failures: [{ Reason: "ACCESS_DENIED" }] },
    { Services: [{ Status: "ACTIVE", DesiredCount: 2 }] },
    { Services: [{ Status: "ACTIVE", Deployments: [{ Status: "PRIMARY", Id: "1" }] }] },
    {
      Services: [
        { Status: "ACTIVE", DesiredCount: null, Deployments: [{ Status: "PRIMARY", Id: "1" }] },
      ],
    },
  ];
  test("does not take an answer that says nothing for a service that is not there", async () => {
    const world = await apply();
    const first = await release(world);
    const digest = await world.pushImage("b", "main-2");
    await world.scanned(digest);
    for (const answer of saysNothing) {
      await world.fixtures({ answers: { "ecs:DescribeServices": [{ answer, times: 1 }] } });
      expect(await world.run(world.scanEvent(digest)), JSON.stringify(answer)).toMatchObject({
        outcome: "aws-error",
        detail: {
          error: "PartialAnswer",
          cause: "DescribeServices did not say whether the service is there, and what it runs",
          step: "Does the service exist?",
        },
      });
    }
    expect(await world.runningDigest()).toBe(first);
    expect(await world.schedule()).toMatchObject({ outcome: "released", digest });
  });

  test("says that the environment is not applied when its cluster is gone", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    const gone = { code: "ClusterNotFoundException", message: "Cluster not found.", times: 1 };
    await world.fixtures({ errors: { "ecs:DescribeServices": [gone] } });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "not-applied",
      detail: { missing: "cluster shop-dev" },
    });
  });

  test("refuses to roll out to a service that was set to zero tasks, which would prove nothing", async () => {
    const world = await apply();
    const first = await release(world);
    await world.clients.ecs.send(
      new UpdateServiceCommand({ cluster: "shop-dev", service: "shop-dev", desiredCount: 0 }),
    );
    const digest = await world.pushImage("b", "main-2");
    await world.scanned(digest);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({ outcome: "service-stopped" });
    expect(await world.runningDigest()).toBe(first);
  });
}
