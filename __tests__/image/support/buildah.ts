import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run";

/** A place for images, and `buildah` at work in it. */
export interface ImageStore {
  readonly folder: string;
  /** Variables with which `buildah` works in it. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs `buildah` to its end and gives what it printed. */
  buildah(...args: readonly string[]): Promise<string>;
}

/** What an {@link imageStore} has beside its own folder. */
export interface ImageStoreOptions {
  /** A store whose images this one has too. */
  readonly reads?: string;
  /** Folder where downloads of package managers stay, for the next build. */
  readonly downloads?: string;
}

/** Makes a store in a folder. */
export function imageStore(
  folder: string,
  { reads, downloads }: ImageStoreOptions = {},
): ImageStore {
  const temporary = join(folder, "tmp");
  mkdirSync(temporary, { recursive: true });
  if (downloads !== undefined) {
    mkdirSync(downloads, { recursive: true });
    symlinkSync(downloads, join(temporary, "buildah-cache")); // where buildah keeps `--mount=type=cache`
  }
  const settings = join(folder, "storage.conf");
  writeFileSync(
    settings,
    `[storage]
driver = "${storageDriver()}"
graphroot = "${join(folder, "images")}"
runroot = "${join(folder, "running")}"
[storage.options]
additionalimagestores = [${reads === undefined ? "" : `"${join(reads, "images")}"`}]
`,
  );
  const env = {
    ...process.env,
    CONTAINERS_STORAGE_CONF: settings,
    BUILDAH_ISOLATION: "chroot",
    TMPDIR: temporary,
  };
  return {
    folder,
    env,
    // Namespaces of its own: what it mounts and starts ends with it, however it ends.
    buildah: (...args) =>
      run("unshare", [...ownNamespaces, "buildah", ...args], { env, cwd: folder }),
  };
}

/** Arguments of `unshare` for a program whose mounts and processes end with it. */
export const ownNamespaces = [
  "--mount",
  "--pid",
  "--fork",
  "--kill-child",
  "--mount-proc",
] as const;

/** `overlay` where it can be mounted; `vfs`, which copies each layer whole, goes everywhere and is slow. */
export function storageDriver(): "overlay" | "vfs" {
  const attempt = `mount -t tmpfs tmpfs /mnt && cd /mnt && mkdir lower upper work merged &&
    mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work merged`;
  const tried = spawnSync("unshare", ["--mount", "sh", "-c", attempt], { stdio: "ignore" });
  return tried.status === 0 ? "overlay" : "vfs";
}
