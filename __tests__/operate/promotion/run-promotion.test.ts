import { expect, test } from "vitest";
import {
  type FollowOptions,
  followRelease,
  historyMark,
} from "../../../src/operate/promotion/run-promotion";
import { describeWithEmulator } from "../../support/emulator";
import { createRoad, type Road } from "./support/road";

describeWithEmulator(
  "following production",
  (aws, { crane }) => {
    const road = () => createRoad(aws(), crane);
    const follow = (shop: Road, digest: string, since: string, more: Partial<FollowOptions> = {}) =>
      followRelease({
        live: shop.from,
        digest,
        since,
        signal: new AbortController().signal,
        onStep: () => undefined,
        pollMilliseconds: 50,
        limitMilliseconds: 30_000,
        ...more,
      });

    test("waits until its own deployer released the image, and prints the steps", async () => {
      const shop = await road();
      const digest = await shop.push("one", "main-1");
      const since = await historyMark(shop.from);
      const steps: string[] = [];
      const followed = follow(shop, digest, since, { onStep: (step) => steps.push(step) });
      await expect.poll(() => steps).toEqual(["Waiting for the scan in shop-dev"]);
      await shop.dev.start(shop.dev.scanEvent(digest));

      expect(await followed).toMatchObject({ outcome: "released", result: "done", digest });
      expect(steps.length).toBeGreaterThan(1);
    });

    test("ends with the reason when the image is refused", async () => {
      const shop = await road();
      const digest = await shop.push("one", "main-1", "image");
      await shop.dev.scanned(digest, { status: "COMPLETE", counts: { CRITICAL: 2 } });
      const since = await historyMark(shop.from);
      await shop.dev.run(shop.dev.scanEvent(digest));

      expect(await follow(shop, digest, since)).toMatchObject({
        outcome: "findings",
        result: "refused",
        detail: { reason: "CRITICAL 2 (allowed 0)" },
      });
    });

    test("does not take an earlier decision about the image for this one", async () => {
      const shop = await road();
      const digest = await shop.push("one", "main-1", "image");
      await shop.dev.scanned(digest, { status: "COMPLETE", counts: { CRITICAL: 2 } });
      await shop.dev.run(shop.dev.scanEvent(digest));
      const since = await historyMark(shop.from);

      expect(await follow(shop, digest, since, { limitMilliseconds: 200 })).toBeUndefined();
    });

    test("goes on waiting where the deployer comes back to the image by itself", async () => {
      const shop = await road();
      const digest = await shop.push("one", "main-1", "image");
      await shop.dev.putItem({ kind: "lock", id: "deployment", by: "an apply", since: "now" });
      const since = await historyMark(shop.from);
      await shop.dev.run({ digest, requestedBy: "anna" });
      const steps: string[] = [];

      await follow(shop, digest, since, {
        limitMilliseconds: 200,
        onStep: (step) => steps.push(step),
      });
      expect(steps).toEqual([
        "Another deployment or an apply holds the environment's lock. Waiting",
      ]);
    });
  },
  { alsoNeeds: ["crane"] },
);
