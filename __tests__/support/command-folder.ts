import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { afterEach, beforeEach, vi } from "vitest";
import { memoryTerminal } from "./memory-terminal";
import { useTemporaryFolder } from "./temporary-folder";

/** For tests of commands on `shop-dev`: a folder with `environments/` for each test, which is the working folder. */
export function useCommandFolder() {
  const folder = useTemporaryFolder();
  const home = process.cwd();
  beforeEach(() => {
    mkdirSync(join(folder(), "environments"));
    process.chdir(folder());
  });
  afterEach(() => {
    process.chdir(home);
    vi.unstubAllEnvs();
  });
  const file = () => join(folder(), "environments", "shop-dev.yaml");
  return { folder, file, writeFile: (text: string) => writeFileSync(file(), text) };
}

/** Runs a command on `shop-dev` as `slipway` does: what it printed, and the message and code with which it gave up. */
export async function runOnShopDev(
  make: (terminal: ReturnType<typeof memoryTerminal>) => Command,
  ...words: string[]
) {
  const terminal = memoryTerminal();
  try {
    const command = make(terminal)
      .exitOverride()
      .configureOutput({ writeErr: () => {} });
    await command.parseAsync(["shop-dev", ...words], { from: "user" });
    return { out: terminal.stdout(), code: terminal.code(), message: "" };
  } catch (error) {
    const { code, message } = error as { code: number; message: string };
    return { out: terminal.stdout(), code, message };
  }
}
