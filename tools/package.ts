import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { processTerminal } from "../src/base/terminal";
import { operatingCommands, program } from "../src/cli/program";
import { operatorsPackage } from "./package/operators";

// `npm run package`: both packages. Words after `--` go to `npm pack`, such as `--pack-destination ../packages`.
const words = process.argv.slice(2);
const at = words.indexOf("--pack-destination");
const destination = resolve(words[at < 0 ? words.length : at + 1] ?? ".");
const folder = mkdtempSync(join(tmpdir(), "slipway-operators-"));
try {
  const { files, manifest } = operatorsPackage(operatingCommands(program(processTerminal())));
  for (const file of files) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    cpSync(file, join(folder, file));
  }
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const cwd of [".", folder]) {
    execFileSync("npm", ["pack", "--pack-destination", destination], { cwd, stdio: "inherit" });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
