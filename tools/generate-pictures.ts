import { loadOrExplain } from "../src/config/environments-folder";
import { terraformJson } from "../src/stack/terraform-json";
import { writeGenerated } from "./generated-file";
import { dashboard } from "./pictures/dashboard";
import { svg } from "./pictures/picture";
import { road } from "./pictures/road";

/** Writes `docs/road.svg`, `docs/dashboard.svg`, and `docs/environments/<name>.svg` for each environment file. */
export async function generatePictures(): Promise<void> {
  writeGenerated("docs/road.svg", road());
  writeGenerated("docs/dashboard.svg", dashboard());
  for (const { name, environment } of loadOrExplain()) {
    writeGenerated(`docs/environments/${name}.svg`, svg(name, terraformJson(environment)));
  }
}
