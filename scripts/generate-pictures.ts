import { mkdirSync, writeFileSync } from "node:fs";
import { loadOrExplain } from "../src/cli/environments";
import { svg } from "../src/picture/picture";
import { terraformJson } from "../src/stack/terraform-json";

/** Writes `docs/environments/<name>.svg` for each environment file. */
export async function generatePictures(): Promise<void> {
  mkdirSync("docs/environments", { recursive: true });
  for (const { name, environment } of loadOrExplain()) {
    writeFileSync(`docs/environments/${name}.svg`, await svg(name, terraformJson(environment)));
  }
}
