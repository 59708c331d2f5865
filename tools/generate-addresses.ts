import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadOrExplain } from "../src/config/environments-folder";
import { terraformJson } from "../src/stack/terraform-json";
import { writeGenerated } from "./generated-file";

/** Where the committed lists are, one file for each environment. */
const folder = "environments/addresses";

/** Every managed resource of an environment, one address a line, sorted: what Terraform's state is keyed by. */
export function addressLists(): { readonly file: string; readonly addresses: string[] }[] {
  return loadOrExplain().map(({ name, environment }) => ({
    file: join(folder, `${name}.txt`),
    addresses: Object.entries(terraformJson(environment).resource)
      .flatMap(([type, byName]) => Object.keys(byName).map((resource) => `${type}.${resource}`))
      .sort(),
  }));
}

/** The addresses of a committed list; none when there is no such file. */
export function committedAddresses(file: string): string[] {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
}

/** Writes the lists, and says on the terminal which addresses went: those resources will be deleted unless `src/stack/moved.ts` says where they are. */
export function generateAddresses(): void {
  for (const { file, addresses } of addressLists()) {
    for (const gone of committedAddresses(file).filter((address) => !addresses.includes(address)))
      console.error(
        `${file}: ${gone} is gone; if it has another address now, say so in src/stack/moved.ts`,
      );
    writeGenerated(file, `${addresses.join("\n")}\n`);
  }
}
