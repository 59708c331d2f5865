import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { type LoadedEnvironment, loadEnvironments } from "../../src/config/load";
import { makeExisting } from "./existing-objects";
import { requireTool } from "./find-tool";
import type { ProviderMirror } from "./provider-mirror";
import { lessGarbageCollection } from "./run-terraform";
import { type Emulator, startEmulator } from "./start-emulator";

const project = resolve(__dirname, "../..");

/** What a command of a world left. */
export interface WorldRun {
  readonly code: number | null;
  /** Standard output and error, without colour. */
  readonly output: string;
}

/** What a step is for; {@link TerraformWorldOptions.credentialsFor} decides who takes it. */
export type Purpose = "state" | "plan" | "apply" | "push" | "deploy" | "unlock" | "destroy";

/** Variables that say who takes a step, such as the credentials of a role that was assumed. */
export type CredentialsFor = (
  purpose: Purpose,
  emulator: Emulator,
) => Promise<Readonly<Record<string, string>>>;

/** What {@link startTerraformWorld} needs to know. */
export interface TerraformWorldOptions {
  /** Name of the environment, such as `eec-dev`. */
  readonly name: string;
  /** An empty folder of the world's own, which the caller removes. */
  readonly folder: string;
  /** Folder of the environment files; copied. */
  readonly environments: string;
  readonly provider: ProviderMirror;
  /** Terraform or OpenTofu. */
  readonly terraform: string;
  /** Variables that say who calls; the account's root when left out. */
  readonly credentialsFor?: CredentialsFor | undefined;
  readonly enforceIam?: boolean | undefined;
}

/** How a command is run. */
export interface WorldRunOptions {
  readonly as: Purpose;
  /** More variables, such as `TF_CLI_ARGS_plan`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Another checkout of Slipway whose commands are run. */
  readonly checkout?: string;
  /** In a process group of its own, so that all of it can be killed. */
  readonly ownGroup?: boolean;
  /** Gets the process as soon as it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

export type TerraformWorld = Awaited<ReturnType<typeof startTerraformWorld>>;

/**
 * One environment in an account of its own, with the real Terraform and provider: an emulator in which only what the file names exists, and a folder
 * like a team's. Nothing is applied yet; see {@link applyState} and {@link applyEnvironment}. `stop()` ends it.
 */
export async function startTerraformWorld(options: TerraformWorldOptions) {
  const { name, folder, provider, terraform } = options;
  cpSync(options.environments, join(folder, "environments"), { recursive: true });
  writeProject(folder, provider.version);
  const environment = loadOne(folder, name);
  const { account, region, state } = environment.environment;
  const emulator = await startEmulator({
    accountId: account,
    region,
    enforceIam: options.enforceIam ?? false,
  });
  const log: string[] = [];
  const stackFolder = (stack: string) => join(folder, "cdktf.out", "stacks", stack);
  const base = {
    ...emulator.environment,
    PATH: `${dirname(requireTool("crane"))}:${process.env["PATH"]}`,
    HOME: folder,
    TMPDIR: folder,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    CHECKPOINT_DISABLE: "1",
    ...lessGarbageCollection,
    TERRAFORM_BINARY_NAME: terraform,
    TF_CLI_CONFIG_FILE: writeCliConfig(folder, provider),
  };

  async function run(
    program: string,
    args: readonly string[],
    cwd: string,
    options: WorldRunOptions,
  ): Promise<WorldRun> {
    const who = (await credentialsFor?.(options.as, emulator)) ?? {};
    const child = spawn(program, [...args], {
      cwd,
      env: { ...base, ...who, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: options.ownGroup ?? false,
    });
    options.onStart?.(child);
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
    }
    const [code] = await once(child, "close");
    const output = stripVTControlCharacters(text);
    log.push(`$ ${[program, ...args].join(" ")}\n${output}`);
    return { code: code as number | null, output };
  }
  const { credentialsFor } = options;
  await makeExisting(emulator, environment.environment);

  return {
    name,
    folder,
    emulator,
    account,
    region,
    stateStack: `state-${account}`,
    stateBucket: state.bucket,
    stackFolder,
    /** Everything that every command printed. */
    log: () => log.join("\n"),
    /** The environment as its file says now. */
    environment: () => loadOne(folder, name).environment,
    /** Rewrites the environment's file, as a person would; gives what it was. */
    edit: (change: (text: string) => string) =>
      editFile(join(folder, "environments", `${name}.yaml`), change),
    /** Runs `slipway` in the folder. */
    slipway: (args: readonly string[], options: WorldRunOptions) =>
      run(
        process.execPath,
        [join(options.checkout ?? project, "bin/slipway.js"), ...args],
        folder,
        options,
      ),
    /** Runs Terraform in a stack's folder. */
    terraform: (stack: string, args: readonly string[], options: WorldRunOptions) =>
      run(terraform, [...args, "-no-color"], stackFolder(stack), options),
    /** Runs any other program in the folder. */
    run: (program: string, args: readonly string[], options: WorldRunOptions) =>
      run(program, args, folder, options),
    /** Variables of a program that is started by hand. */
    variables: base,
    stop: () => emulator.stop(),
  };
}

/** Makes the account's state bucket, as the cookbook says. */
export async function applyState(world: TerraformWorld): Promise<void> {
  fine(await world.slipway(["check"], { as: "plan" }));
  fine(await world.terraform(world.stateStack, ["init", "-input=false"], { as: "state" }));
  fine(
    await world.terraform(world.stateStack, ["apply", "-input=false", "-auto-approve"], {
      as: "state",
    }),
  );
}

/** Plans and applies the environment as people do; `allow` are the approvals that its review asks for. */
export async function applyEnvironment(
  world: TerraformWorld,
  allow: readonly string[] = [],
): Promise<void> {
  const approvals = allow.flatMap((which) => ["--allow", which, "--because", "a test said so"]);
  fine(await world.slipway(["plan", world.name, ...approvals], { as: "plan" }));
  fine(await world.slipway(["apply", world.name], { as: "apply" }));
}

/** Throws what a command printed unless it ended with 0. */
export function fine(run: WorldRun): WorldRun {
  if (run.code !== 0) throw new Error(`exit ${run.code}:\n${run.output}`);
  return run;
}

function writeProject(folder: string, version: string): void {
  const settings = JSON.parse(readFileSync(join(project, "cdktf.json"), "utf8"));
  const context = { ...settings.context, awsProviderVersion: version };
  writeFileSync(join(folder, "cdktf.json"), JSON.stringify({ ...settings, context }, null, 2));
}

/** A mirror with this one provider, under the registries of Terraform and OpenTofu; Terraform links to it instead of copying 700 MB. */
export function writeCliConfig(folder: string, provider: ProviderMirror): string {
  const mirror = join(folder, "mirror");
  for (const registry of ["registry.terraform.io", "registry.opentofu.org"]) {
    const versions = join(mirror, registry, "hashicorp/aws", provider.version);
    mkdirSync(versions, { recursive: true });
    symlinkSync(provider.folder, join(versions, provider.platform));
  }
  const file = join(folder, "terraformrc");
  writeFileSync(
    file,
    `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
  );
  return file;
}

function loadOne(folder: string, name: string): LoadedEnvironment {
  const result = loadEnvironments(join(folder, "environments"));
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 2));
  const found = result.environments.find((environment) => environment.name === name);
  if (!found) throw new Error(`there is no environments/${name}.yaml`);
  return found;
}

function editFile(file: string, change: (text: string) => string): string {
  const before = readFileSync(file, "utf8");
  const after = change(before);
  if (after === before) throw new Error(`${file} was to be changed, and was not`);
  writeFileSync(file, after);
  return before;
}
