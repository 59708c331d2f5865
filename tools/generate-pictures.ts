import { loadOrExplain } from "../src/config/environments-folder";
import { terraformJson } from "../src/stack/terraform-json";
import { writeGenerated } from "./generated-file";
import { svg } from "./pictures/picture";
import { road } from "./pictures/road";

/** Writes `docs/road.svg`, and `docs/environments/<name>.svg` for each environment file. */
export async function generatePictures(): Promise<void> {
  writeGenerated("docs/road.svg", road());
  for (const { name, environment } of loadOrExplain()) {
    writeGenerated(`docs/environments/${name}.svg`, svg(name, terraformJson(environment)));
  }
}
