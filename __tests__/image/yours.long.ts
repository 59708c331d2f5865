import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { imageJourney } from "./support/journey";

// `npm run test:image -- <folder> [<environment>]`: whatever else is named.
const [folder = "", named] = (process.env["SLIPWAY_LONG_TEST_NAMES"] ?? "").split(" ");
const application = resolve(process.env["INIT_CWD"] ?? ".", folder);
const place = named
  ? { environment: named, environments: "environments" }
  : { environment: "loan-engine-test" };

if (folder === "") {
  test.skip("no folder was named");
} else if (["frontend", "backend"].every((part) => existsSync(join(application, part)))) {
  imageJourney({ folder: application, ...place });
} else {
  test(`finds ${folder}`, () => {
    expect.fail(
      `${application} has no frontend/ and backend/: give the folder that holds both, as docs/testing.md says`,
    );
  });
}
