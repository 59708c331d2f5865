import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import type { LiveEnvironment } from "../../../../src/aws/live-environment";
import { addItem } from "../../../../src/aws/table";
import type { DeliverySettings } from "../../../../src/contract/delivery-settings";
import { readGiven } from "../../../../src/operate/promotion/image-needs";
import { evidenceItem } from "../../../../src/operate/promotion/records";
import { exampleNames } from "../../../deployer/support/example";
import { clean, createWorld, type World } from "../../../deployer/support/world";
import type { Emulator } from "../../../support/emulator";
import { liveEnvironmentOf } from "./live-environment";
import { type OciLayout, ociLayout } from "./oci-layout";

type Labels = Readonly<Record<string, string>>;

/** Two applied environments in one account, shop-dev and shop-prod, and how images get into the first. */
export interface Road {
  readonly dev: World;
  readonly prod: World;
  readonly from: LiveEnvironment;
  readonly to: LiveEnvironment;
  readonly layout: OciLayout;
  /** Pushes a real image with crane: a single one, or what `docker push` makes of it; gives its digest. */
  push(text: string, tag: string, kind?: "image" | "index", labels?: Labels): Promise<string>;
  /** Pushed, scanned and released in dev. */
  releasedInDev(
    text: string,
    tag: string,
    kind?: "image" | "index",
    labels?: Labels,
  ): Promise<string>;
  /** Notes that the tests passed, or did not. */
  tested(digest: string, result?: "passed" | "failed", at?: string): Promise<void>;
}

/** What both environments' files say. */
export const shape = { healthCheckPath: "/health/ready" };

/** Makes a {@link Road}; the emulator is one of `describeWithEmulator`. */
export async function createRoad(
  emulator: Emulator,
  crane: string,
  changes: Partial<DeliverySettings> = {},
): Promise<Road> {
  const account = emulator.accountId;
  await emulator.scaleWaits(0.02);
  const prodNames = {
    ...exampleNames(account),
    environment: "shop-prod",
    cluster: "shop-prod",
    service: "shop-prod",
    taskFamily: "shop-prod",
    repository: "shop/prod",
    imagePointer: "/shop/prod/image",
    delivery: "shop-prod-delivery",
  };
  const dev = await createWorld(emulator, account, changes);
  const prod = await createWorld(
    emulator,
    account,
    { ...changes, countedTags: ["promoted-*"] },
    prodNames,
  );
  const folder = mkdtempSync(join(tmpdir(), "slipway-images-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const layout = ociLayout(folder);
  const from = await liveEnvironmentOf(dev, emulator);
  const to = await liveEnvironmentOf(prod, emulator);

  const push: Road["push"] = async (text, tag, kind = "index", labels) => {
    const image =
      kind === "index" ? layout.indexWithAttestation(text, labels) : layout.image(text, labels);
    layout.select(image);
    craneRun(crane, "push", layout.folder, `${emulator.registry}/${dev.names.repository}:${tag}`);
    for (const digest of layout.imagesOf(image.digest)) await dev.scanned(digest, clean);
    return image.digest;
  };
  return {
    dev,
    prod,
    from,
    to,
    layout,
    push,
    async releasedInDev(text, tag, kind, labels) {
      const digest = await push(text, tag, kind, labels);
      expect(await dev.run(dev.scanEvent(digest, [tag]))).toMatchObject({ outcome: "released" });
      return digest;
    },
    async tested(digest, result = "passed", at = new Date().toISOString()) {
      const { taskFamily: taskDefinition } = dev.names;
      const given = await readGiven(from, { taskDefinition, shape, declared: [] });
      const reported = { by: "jenkins", report: "", deployment: "ecs-svc/1" };
      await addItem(from, evidenceItem({ digest, result, at, ...given, ...reported }));
    },
  };
}

/** Calls crane; throws with what it says. */
export function craneRun(crane: string, ...words: readonly string[]): string {
  const run = spawnSync(crane, ["--insecure", ...words], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`crane ${words.join(" ")}: ${run.stderr}`);
  return run.stdout;
}
