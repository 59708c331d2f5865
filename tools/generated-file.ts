import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";

/** Writes a file that is made from something else, and says so where it changes. */
export function writeGenerated(file: string, text: string): void {
  const before = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  if (before === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`${before === undefined ? "new: " : "changed: "}${file}`);
}

/** The folders that hold one file for each environment, named for it, and no other file of that kind. */
const byEnvironment: Readonly<Record<string, string>> = {
  "environments/addresses": ".txt",
  "docs/access": ".md",
  "docs/environments": ".svg",
};

/** What is there for environments that have no file any more. */
export function leftOvers(names: readonly string[]): string[] {
  return Object.entries(byEnvironment).flatMap(([folder, extension]) =>
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((file) => extname(file) === extension)
      .filter((file) => !names.includes(file.slice(0, -extension.length)))
      .map((file) => join(folder, file)),
  );
}

/** Removes what was made for environments that have no file any more, and says so. */
export function removeLeftOvers(names: readonly string[]): void {
  for (const file of leftOvers(names)) {
    rmSync(file);
    console.log(`removed: ${file}, whose environment has no file any more`);
  }
}
