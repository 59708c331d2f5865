import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";

/** What the operators' package is made of. */
interface OperatorsPackage {
  /** Its files, as paths of this repository. */
  readonly files: readonly string[];
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** What every command starts with, and what an editor reads. */
const roots = ["bin/slipway.js", "bin/register.js", "src/cli/main.ts"];

/**
 * The package of those who operate environments and synthesize none: the same sources and versions, cut down to what the commands of
 * `operating` can reach, without the framework and the provider's typed resources.
 */
export function operatorsPackage(operating: readonly string[]): OperatorsPackage {
  const start = new Set(roots.flatMap((root) => [...reached([root], "when it starts").files]));
  const { files, packages } = reached(
    [...roots, ...operating.map(commandFile)],
    "ever",
    (file) => isCommand(file) && !operating.some((name) => commandFile(name) === file),
  );
  const all = [...new Set([...start, ...files])].filter((path) => path !== "package.json").sort();
  const own = JSON.parse(readFileSync("package.json", "utf8"));
  const needed = ([name]: [string, unknown]) => packages.has(name);
  return {
    files: [...all, "environments/schema.json", "CHANGELOG.md"],
    manifest: {
      ...{ name: "slipway-operators", version: own.version, license: own.license, type: own.type },
      description: "Slipway's commands for environments that run, without what synthesizes them",
      ...{ engines: own.engines, bin: own.bin },
      exports: {
        "./package.json": "./package.json",
        "./schema.json": "./environments/schema.json",
      },
      dependencies: Object.fromEntries(Object.entries(own.dependencies).filter(needed)),
    },
  };
}

const commands = "src/cli/commands";
const isCommand = (file: string) => dirname(file) === commands;

/** The file that makes a command. */
function commandFile(name: string): string {
  const file = readdirSync(commands)
    .map((path) => `${commands}/${path}`)
    .find((path) => readFileSync(path, "utf8").includes(`new Command("${name}")`));
  if (file === undefined) throw new Error(`no file makes the command ${name}`);
  return file;
}

/** Files and packages that these files import, at once or also when something of them runs. A `leaf` is kept, and what only running it needs is not. */
function reached(
  from: readonly string[],
  when: "when it starts" | "ever",
  isLeaf: (file: string) => boolean = () => false,
) {
  const files = new Set<string>();
  const packages = new Set<string>();
  const follow = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    if (file.endsWith(".json")) return;
    const isLate = when === "ever" && !isLeaf(file);
    for (const name of importsOf(readFileSync(file, "utf8"), isLate)) {
      if (name.startsWith(".")) follow(fileOf(join(dirname(file), name)));
      else if (!name.startsWith("node:") && !builtinModules.includes(name))
        packages.add(packageOf(name));
    }
  };
  for (const file of from) follow(file);
  return { files, packages };
}

/** What a file imports as it runs: types are gone by then. */
function importsOf(text: string, isLate: boolean): string[] {
  const early =
    /^(?:import|export)(?! type\b)(?:[^;"]*\sfrom)?\s*"([^"]+)";|\brequire\("([^"]+)"\)/gm;
  const late = /\bimport\(\s*"([^"]+)",?\s*\)/g;
  return [...text.matchAll(early), ...(isLate ? text.matchAll(late) : [])].map(
    ([, first, second]) => first ?? second ?? "",
  );
}

function fileOf(path: string): string {
  const file = [path, `${path}.ts`, `${path}.js`, `${path}/index.ts`].find(
    (candidate) => existsSync(candidate) && !candidate.endsWith("/") && candidate.includes("."),
  );
  if (file === undefined) throw new Error(`${path} is imported and is not there`);
  return file;
}

function packageOf(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}
