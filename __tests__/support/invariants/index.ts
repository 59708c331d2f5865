import type { Environment } from "../../../src/config/schema";
import type { Synthesized } from "../synth";
import { onlyTheServiceFollowsReleases, releasesLeaveNoDifference } from "./image-pointer";
import type { Invariant } from "./invariant";
import {
  databasesArePrivate,
  dataCannotBeDestroyed,
  everythingIsTagged,
  noPolicyIsBoundless,
} from "./safety";
import { secretsAreEphemeral, secretsAreNoVariables } from "./secrets";
import { rulesAreNarrow, rulesAreTheTable } from "./security-groups";
import { nothingIsUnresolved, referencesLeadSomewhere } from "./well-formed";

const invariants: readonly Invariant[] = [
  rulesAreNarrow,
  rulesAreTheTable,
  secretsAreEphemeral,
  secretsAreNoVariables,
  dataCannotBeDestroyed,
  databasesArePrivate,
  everythingIsTagged,
  noPolicyIsBoundless,
  onlyTheServiceFollowsReleases,
  releasesLeaveNoDifference,
  referencesLeadSomewhere,
  nothingIsUnresolved,
];

/** Where an environment breaks what must hold for all of them; empty when all is well. */
export function violations(synthesized: Synthesized, environment: Environment): string[] {
  return invariants.flatMap((invariant) => invariant(synthesized, environment));
}
