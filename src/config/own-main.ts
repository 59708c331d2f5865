import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CommandError } from "../base/errors";
import { projectFile } from "./project-settings";

/** What `cdktf` runs where a project has no `main.ts` of its own. */
const packaged = resolve(__dirname, "../../main.ts");

let state: "not loaded" | "loading" | "answered" = "not loaded";

/**
 * Runs the project's own `main.ts`, where `cdktf.json` names one, so that what it adds is also checked, planned and reviewed by `slipway`.
 * Nothing is synthesized by that: `synthesizeProject` only notes what to add.
 */
export function loadOwnMain(): void {
  const file = ownMain();
  if (file === undefined || state === "answered") return;
  state = "loading";
  require(file);
  if (state !== "loading") return;
  state = "not loaded";
  throw new CommandError(
    2,
    `${file}, which ${projectFile} names, does not call synthesizeProject of slipway, so nobody knows what it adds.\n` +
      "Let it end in synthesizeProject((stack, environment) => …). How: docs/library.md of the package.",
  );
}

/** Whether `main.ts` is run only for what it adds; true at most once for each run. */
export function answersOwnMain(): boolean {
  if (state !== "loading") return false;
  state = "answered";
  return true;
}

function ownMain(): string | undefined {
  const words = appCommand().trim().split(/\s+/);
  const file = resolve(words.at(-1) ?? "");
  if (!/\.[cm]?[jt]s$/.test(file) || !existsSync(file)) return undefined;
  return isPackaged(file) ? undefined : file;
}

/** By content: a copy of it adds nothing either. */
function isPackaged(file: string): boolean {
  return file === packaged || readFileSync(file).equals(readFileSync(packaged));
}

function appCommand(): string {
  try {
    const { app } = JSON.parse(readFileSync(projectFile, "utf8"));
    return typeof app === "string" ? app : "";
  } catch {
    return ""; // whoever reads the settings says what is wrong with the file
  }
}
