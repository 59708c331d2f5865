import { generateAccessTables } from "./generate-access-tables";
import { generateAddresses } from "./generate-addresses";
import { generateDeliveryDocs } from "./generate-delivery-docs";
import { generateEnvironmentDocs } from "./generate-environment-docs";
import { generateKit } from "./generate-kit";
import { generatePermissionsDocs } from "./generate-permissions-docs";
import { generatePictures } from "./generate-pictures";

// Everything in the repository that is made from something else; a test fails when a piece of it is stale.
async function generate(): Promise<void> {
  generateAddresses();
  generateAccessTables();
  generateEnvironmentDocs();
  generateKit();
  generatePermissionsDocs();
  await generateDeliveryDocs();
  await generatePictures();
}

void generate();
