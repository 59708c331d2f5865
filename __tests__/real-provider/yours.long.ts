import { basename, resolve } from "node:path";
import { journey } from "./support/journey";

// Whatever else is named after `npm run test:apply --`: environments, or their files where a test here is called the same.
for (const named of (process.env["SLIPWAY_LONG_TEST_NAMES"] ?? "").split(" ").filter(Boolean)) {
  journey({ name: basename(named, ".yaml"), environments: () => resolve("environments") });
}
