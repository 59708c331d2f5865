import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { overrides } from "../../package.json";
import { CommandError } from "../base/errors";
import type { Terminal } from "../base/terminal";
import type { LoadedEnvironment } from "../config/load";
import { outputDirectory, stackFolder, terraformFileName } from "../contract/written-stacks";
import { readStacks } from "../difference/read-stacks";
import type { Stacks } from "../difference/stack-difference";
import { readPlan } from "../review/read/plan";
import { planOfStacks } from "../review/read/plan-of-stacks";
import { ownKinds } from "../review/read/project-file";
import { type Review, reviewPlan } from "../review/review-plan";
import { reviewedEnvironment } from "../review/reviewed-environment";
import type { ReviewedEnvironment } from "../review/rules/rule";
import type { Move } from "../stack/moved";

/** What another version of Slipway would do to one environment. */
interface UpgradedEnvironment {
  readonly name: string;
  readonly review: Review;
}

/** What this version makes of the project. */
interface Written {
  /** The folder that `npm start` wrote. */
  readonly written: string;
  /** The files it wrote it from. */
  readonly environments: readonly LoadedEnvironment[];
}

/** What {@link previewUpgrade} found. */
interface UpgradePreview {
  /** The version that was compared with. */
  readonly version: string;
  /** The environments whose Terraform changes. */
  readonly changed: readonly UpgradedEnvironment[];
}

/**
 * Installs another version beside this one, lets it write the Terraform of the project in this folder too, and reviews the difference as if it were a plan.
 * `other` is a tarball, a folder in which Slipway is installed, or what npm finds in a registry. Throws a {@link CommandError}
 * when it cannot be installed, or says that the environment files are wrong.
 */
export async function previewUpgrade(
  other: string,
  { written, environments }: Written,
  terminal: Terminal,
): Promise<UpgradePreview> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-upgrade-"));
  try {
    const slipway = await installed(other, folder, terminal);
    copyProject(folder);
    const { code, output } = await run(
      process.execPath,
      [join(slipway, "bin/slipway.js"), "check"],
      folder,
    );
    const { version } = JSON.parse(readFileSync(join(slipway, "package.json"), "utf8"));
    if (code !== 0) {
      throw new CommandError(
        1,
        `slipway ${version} refuses this project as it is:\n${output.trimEnd()}`,
      );
    }
    const after = join(folder, outputDirectory);
    const [before, now] = [readStacks(written), readStacks(after)];
    const known = new Map<string, ReviewedEnvironment>();
    for (const one of environments) known.set(one.name, await reviewedEnvironment(one));
    return { version, changed: changedIn(before, now, known, (stack) => movesOf(after, stack)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The environments that are not the same any more, each as the review sees it. */
function changedIn(
  before: Stacks,
  after: Stacks,
  environments: ReadonlyMap<string, ReviewedEnvironment>,
  movesOf: (stack: string) => readonly Move[],
): UpgradedEnvironment[] {
  const kinds = ownKinds();
  return [...after].flatMap(([name, stack]) => {
    const plan = readPlan(planOfStacks(before.get(name), stack, movesOf(name)), name);
    const known = environments.get(name);
    // Another version may have other addresses: whose stack it is, its name says.
    const addresses = plan.changes.map(({ address }) => address);
    const environment = known && { ...known, addresses };
    const review = reviewPlan(plan, { ownKinds: kinds, environment });
    return review.isEmpty ? [] : [{ name, review }];
  });
}

/** Addresses that changed: they stand beside the stack. */
function movesOf(outdir: string, stack: string): readonly Move[] {
  const file = join(stackFolder(stack, outdir), terraformFileName);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")).moved ?? []) : [];
}

/** The folder of the other version: the one that was named, or one that npm fills. */
async function installed(other: string, folder: string, terminal: Terminal): Promise<string> {
  const path = resolve(other);
  const isThere = existsSync(path);
  if (isThere && statSync(path).isDirectory()) {
    if (existsSync(join(path, "bin/slipway.js"))) return path;
    throw new CommandError(2, `${other} is no folder of Slipway: it has no bin/slipway.js.`);
  }
  if (!isThere && /\.tgz$|^[./]/.test(other)) {
    throw new CommandError(
      2,
      `There is no ${other}. Name a tarball, a folder with Slipway in it, or a version that npm finds.`,
    );
  }
  terminal.err(`Installing slipway from ${other} beside this one, in a folder of its own …\n`);
  const dependencies = { slipway: isThere ? `file:${path}` : other };
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ private: true, dependencies, overrides }),
  );
  const words = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  const { code, output } = await run("npm", words, folder);
  if (code !== 0) throw new CommandError(2, `npm cannot install ${other}:\n${output.trimEnd()}`);
  return join(folder, "node_modules/slipway");
}

/** What the project in this folder consists of, where the other version looks for it. */
function copyProject(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const path of ["environments", "cdktf.json", "main.ts", "slipway.yaml"]) {
    if (existsSync(path)) cpSync(path, join(folder, path), { recursive: true });
  }
}

async function run(program: string, words: readonly string[], cwd: string) {
  const child = spawn(program, [...words], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, "close").catch((error: Error) => {
    throw new CommandError(2, `${program} cannot be run: ${error.message}. Is it installed?`);
  });
  return { code: code as number | null, output };
}
