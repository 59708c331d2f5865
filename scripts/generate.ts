import { generatePictures } from "./generate-pictures";

// Everything in the repository that is made from something else; a test fails when a piece of it is stale.
async function generate(): Promise<void> {
  await generatePictures();
}

void generate();
