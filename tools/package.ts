import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { processTerminal } from "../src/base/terminal";
import { operatingCommands, program } from "../src/cli/program";
import { operatorsPackage } from "./package/operators";

// `npm run package`: both packages. Words after `--` go to `npm pack`, such as `--pack-destination ../packages`.
// Each is put together in a folder of its own: two that run at once in one checkout must not read each other's half-written declarations.
const words = process.argv.slice(2);
const at = words.indexOf("--pack-destination");
const destination = resolve(words[at < 0 ? words.length : at + 1] ?? ".");
const folder = mkdtempSync(join(tmpdir(), "slipway-package-"));

function pack(name: string, files: readonly string[], manifest: object): void {
  const own = join(folder, name);
  for (const file of files) {
    mkdirSync(join(own, dirname(file)), { recursive: true });
    cpSync(file, join(own, file), { recursive: true });
  }
  writeFileSync(join(own, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  execFileSync("npm", ["pack", "--pack-destination", destination], { cwd: own, stdio: "inherit" });
}

try {
  const manifest = JSON.parse(readFileSync("package.json", "utf8"));
  const types = join(folder, "slipway", "types");
  const tsc = ["--project", "tsconfig.types.json", "--outDir", types];
  execFileSync("node_modules/.bin/tsc", tsc, { stdio: "inherit" });
  const besides = ["README.md", "LICENSE"]; // npm packs them wherever they are
  const files = [...manifest.files, ...besides].filter((path) => path !== "types");
  pack("slipway", files, manifest);
  const operators = operatorsPackage(operatingCommands(program(processTerminal())));
  pack("slipway-operators", operators.files, operators.manifest);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
