import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chosen, loadOrExplain } from "../../src/cli/environments";
import { deliveryOf } from "../../src/config/delivery-of";
import { createWorld } from "../deployer/support/world";
import { startEmulator } from "../support/emulator";
import { describeWithTools } from "../support/tools";
import { type BuiltImage, buildImage } from "./support/built-image";

const MINUTES = 60_000;
const { environment } = chosen(loadOrExplain(), "loan-engine-test");
const labels = {
  REVISION: "3f2c1e0d9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c4d",
  SOURCE: "https://github.com/example-gov/loan-engine",
};

describeWithTools(
  ["buildah", "debootstrap", "unshare", "ministack"],
  "the Loan Engine's image, on stand-ins for its base images",
  () => {
    let folder: string;
    let image: BuiltImage;

    beforeAll(async () => {
      folder = mkdtempSync(join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), "image-"));
      image = await buildImage("examples/loan-engine", { into: join(folder, "image"), labels });
    }, 20 * MINUTES);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test("goes its way: pushed, scanned, released by the deployer, by the one digest that was built", async () => {
      const aws = await startEmulator({ accountId: environment.account });
      try {
        await aws.scaleWaits(0.02);
        const { names, settings } = deliveryOf(environment);
        const world = await createWorld(aws, environment.account, settings, names);
        const digest = await image.push(`${aws.registry}/${names.repository}:${labels.REVISION}`);
        await world.scanned(digest);

        expect(await world.ask(digest)).toMatchObject({ outcome: "released", digest });
        expect(await world.pointer()).toBe(digest);
        expect(await world.runningDigest()).toBe(digest);
        expect(await world.tagsOf(digest)).toContain(labels.REVISION);
      } finally {
        await aws.stop();
      }
    });
  },
);
