import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";

/** Whether this runs where nobody sees colours. */
export const inLog = !process.stdout.isTTY;

/** How {@link runPackage} runs a program. */
interface RunPackageOptions {
  /** More variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** In a process group of its own, so that all it started can be ended with it. */
  readonly ownGroup?: boolean;
  /** Gets the process as soon as it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs a package's program on this terminal; gives whether it was fine and what its reporter said last. */
export async function runPackage(
  packageName: string,
  program: string,
  args: readonly string[],
  { env = {}, ownGroup = false, onStart }: RunPackageOptions = {},
): Promise<{ readonly passed: boolean; readonly report: unknown }> {
  const path = join(dirname(require.resolve(`${packageName}/package.json`)), program);
  const child = spawn(process.execPath, [path, ...args], {
    // Programs colour a pipe too unless asked not to.
    env: { ...process.env, ...(inLog ? { NO_COLOR: "1" } : {}), ...env },
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    detached: ownGroup,
  });
  onStart?.(child);
  let report: unknown;
  child.on("message", (message) => {
    report = message;
  });
  const [code] = await once(child, "close");
  return { passed: code === 0, report };
}
