import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { expect, test } from "vitest";
import { namesOf } from "../../../src/contract/names";
import { identities, statementsOf } from "../../stack/constructs/access/support/identities";
import {
  linesOf,
  recordedRequests,
  requestsIn,
  steady,
  writeRecorded,
} from "../../stack/constructs/access/support/recorded-requests";
import { type PolicyStatement, synthesizeEnvironment } from "../../support/synth";
import type { CredentialsFor, TerraformWorld } from "../../support/terraform-world";
import { credentialsOfJob } from "./github-token";

/**
 * What an administrator may who tears an environment down, besides what its apply role may: that one may not, because backups are lost with the key, and it is
 * destroyed too.
 */
const deletesKey = "kms:ScheduleKeyDeletion";

/**
 * Who plans and applies a world: the roles that its own stack makes. They are not there before the first apply, nor at the end of the tear-down, which are made by
 * roles of other names with the same permissions.
 */
export function stackRoles(world: () => TerraformWorld): CredentialsFor {
  let first: Promise<void> | undefined;
  return async (purpose, emulator) => {
    if (purpose !== "plan" && purpose !== "apply" && purpose !== "destroy") return {};
    if (purpose !== "destroy" && (await areMade(world()))) {
      return await credentialsOfJob(emulator, world().environment(), purpose);
    }
    first ??= makeFirstRoles(world());
    await first;
    return await firstCredentials(world(), purpose);
  };
}

async function areMade({ emulator, environment }: TerraformWorld): Promise<boolean> {
  const RoleName = namesOf(environment()).applyRole;
  const answer = new IAMClient(emulator.clientConfig).send(new GetRoleCommand({ RoleName }));
  return await answer.then(
    () => true,
    (error: Error) => {
      if (error.name === "NoSuchEntity" || error.name === "NoSuchEntityException") return false;
      throw error;
    },
  );
}

/** At the end of a journey: what its roles asked for is what is committed; `own` gives the text of the environment's file at its longest. */
export function asksWhatIsCommitted(
  journey: string,
  world: () => TerraformWorld,
  own: () => string,
): void {
  test.each(["plan", "apply"])("asks as %s for exactly what is committed", async (role) => {
    const requests = await requestsOf(world(), role, own());
    if (process.env["SLIPWAY_RECORD"] === "true") {
      writeRecorded(journey, own(), role, linesOf(requests));
    }
    expect(linesOf(requests)).toEqual(linesOf(recordedRequests(journey, role)));
  });
}

async function makeFirstRoles(world: TerraformWorld): Promise<void> {
  const made = synthesizeEnvironment(world.environment());
  const { role } = identities(world.emulator);
  // Nobody knows the key before it is made.
  const keys = `arn:aws:kms:${world.region}:${world.account}:key/*`;
  const of = (address: string): PolicyStatement[] =>
    JSON.parse(
      JSON.stringify(statementsOf(made, address)).replaceAll("${aws_kms_key.encryption.arn}", keys),
    );
  await role("first-plan", of("access_plan"));
  await role("first-apply", of("access_apply"));
  await role("first-destroy", [
    ...of("access_apply"),
    { Effect: "Allow", Action: deletesKey, Resource: keys },
  ]);
}

async function firstCredentials(world: TerraformWorld, purpose: string) {
  const { credentials } = await identities(world.emulator).as(`first-${purpose}`);
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? "",
  };
}

/** What was asked for as a role, or as the one that stood in for it before and after it was there. */
async function requestsOf(
  { emulator, account, environment }: TerraformWorld,
  role: string,
  own: string,
) {
  const names = namesOf(environment());
  const all = await requestsIn(emulator, account);
  const who =
    role === "plan"
      ? ["first-plan", names.planRole]
      : ["first-apply", names.applyRole, "first-destroy"];
  return all
    .filter((one) => who.includes(one.role) && one.action !== deletesKey)
    .map((one) => steady(one, own));
}
