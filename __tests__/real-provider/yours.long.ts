import { resolve } from "node:path";
import { journey } from "./support/journey";

// Whatever else is named after `npm run test:apply --`.
for (const name of (process.env["SLIPWAY_LONG_TEST_NAMES"] ?? "").split(" ").filter(Boolean)) {
  journey({ name, environments: () => resolve("environments") });
}
