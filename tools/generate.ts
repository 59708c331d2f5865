import { CommandError } from "../src/base/errors";
import { loadOrExplain } from "../src/config/environments-folder";
import { generateAccessTables } from "./generate-access-tables";
import { generateAddresses } from "./generate-addresses";
import { generateDeliveryDocs } from "./generate-delivery-docs";
import { generateEnvironmentDocs } from "./generate-environment-docs";
import { generateKit } from "./generate-kit";
import { generatePermissionsDocs } from "./generate-permissions-docs";
import { generatePictures } from "./generate-pictures";
import { generateTemplates } from "./generate-templates";
import { removeLeftOvers } from "./generated-file";

// Everything in the repository that is made from something else; a test fails when a piece of it is stale.
async function generate(): Promise<void> {
  removeLeftOvers(loadOrExplain().map(({ name }) => name));
  generateAddresses();
  generateAccessTables();
  generateEnvironmentDocs();
  generateKit();
  generatePermissionsDocs();
  generateTemplates();
  await generateDeliveryDocs();
  await generatePictures();
}

generate().catch((error: unknown) => {
  if (!(error instanceof CommandError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.code;
});
