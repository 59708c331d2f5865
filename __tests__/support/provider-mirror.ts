import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import {
  compareVersions,
  defaultProviderVersion,
  isTested,
} from "../../src/config/project-settings";

/** Terraform's AWS provider on this machine, unpacked. */
export interface ProviderMirror {
  readonly version: string;
  /** Folder with the provider's executable. */
  readonly folder: string;
  /** How Terraform calls this machine, such as `linux_amd64`. */
  readonly platform: string;
}

const cacheFolder = resolve(__dirname, "../../.cache");
const systems: Readonly<Record<string, string>> = { win32: "windows" };
const machines: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };

/** How Terraform calls this machine. */
export const platform = `${systems[process.platform] ?? process.platform}_${machines[process.arch] ?? process.arch}`;

/** One line that says how to get a provider. */
export const howToGetProvider =
  "needs Terraform's AWS provider in a filesystem mirror: run `terraform providers mirror <folder>` where the registry can be reached, and name the " +
  "folder in the file of TF_CLI_CONFIG_FILE, or put it into one of Terraform's plugin folders";

/**
 * The newest provider in the tested range among the filesystem mirrors of Terraform's own settings, its usual plugin folders, and what
 * `.ci/install-tools` found; undefined when there is none.
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation
 */
export function findProviderMirror(mirrors = usualMirrors()): ProviderMirror | undefined {
  return mirrors
    .flatMap(providersIn)
    .sort((a, b) => compareVersions(b.version, a.version))
    .at(0);
}

function usualMirrors(): string[] {
  const home = homedir();
  const shared = (process.env["XDG_DATA_DIRS"] || "/usr/local/share:/usr/share").split(":");
  return [
    ...configuredMirrors(process.env["TF_CLI_CONFIG_FILE"] || join(home, ".terraformrc")),
    resolve("terraform.d/plugins"),
    join(home, ".terraform.d/plugins"),
    join(process.env["XDG_DATA_HOME"] || join(home, ".local/share"), "terraform/plugins"),
    ...shared.map((folder) => join(folder, "terraform/plugins")),
    join(process.env["SLIPWAY_TOOLS"] || join(cacheFolder, "tools"), "providers"),
    join(cacheFolder, "tools/providers"),
    join(cacheFolder, "terraform", `aws-${defaultProviderVersion}`), // what `npm test` fetched where it could
  ];
}

/** The paths of every `filesystem_mirror` block. */
function configuredMirrors(file: string): string[] {
  if (!existsSync(file)) return [];
  const blocks = readFileSync(file, "utf8").matchAll(
    /filesystem_mirror\s*\{[^}]*?path\s*=\s*"([^"]+)"/g,
  );
  return [...blocks].map(([, path]) => path as string);
}

function providersIn(mirror: string): ProviderMirror[] {
  return namesIn(mirror).flatMap((host) => {
    const versions = join(mirror, host, "hashicorp", "aws");
    return namesIn(versions)
      .filter((version) => isTested(version) && hasProvider(join(versions, version, platform)))
      .map((version) => ({ version, folder: join(versions, version, platform), platform }));
  });
}

function hasProvider(folder: string): boolean {
  return namesIn(folder).some((name) => name.startsWith("terraform-provider-aws"));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // not there, or a file
  }
}
