import { type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { CommandError } from "../base/errors";
import type { Terminal } from "../base/terminal";

/** What {@link runTerraform} must be told. */
export interface RunTerraformProps {
  /** Terraform or OpenTofu: what `cdktf` takes from TERRAFORM_BINARY_NAME, else `terraform`. */
  readonly executable: string;
  /** Folder of the stack, such as `cdktf.out/stacks/shop-dev`. */
  readonly folder: string;
  readonly args: readonly string[];
  /** Gets what Terraform writes to standard output, instead of the terminal. */
  readonly onOutput?: (text: string) => void;
  /** Gets what Terraform writes to standard error, instead of the terminal. */
  readonly onError?: (text: string) => void;
}

/** The Terraform that people and `cdktf` use: `TERRAFORM_BINARY_NAME`, or `terraform`. */
export function terraformExecutable(): string {
  return process.env["TERRAFORM_BINARY_NAME"] || "terraform";
}

/**
 * Runs Terraform in front of the person who waits, and gives its exit code. Ctrl-C is Terraform's to answer: it stops in good order,
 * and then this returns, so that whatever must be cleaned up afterwards is.
 */
export async function runTerraform(props: RunTerraformProps, terminal: Terminal): Promise<number> {
  const child = spawn(props.executable, [...props.args], {
    cwd: props.folder,
    stdio: stdio(terminal.interactive, props),
    env: { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" },
  });
  child.stdout?.setEncoding("utf8").on("data", props.onOutput ?? terminal.out);
  child.stderr?.setEncoding("utf8").on("data", props.onError ?? terminal.err);
  const interrupted = () => {}; // the terminal sends Ctrl-C to Terraform as well
  const ended = () => void child.kill("SIGINT");
  process.on("SIGINT", interrupted).on("SIGTERM", ended);
  try {
    const [code] = await once(child, "close");
    return typeof code === "number" ? code : 1;
  } catch (error) {
    throw notStarted(error as NodeJS.ErrnoException, props.executable);
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", ended);
  }
}

/** A person's own terminal, so that Terraform shows colour and progress; what somebody must read goes through a pipe. */
function stdio(interactive: boolean, { onOutput, onError }: RunTerraformProps): StdioOptions {
  if (!interactive) return ["ignore", "pipe", "pipe"];
  return ["inherit", onOutput ? "pipe" : "inherit", onError ? "pipe" : "inherit"];
}

function notStarted(error: NodeJS.ErrnoException, executable: string): Error {
  if (error.code !== "ENOENT") return error;
  return new CommandError(
    2,
    `There is no \`${executable}\`. Install Terraform 1.11 or OpenTofu 1.12 or later, or set TERRAFORM_BINARY_NAME.`,
  );
}
