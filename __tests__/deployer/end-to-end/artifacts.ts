import { expect, test } from "vitest";
import { placeholderDigest } from "../../../src/contract/images";
import { type Apply, release } from "../support/deployer";
import { imageType, indexType, type World } from "../support/world";

const types = {
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
  empty: "application/vnd.oci.empty.v1+json",
  signature: "application/vnd.dev.cosign.simplesigning.v1+json",
  helm: "application/vnd.cncf.helm.config.v1+json",
  chart: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
  sbom: "application/vnd.cyclonedx+json",
};

/** A manifest of the OCI; `name` makes its digest. */
const manifest = (name: string, config: string, layer: string, rest: object = {}) => ({
  schemaVersion: 2,
  mediaType: imageType,
  config: { mediaType: config, digest: `sha256:${name}` },
  layers: [{ mediaType: layer, digest: `sha256:${name}` }],
  ...rest,
});
const image = (name: string) => manifest(name, types.config, types.layer);
const subject = (digest: string) => ({ subject: { mediaType: imageType, digest } });

/** What lies beside an image and is none, with a tag that counts where everything counts. */
const artifacts: [name: string, of: (digest: string) => { manifest: object; tag: string }][] = [
  [
    "a signature of cosign",
    (digest) => ({
      manifest: manifest("signature", types.config, types.signature),
      tag: `sha256-${digest.slice(7)}.sig`,
    }),
  ],
  [
    "a signature under another tag",
    () => ({ manifest: manifest("signature", types.config, types.signature), tag: "signed" }),
  ],
  [
    "an attestation of the build",
    () => ({
      manifest: manifest("attestation", types.config, "application/vnd.in-toto+json"),
      tag: "attested",
    }),
  ],
  [
    "a bill of materials that refers to the image",
    (digest) => ({
      manifest: manifest("sbom", types.empty, types.sbom, {
        artifactType: types.sbom,
        ...subject(digest),
      }),
      tag: "sbom",
    }),
  ],
  [
    "an image that belongs to another one",
    (digest) => ({
      manifest: manifest("other", types.config, types.layer, subject(digest)),
      tag: "other",
    }),
  ],
  ["a Helm chart", () => ({ manifest: manifest("chart", types.helm, types.chart), tag: "1.2.3" })],
  [
    "an artifact's own kind of manifest",
    () => ({
      manifest: { mediaType: "application/vnd.oci.artifact.manifest.v1+json", blobs: [] },
      tag: "artifact",
    }),
  ],
];

export function artifactCases(apply: Apply): void {
  const everything = { countedTags: ["*"], scan: { limitSeconds: 2, pollSeconds: 1 } };

  test("passes over whatever is no image, and takes the newest image instead", async () => {
    const world = await apply(everything);
    const first = await release(world, "first", "v1");
    const next = await world.pushManifest(image("next"), "v2");
    await world.scanned(next);
    const digests: string[] = [];
    for (const [name, of] of artifacts) {
      const { manifest, tag } = of(first);
      const artifact = await world.pushManifest(manifest, tag);
      await world.scanned(artifact, { status: "FAILED", description: "UnsupportedImageError" });
      const { outcome } = await world.run(world.scanEvent(artifact));
      expect(["not-an-image", "not-a-candidate"], name).toContain(outcome);
      digests.push(artifact);
    }

    expect(await world.schedule()).toMatchObject({ outcome: "released", digest: next });
    expect(await world.schedule()).toMatchObject({ outcome: "nothing-new" });

    for (const artifact of digests) expect(await world.item("decision", artifact)).toBeUndefined();
    expect(await world.items("history")).toHaveLength(2);
    expect((await world.letters()).map(({ subject }) => subject)).toEqual([
      `shop-dev: released ${next.slice(7, 19)}`,
    ]);
  });

  test("never deploys what is no image, however clean, and whoever asks", async () => {
    const world = await apply(everything);
    for (const [name, of] of artifacts) {
      const { manifest, tag } = of(`sha256:${"a".repeat(64)}`);
      const artifact = await world.pushManifest(manifest, tag);
      await world.scanned(artifact);
      expect(await world.ask(artifact, { force: true }), name).toMatchObject({
        outcome: "not-an-image",
        result: "nothing",
        detail: { digest: artifact },
      });
    }
    expect(await world.schedule()).toMatchObject({ outcome: "nothing-new" });
    expect(await world.runningDigest()).toBe(placeholderDigest);
  });

  test("says what an artifact is to somebody who asks for it", async () => {
    const world = await apply(everything);
    const asked = async (manifest: object) =>
      (await world.ask(await world.pushManifest(manifest))).detail["media type"];
    expect(await asked(manifest("a", types.helm, types.chart))).toBe(
      `${types.helm} of ${types.chart}`,
    );
    expect(await asked(manifest("b", types.empty, types.sbom, { artifactType: types.sbom }))).toBe(
      types.sbom,
    );
    expect(await asked({ ...image("c"), ...subject("sha256:d") })).toBe("it belongs to sha256:d");
  });

  const child = (digest: string, rest: object = {}) => ({
    mediaType: imageType,
    digest,
    platform: { os: "linux", architecture: "amd64" },
    ...rest,
  });
  const withoutPlatform = (digest: string, rest: object = {}) => ({
    mediaType: imageType,
    digest,
    ...rest,
  });
  async function withImage(world: World) {
    const clean = await world.pushManifest(image("clean"));
    await world.scanned(clean);
    return clean;
  }

  test.each<[string, (world: World) => Promise<object>]>([
    [
      "a bill of materials without a platform, which says what it is",
      async (world) =>
        withoutPlatform(
          await world.pushManifest(
            manifest("sbom", types.empty, types.sbom, { artifactType: types.sbom }),
          ),
        ),
    ],
    [
      "a bill of materials without a platform, of which the index says what it is",
      async (world) =>
        withoutPlatform(await world.pushImage("sbom"), { artifactType: "application/spdx+json" }),
    ],
    [
      "a signature that has the platform of its image",
      async (world) =>
        child(await world.pushManifest(manifest("signature", types.config, types.signature))),
    ],
    [
      "an artifact's own kind of manifest",
      async () => ({
        mediaType: "application/vnd.oci.artifact.manifest.v1+json",
        digest: `sha256:${"b".repeat(64)}`,
      }),
    ],
  ])("an index may hold %s beside its image", async (_, artifact) => {
    const world = await apply(everything);
    const clean = await withImage(world);
    const index = await world.pushIndex([child(clean), await artifact(world)], "v1");
    expect(await world.run(world.scanEvent(clean))).toMatchObject({
      outcome: "released",
      digest: index,
      detail: { findings: "none" },
    });
  });

  test.each<[string, (digest: string) => object]>([
    ["artifact and has no platform", (d) => withoutPlatform(d, { artifactType: types.sbom })],
    ["artifact", (d) => child(d, { artifactType: types.sbom })],
    ["kind that nobody knows", (d) => ({ mediaType: "application/vnd.example+json", digest: d })],
    ["image without a platform", (d) => withoutPlatform(d)],
  ])(
    "an image that its index calls an %s is judged all the same, because it could run",
    async (_, descriptor) => {
      const world = await apply(everything);
      const clean = await withImage(world);
      const hidden = await world.pushManifest(image("hidden"));
      await world.scanned(hidden, { status: "COMPLETE", counts: { CRITICAL: 1 } });
      const index = await world.pushIndex([child(clean), descriptor(hidden)], "v1");
      expect(await world.ask(index)).toMatchObject({
        outcome: "child-not-clean",
        detail: { image: hidden, reason: "CRITICAL 1 (allowed 0)" },
      });
    },
  );

  test("an image that calls itself an artifact is judged in an index, because it could run", async () => {
    const world = await apply(everything);
    const clean = await withImage(world);
    const claims = { ...image("hidden"), artifactType: types.sbom, ...subject(clean) };
    const hidden = await world.pushManifest(claims);
    const index = await world.pushIndex([child(clean), child(hidden)], "v1");
    expect(await world.ask(index)).toMatchObject({
      outcome: "child-not-clean",
      detail: { image: hidden, reason: "there is no scan of it" },
    });
  });

  test("an index of nothing but artifacts is none of an image, whatever its tag", async () => {
    const world = await apply(everything);
    const first = await release(world, "first", "v1");
    const sbom = manifest("sbom", types.empty, types.sbom, {
      artifactType: types.sbom,
      ...subject(first),
    });
    const referrer = withoutPlatform(await world.pushManifest(sbom), { artifactType: types.sbom });
    const list = { schemaVersion: 2, mediaType: indexType, manifests: [referrer] };
    const byTag = await world.pushManifest(list, `sha256-${first.slice(7)}`);
    const other = await world.pushManifest({ ...list, annotations: { a: "b" } }, "referrers");
    const attached = await world.pushManifest({ ...list, ...subject(first) }, "attached");

    expect(await world.schedule()).toMatchObject({ outcome: "nothing-new" });
    for (const digest of [byTag, other, attached]) {
      expect(await world.ask(digest)).toMatchObject({ outcome: "not-an-image" });
      expect(await world.item("decision", digest)).toBeUndefined();
    }
    expect(await world.runningDigest()).toBe(first);
  });

  test.each<[string, object, string]>([
    ["no image", { Images: [], Failures: [{ FailureCode: "ImageNotFound" }] }, "image-missing"],
    ["no manifest", { Images: [{ ImageManifest: null }] }, "index-unreadable"],
  ])("does not take an answer with %s for an image", async (_, answer, outcome) => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    await world.fixtures({ answers: { "ecr:BatchGetImage": [{ answer, times: 1 }] } });
    expect(await world.ask(digest)).toMatchObject({ outcome, detail: { digest } });
    expect(await world.runningDigest()).toBe(placeholderDigest);
  });
}
