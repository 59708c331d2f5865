import { join } from "node:path";
import { loadOrExplain } from "../src/config/environments-folder";
import { terraformJson } from "../src/stack/terraform-json";
import { renderAccessTable } from "./access-table/render-access-table";
import { writeGenerated } from "./generated-file";

const folder = "docs/access";

/** Who may do what in each environment, by path. */
export function accessTables(): { readonly file: string; readonly text: string }[] {
  return loadOrExplain().map(({ name, environment }) => ({
    file: join(folder, `${name}.md`),
    text: renderAccessTable(name, terraformJson(environment), environment),
  }));
}

/** Writes the tables. */
export function generateAccessTables(): void {
  for (const { file, text } of accessTables()) writeGenerated(file, text);
}
