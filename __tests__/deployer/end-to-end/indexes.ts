import { expect, test } from "vitest";
import type { Apply } from "../support/deployer";
import { imageType, indexType, type World } from "../support/world";

const attestation = {
  mediaType: imageType,
  digest: `sha256:${"e".repeat(64)}`,
  platform: { os: "unknown", architecture: "unknown" },
  annotations: { "vnd.docker.reference.type": "attestation-manifest" },
};
const child = (digest: string, architecture = "amd64") => ({
  mediaType: imageType,
  digest,
  platform: { os: "linux", architecture },
});

export function indexCases(apply: Apply): void {
  test("deploys the index that `docker push` makes, when the image in it is scanned", async () => {
    const world = await apply();
    const image = await world.pushImage("amd64");
    const index = await world.pushIndex([child(image), attestation], "main-1");
    await world.scanned(image);

    // The registry scans the image, which carries no tag, and not the index.
    const output = await world.run(world.scanEvent(image));

    expect(output).toMatchObject({ outcome: "released", digest: index });
    expect(await world.runningDigest()).toBe(index);
    expect(await world.pointer()).toBe(index);
    expect(await world.tagsOf(index)).toContain(`released-${index.slice(7, 19)}`);
    expect(await world.tagsOf(image)).toEqual([]);
  });

  test("takes the newest of the tagged indexes that contain the scanned image", async () => {
    const world = await apply();
    const image = await world.pushImage("amd64");
    await world.pushIndex([child(image)], "main-1");
    const newest = await world.pushIndex([child(image), attestation], "main-2");
    await world.scanned(image);
    expect(await world.run(world.scanEvent(image))).toMatchObject({ digest: newest });
  });

  async function twoPlatforms(world: World) {
    const amd64 = await world.pushImage("amd64");
    const arm64 = await world.pushImage("arm64");
    const index = await world.pushIndex(
      [child(amd64), child(arm64, "arm64"), attestation],
      "main-1",
    );
    await world.scanned(amd64);
    return { amd64, arm64, index };
  }

  test("releases an index when each of its images is within the allowance", async () => {
    const world = await apply();
    const { arm64, index } = await twoPlatforms(world);
    await world.scanned(arm64, { status: "COMPLETE", counts: { LOW: 1 } });
    expect(await world.ask(index)).toMatchObject({
      outcome: "released",
      detail: { findings: "none; LOW 1" },
    });
  });

  test("refuses an index of which one image has too many findings", async () => {
    const world = await apply();
    const { arm64, index } = await twoPlatforms(world);
    await world.scanned(arm64, { status: "COMPLETE", counts: { CRITICAL: 3 } });
    expect(await world.ask(index)).toMatchObject({
      outcome: "child-not-clean",
      detail: { image: arm64, findings: "CRITICAL 3", reason: "CRITICAL 3 (allowed 0)" },
    });
    expect(await world.activeRevisions()).toEqual([1]);
  });

  test("refuses an index of which one image was not scanned", async () => {
    const world = await apply({ scan: { limitSeconds: 0, pollSeconds: 1 } });
    const { arm64, index } = await twoPlatforms(world);
    expect(await world.ask(index)).toMatchObject({
      outcome: "child-not-clean",
      detail: { image: arm64, findings: "unknown", reason: "there is no scan of it" },
    });
  });

  test("refuses an index of which one image is not in the repository", async () => {
    const world = await apply();
    const index = await world.pushIndex([child(`sha256:${"c".repeat(64)}`)], "main-1");
    expect(await world.ask(index)).toMatchObject({
      outcome: "image-missing",
      detail: { digest: `sha256:${"c".repeat(64)}` },
    });
  });

  test.each([
    ["holds nothing but an attestation", [attestation]],
    ["holds another index", [{ ...child(`sha256:${"d".repeat(64)}`), mediaType: indexType }]],
    ["holds nothing", []],
  ])("refuses an index that %s", async (_, children) => {
    const world = await apply();
    const index = await world.pushIndex(children, "main-1");
    expect(await world.run(world.scanEvent(index))).toMatchObject({
      outcome: "index-unreadable",
      detail: { reason: "it holds no image, or another index" },
    });
  });

  test("refuses an index with more images than anybody would judge", async () => {
    const world = await apply();
    const children = Array.from({ length: 21 }, (_, n) =>
      child(`sha256:${String(n).padStart(64, "a")}`),
    );
    const index = await world.pushIndex(children, "main-1");
    expect(await world.run(world.scanEvent(index))).toMatchObject({
      outcome: "index-unreadable",
      detail: { reason: "it holds more than 20 images" },
    });
  });

  test("refuses an index whose manifest is larger than a state can hold", async () => {
    const world = await apply();
    const image = await world.pushImage("amd64");
    const padded = { ...child(image), annotations: { padding: "x".repeat(300_000) } };
    const index = await world.pushIndex([padded], "main-1");
    expect(await world.run(world.scanEvent(index))).toMatchObject({
      outcome: "index-unreadable",
      detail: { reason: "its manifest could not be read" },
    });
  });
}
