import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { toolsFolder } from "../../support/find-tool";
import { imageStore, ownNamespaces, storageDriver } from "./buildah";
import { run } from "./run";

const dockerfile = join(__dirname, "stand-in-bases.Dockerfile");
const release = "trixie";
const npmVersion = "11.21.2";

/** Stand-ins for the two base images of deploy/Dockerfile. */
export interface StandInBases {
  /** Store that has them. */
  readonly folder: string;
  readonly node: string;
  readonly python: string;
}

/**
 * Stand-ins for the base images, from package registries alone: Debian by `debootstrap`, the pinned Node from npm, Debian's Python. Made once
 * in the tools' cache.
 */
export async function standInBases(nodeVersion: string): Promise<StandInBases> {
  const key = createHash("sha256")
    .update([readFileSync(dockerfile), release, npmVersion, nodeVersion, storageDriver()].join())
    .digest("hex");
  const folder = join(toolsFolder, `image-bases-${key.slice(0, 12)}`);
  if (!existsSync(folder)) await make(folder, nodeVersion);
  return { folder, node: "localhost/node:stand-in", python: "localhost/python:stand-in" };
}

async function make(folder: string, nodeVersion: string): Promise<void> {
  mkdirSync(toolsFolder, { recursive: true });
  const begun = mkdtempSync(join(toolsFolder, "image-bases-begun-"));
  try {
    const root = join(begun, "root");
    const context = join(begun, "context");
    await run("unshare", [
      ...ownNamespaces,
      "debootstrap",
      "--variant=minbase",
      release,
      root, // from Debian's own default mirror
    ]);
    rmSync(join(root, "var/cache/apt/archives"), { recursive: true });
    mkdirSync(context);
    const arch = process.arch === "arm64" ? "arm64" : "x64";
    const packages = [`node@npm:node-linux-${arch}@${nodeVersion}`, `npm@${npmVersion}`];
    await run("npm", ["install", "--prefix", context, "--ignore-scripts", ...packages]);

    const store = imageStore(join(begun, "store"));
    const container = (await store.buildah("from", "scratch")).trim();
    await store.buildah("add", "--quiet", container, root, "/");
    await store.buildah("commit", "--rm", "--quiet", container, "localhost/debian:stand-in");
    for (const target of ["python", "node"]) {
      const options = ["--build-arg", "DEBIAN=localhost/debian:stand-in", "--target", target];
      const name = `localhost/${target}:stand-in`;
      await store.buildah(
        "bud",
        "--layers",
        "--file",
        dockerfile,
        ...options,
        "--tag",
        name,
        context,
      );
    }
    renameSync(store.folder, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // else another run has made them meanwhile
  } finally {
    rmSync(begun, { recursive: true, force: true });
  }
}
