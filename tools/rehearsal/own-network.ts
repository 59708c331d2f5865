import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pushImage } from "../../__tests__/real-provider/support/release";
import type { ProviderMirror } from "../../__tests__/support/provider-mirror";
import { runSlipway } from "../../__tests__/support/run-slipway";
import {
  applyState,
  startTerraformWorld,
  type TerraformWorld,
  type WorldRun,
  type WorldRunOptions,
} from "../../__tests__/support/terraform-world";
import { releasedTag } from "../../src/contract/images";
import { type RehearsalOptions, show, writeCommand } from "./show";

const name = "shop-prod";

/** What somebody answers to `slipway init`. */
const init = [
  ...["init", "shop", "prod", "--role", "production", "--account", "444444444444"],
  ...["--network", "create", "--zone-name", "shop.example.gov", "--zone-id", "Z0123456789SHOP"],
  ...["--host-name", "www.shop.example.gov"],
];

/** As if whoever owns the domain above had delegated the zone: no DNS is asked. */
const delegated = { NODE_OPTIONS: `--require=${resolve(__dirname, "delegated-zone.js")}` };

/** What {@link rehearseOwnNetwork} must know. */
interface OwnNetworkOptions extends RehearsalOptions {
  readonly provider: ProviderMirror;
  readonly terraform: string;
}

/**
 * The cookbook's road for an account in which only a hosted zone exists, from `slipway init` to the first release, with the real Terraform and provider: network,
 * load balancer, cluster and database are the environment's own.
 */
export async function rehearseOwnNetwork(options: OwnNetworkOptions): Promise<void> {
  const { folder, write } = options;
  const shown = show(options);
  const drafts = join(folder, "drafts");
  const own = join(folder, "world");
  for (const part of [drafts, own]) mkdirSync(part);

  write("Setting up an account with a hosted zone, on this machine; nothing of AWS is reached.\n");
  shown.step(1, "The account has nothing else. `init` writes a file that makes the rest.");
  writeCommand(options, ["slipway", ...init]);
  const { code, stdout, stderr } = runSlipway(drafts, init);
  endsWith(0, { code, output: stdout + stderr });
  write(stdout);
  shown.note("written", `environments/${name}.yaml`, "network.mode: create");

  const world = await startTerraformWorld({
    ...options,
    name,
    folder: own,
    environments: join(drafts, "environments"),
  });
  try {
    await world.emulator.scaleWaits(0.05);
    await fromPreflightToRelease(options, shown, world);
    write(`\n${shown.table()}\n\nNothing is left behind.\n`);
  } finally {
    await world.stop();
  }
}

async function fromPreflightToRelease(
  options: OwnNetworkOptions,
  { step, note }: ReturnType<typeof show>,
  world: TerraformWorld,
): Promise<void> {
  const { write, signal } = options;
  const caller: WorldRunOptions = {
    as: "apply",
    onStart: (child) => signal.addEventListener("abort", () => child.kill("SIGINT")),
  };
  /** Shows a command, what `shown` takes of its output, and demands how it ends. */
  const played = async (
    typed: readonly string[],
    run: Promise<WorldRun>,
    { ends, shown }: { readonly ends: number; readonly shown: (output: string) => string },
  ): Promise<string> => {
    writeCommand(options, typed);
    const ran = await run;
    signal.throwIfAborted();
    write(shown(endsWith(ends, ran)));
    return ran.output;
  };
  const slipway = (
    words: readonly string[],
    { ends = 0, shown = (output: string) => output, env = {} } = {},
  ) => played(["slipway", ...words], world.slipway(words, { ...caller, env }), { ends, shown });
  const preflight = (ends: number) => slipway(["preflight", name], { ends, env: delegated });

  step(
    2,
    "`preflight` compares the account with it (?: the emulator does not know); once for an account, its state bucket is made.",
  );
  await preflight(1);
  writeCommand(options, ["npx", "cdktf", "apply", world.stateStack]);
  await applyState(world); // by Terraform itself, without the question
  signal.throwIfAborted();
  note("made", world.stateBucket, "the state bucket");
  await preflight(0);

  step(3, "The review refuses what opens the network to the Internet.");
  const refused = await slipway(["plan", name], { ends: 1, shown: reviewOf });
  const openings = [
    ...new Set([...refused.matchAll(/--allow "([^"]+)"/g)].map(([, it = ""]) => it)),
  ];
  note("refused", name, `${openings.length} openings`);

  step(4, "It is a public site, so each is approved by name, and this very plan is applied.");
  const allowed = openings.flatMap((one) => ["--allow", one]);
  await slipway(["plan", name, ...allowed, "--because", "A public site."], {
    shown: lastLine,
  });
  const applied = await slipway(["apply", name], { shown: from(/^Apply complete!/m) });
  const [, objects = ""] = /Resources: (\d+) added, 0 changed, 0 destroyed/.exec(applied) ?? [];
  note("applied", name, `${objects} objects`);

  step(5, "Its own deployer releases the first image; for Terraform there is nothing to do.");
  const digest = await pushImage(world, "main-1");
  await slipway(["deploy", name, "--digest", digest]);
  note("released", name, releasedTag(digest));
  await slipway(["plan", name], { shown: from(/^No changes\./m) });
  note("planned", name, "no changes");
  await preflight(0);
}

/** What the review says of a plan, without the list of all that is made. */
function reviewOf(output: string): string {
  return from(new RegExp(`^${name}: `, "m"))(output).replaceAll(/^ +\+ .*\n/gm, "");
}

/** From where an output says so on. */
function from(beginning: RegExp): (output: string) => string {
  return (output) => output.slice(output.search(beginning));
}

function lastLine(output: string): string {
  return `${output.trimEnd().split("\n").at(-1)}\n`;
}

function endsWith(right: number, { code, output }: WorldRun): string {
  if (code !== right) throw new Error(`exit ${code}, not ${right}:\n${output}`);
  return output;
}
