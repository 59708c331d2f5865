import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import pc from "picocolors";
import {
  findTool,
  lookFor,
  requireTool,
  type ToolName,
  toolsFolder,
} from "../__tests__/support/find-tool";
import { installPythonTool } from "../__tests__/support/install-python-tool";
import { findProviderMirror, howToGetProvider } from "../__tests__/support/provider-mirror";

const usage = `npm run rehearse [-- --network existing|create]

existing   the road from a push to production, in two environments whose network is there already
create     the road from an account that has only a hosted zone to its first release, with Terraform
`;

/**
 * `npm run rehearse`: what people do with Slipway, on this machine, with a registry, a deployer and environments of its own. Nothing of AWS is reached, and nothing
 * is left behind, also when it is stopped.
 */
async function rehearse(words: readonly string[]): Promise<void> {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true"; // for those who change `engines`
  if (words.some((word) => word === "--help" || word === "-h")) {
    process.stdout.write(usage);
    return;
  }
  const network = networkOf(words);
  if (network !== "existing" && network !== "create") {
    process.stderr.write(usage);
    process.exitCode = 2;
    return;
  }
  const colors = pc.createColors(Boolean(process.stdout.isTTY) && !process.env["NO_COLOR"]);
  installEmulator();
  const lacks = (name: ToolName) => lookFor(name).complaint ?? [];
  const needed: readonly ToolName[] = ["python", "crane"];
  const missing = [
    network === "create" ? [...needed, "terraform" as const] : needed,
    ["ministack"] as const, // which needs Python
  ].reduce<string[]>((lacking, names) => (lacking.length > 0 ? lacking : names.flatMap(lacks)), []);
  const provider = network === "create" ? findProviderMirror() : undefined;
  if (network === "create" && provider === undefined) missing.push(howToGetProvider);
  if (missing.length > 0) {
    process.stderr.write(`The rehearsal ${missing.join("\nand ")}\n`);
    process.exitCode = 2;
    return;
  }
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  process.stdout.on("error", () => stop.abort()); // nobody reads it any more, as in `| head`
  const folder = mkdtempSync(join(tmpdir(), "slipway-rehearsal-"));
  const options = {
    folder,
    colors,
    signal: stop.signal,
    write: (text: string) => process.stdout.write(text),
  };
  try {
    if (provider) {
      const { rehearseOwnNetwork } = await import("./rehearsal/own-network");
      await rehearseOwnNetwork({ ...options, provider, terraform: requireTool("terraform") });
    } else {
      const { rehearsal } = await import("./rehearsal/rehearsal");
      await rehearsal(options);
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stdout.write("\nStopped. Nothing is left behind.\n");
    process.exitCode = 130;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Which rehearsal is asked for; undefined when it is none that there is. */
function networkOf(words: readonly string[]): string | undefined {
  try {
    const options = { network: { type: "string", default: "existing" } } as const;
    return parseArgs({ args: [...words], options }).values.network;
  } catch {
    return undefined;
  }
}

/** The first run fetches the emulator, and shows that it does; what keeps it from that is said by whoever looks for the tool. */
function installEmulator(): void {
  const python = findTool("python");
  if (python === undefined || findTool("crane") === undefined) return;
  try {
    installPythonTool(python, "ministack", toolsFolder, { progress: true });
  } catch {
    // The search that follows tries again, and says why not.
  }
}

void rehearse(process.argv.slice(2));
