import type { Environment } from "../../src/config/schema";
import { exampleEnvironment } from "./example-environment";
import { fixtureEnvironments } from "./fixture-environments";
import { fourthEnvironment } from "./fourth-environment";
import { guardedEnvironment } from "./guarded";
import { monitoredElsewhere, monitoredEnvironment } from "./monitored";

/** Environments that differ in what they have, by a name for a test's title. */
export const namedEnvironments: readonly {
  readonly name: string;
  readonly environment: Environment;
}[] = [
  ...fixtureEnvironments(),
  { name: "example", environment: exampleEnvironment() },
  { name: "fourth", environment: fourthEnvironment() },
  { name: "guarded", environment: guardedEnvironment() },
  { name: "monitored", environment: monitoredEnvironment() },
  { name: "monitored elsewhere", environment: monitoredElsewhere() },
];
