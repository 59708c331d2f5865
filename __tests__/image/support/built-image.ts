import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { toolsFolder } from "../../support/find-tool";
import { type ImageStore, imageStore } from "./buildah";
import { run } from "./run";
import { standInBases } from "./stand-in-bases";

/** What an image says of itself. */
export interface ImageConfiguration {
  readonly User: string;
  readonly ExposedPorts: Readonly<Record<string, object>>;
  readonly Env: readonly string[];
  readonly Cmd: readonly string[];
  readonly Entrypoint: readonly string[] | null;
  readonly WorkingDir: string;
  readonly Healthcheck: { readonly Test: readonly string[] };
  readonly Labels: Readonly<Record<string, string>>;
}

/** An image that {@link buildImage} built. */
export interface BuiltImage {
  readonly store: ImageStore;
  readonly name: string;
  readonly configuration: ImageConfiguration;
  /** What made each layer, the oldest first. */
  readonly history: readonly { readonly created_by: string; readonly empty_layer?: boolean }[];
  /** Pushes it to `registry/repository:tag` and gives its digest there. */
  push(to: string): Promise<string>;
}

/** How {@link buildImage} builds. */
export interface BuildOptions {
  /** `deploy/Dockerfile` of a checkout. */
  readonly dockerfile: string;
  /** Folder of its store, for this build alone: buildah takes the layer of a label for the same one when only an argument in it differs. */
  readonly into: string;
  /** Build arguments. */
  readonly values: Readonly<Record<string, string>>;
}

/** Builds an application's folder with deploy/Dockerfile on stand-ins for its base images. */
export async function buildImage(
  folder: string,
  { dockerfile, into, values }: BuildOptions,
): Promise<BuiltImage> {
  const node = /^ARG NODE_IMAGE=node:([\d.]+)-/m.exec(readFileSync(dockerfile, "utf8"))?.[1];
  if (node === undefined) throw new Error(`${dockerfile} names no Node by its version`);
  const bases = await standInBases(node);
  const store = imageStore(into, {
    reads: bases.folder,
    downloads: join(toolsFolder, "image-downloads"),
  });
  const all = { NODE_IMAGE: bases.node, PYTHON_IMAGE: bases.python, ...values };
  const name = "localhost/application:built";
  await store.buildah(
    ...["bud", "--layers", "--format", "docker", "--file", dockerfile, "--tag", name],
    ...Object.entries(all).flatMap(([key, value]) => ["--build-arg", `${key}=${value}`]),
    ...(await packageSettings(into)).flatMap((mount) => ["--volume", mount]),
    resolve(folder),
  );
  const inspected = JSON.parse(await store.buildah("inspect", "--type", "image", name));
  return {
    store,
    name,
    configuration: inspected.Docker.config,
    history: inspected.Docker.history,
    push: async (to) => {
      const digest = join(into, "digest");
      await store.buildah(
        ...["push", "--tls-verify=false", "--quiet", "--digestfile", digest],
        ...[name, `docker://${to}`],
      );
      return readFileSync(digest, "utf8").trim();
    },
  };
}

/** Mounts with which the build reaches the registries as this machine does; none becomes part of the image. */
async function packageSettings(folder: string): Promise<string[]> {
  const authorities = "/etc/ssl/certs/ca-certificates.crt";
  const registry = (await run("npm", ["config", "get", "registry"])).trim();
  const index = process.env["PIP_INDEX_URL"];
  const npm = join(folder, "npmrc");
  const pip = join(folder, "pip.conf");
  writeFileSync(npm, `cafile=${authorities}\nregistry=${registry}\n`);
  writeFileSync(pip, `[global]\ncert=${authorities}\n${index ? `index-url=${index}\n` : ""}`);
  return [
    `${npm}:/usr/local/etc/npmrc:ro`,
    `${pip}:/etc/pip.conf:ro`,
    ...(existsSync(authorities) ? [`${authorities}:${authorities}:ro`] : []),
  ];
}
