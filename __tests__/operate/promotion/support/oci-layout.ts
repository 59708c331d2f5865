import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** What points to a blob: an OCI descriptor. @see https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

const media = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
  statement: "application/vnd.in-toto+json",
} as const;

type Labels = Readonly<Record<string, string>>;

/** A folder in the OCI image layout, filled blob by blob; `crane push` sends it. */
export interface OciLayout {
  readonly folder: string;
  /** A single image with one layer that holds one file of that text, and with these labels. */
  image(text: string, labels?: Labels): Descriptor;
  /** What `docker push` sends by default: an index of one image and of its build attestation. */
  indexWithAttestation(text: string, labels?: Labels): Descriptor;
  /** What an index lists; none for a single image. */
  manifestsOf(digest: string): readonly Descriptor[];
  /** Digests of the images that a scanner sees: itself, or those of an index without their attestations. */
  imagesOf(digest: string): readonly string[];
  /** Makes that the one thing `crane push --index` or `crane push` finds in the folder. */
  select(descriptor: Descriptor): void;
}

/** An empty layout in a folder that exists. */
export function ociLayout(folder: string): OciLayout {
  mkdirSync(join(folder, "blobs", "sha256"), { recursive: true });
  writeFileSync(join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));

  const blob = (mediaType: string, content: Buffer): Descriptor => {
    const hex = createHash("sha256").update(content).digest("hex");
    writeFileSync(join(folder, "blobs", "sha256", hex), content);
    return { mediaType, digest: `sha256:${hex}`, size: content.length };
  };
  const json = (mediaType: string, value: object) =>
    blob(mediaType, Buffer.from(JSON.stringify(value)));
  const manifest = (config: Descriptor, layers: readonly Descriptor[]) =>
    json(media.manifest, { schemaVersion: 2, mediaType: media.manifest, config, layers });

  const image = (text: string, labels?: Labels) => {
    const tar = tarOf("app.txt", text);
    const config = json(media.config, {
      architecture: "amd64",
      os: "linux",
      ...(labels && { config: { Labels: labels } }),
      rootfs: {
        type: "layers",
        diff_ids: [`sha256:${createHash("sha256").update(tar).digest("hex")}`],
      },
    });
    return manifest(config, [blob(media.layer, gzipSync(tar))]);
  };

  const manifestsOf = (digest: string): readonly Descriptor[] => {
    const file = join(folder, "blobs", "sha256", digest.slice("sha256:".length));
    return JSON.parse(readFileSync(file, "utf8")).manifests ?? [];
  };

  return {
    folder,
    image,
    indexWithAttestation(text, labels) {
      const one = image(text, labels);
      const statement = json(media.statement, { subject: [{ digest: one.digest }] });
      const attestation = manifest(
        json(media.config, { architecture: "unknown", os: "unknown", rootfs: { type: "layers" } }),
        [statement],
      );
      return json(media.index, {
        schemaVersion: 2,
        mediaType: media.index,
        manifests: [
          { ...one, platform: { os: "linux", architecture: "amd64" } },
          {
            ...attestation,
            platform: { os: "unknown", architecture: "unknown" },
            annotations: {
              "vnd.docker.reference.type": "attestation-manifest",
              "vnd.docker.reference.digest": one.digest,
            },
          },
        ],
      });
    },
    manifestsOf,
    imagesOf(digest) {
      const images = manifestsOf(digest).filter(({ platform }) => platform?.os !== "unknown");
      return images.length > 0 ? images.map((image) => image.digest) : [digest];
    },
    select(descriptor) {
      writeFileSync(
        join(folder, "index.json"),
        JSON.stringify({ schemaVersion: 2, mediaType: media.index, manifests: [descriptor] }),
      );
    },
  };
}

/** A tar archive of one file. @see https://www.gnu.org/software/tar/manual/html_node/Standard.html */
function tarOf(name: string, text: string): Buffer {
  const content = Buffer.from(text);
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write("0000644\0", 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        ", 148);
  header.write("0", 156);
  header.write("ustar\0" + "00", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, padding, Buffer.alloc(1024)]);
}
