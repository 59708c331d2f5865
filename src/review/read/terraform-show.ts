import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { printable } from "../../base/printable";
import { inputName } from "./read-input";
import { Unreadable } from "./unreadable";

/** Bytes of JSON that Terraform may print of a plan or a state. */
export const longestShown = 400 * 1024 ** 2;

/** Whether the bytes are a saved plan: Terraform writes a zip archive. */
export function isSavedPlan(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/**
 * A saved plan as JSON, by `terraform show -json`: in the plan's own folder where that is initialised, since Terraform
 * needs the providers' schemas. `executable` is what `cdktf` takes from TERRAFORM_BINARY_NAME.
 */
export async function terraformShow(plan: string, executable: string): Promise<Buffer> {
  const folder = dirname(resolve(plan));
  const isInitialised = existsSync(join(folder, ".terraform"));
  const file = isInitialised ? basename(plan) : resolve(plan);
  try {
    const { stdout } = await promisify(execFile)(executable, ["show", "-json", "-no-color", file], {
      cwd: isInitialised ? folder : process.cwd(),
      encoding: "buffer",
      maxBuffer: longestShown,
    });
    return stdout;
  } catch (error) {
    throw new Unreadable(`${inputName(plan)} is ${complaintOf(error, printable(executable))}`);
  }
}

function complaintOf(error: unknown, executable: string): string {
  const { code, stderr } = error as { code?: unknown; stderr?: Buffer };
  if (code === "ENOENT") {
    return (
      `a saved plan, and there is no \`${executable}\` to read it with. Install Terraform, set TERRAFORM_BINARY_NAME, ` +
      "or give the output of `terraform show -json` instead."
    );
  }
  const said = printable(
    String(stderr ?? "")
      .replace(/[│╷╵\n\r\t ]+/g, " ")
      .trim(),
  );
  const [, maker, own] =
    /plan file was created by (\S+ \S+), but this is ([^\s;]+)/.exec(said) ?? [];
  if (maker) {
    return (
      `a saved plan of ${maker}, and \`${executable}\` is ${own}: no other version reads it.\n` +
      `Give the output of \`show -json\` of ${maker}, or plan again with ${own}.`
    );
  }
  if (/Failed to read the given file as a state or plan file/.test(said)) {
    return "not a whole saved plan: it was cut off, or is an archive of something else. Make it again.";
  }
  return (
    `a saved plan, and \`${executable} show -json\` could not read it: ${said.slice(0, 600) || "it gave no reason"}\n` +
    "Run it in the folder where the plan was made, after `terraform init`."
  );
}
