import { lockHolderText, readLock } from "../../aws/deployment-lock";
import type { LiveEnvironment } from "../../aws/live-environment";
import { holdInForce, holdText } from "../../aws/release-hold";
import { CommandError } from "../../base/errors";
import { orNotApplied } from "../deployments/releases";

/** Refuses to restore while something changes the environment, and while somebody holds it, unless whoever restores goes on in spite of a hold. */
export async function refuseWhileBusy(
  live: LiveEnvironment,
  { whileHeld, now }: { readonly whileHeld: boolean; readonly now: Date },
): Promise<void> {
  const { environment, delivery, clients } = live;
  const table = delivery.names.delivery;
  const holder = await orNotApplied(live, readLock(clients.dynamodb, table));
  if (holder) {
    throw new CommandError(
      1,
      `${environment} is locked: ${lockHolderText(holder)}.\n` +
        `Nothing was restored, because the database may be changing. Wait until it ends: npx slipway status ${environment}\n` +
        `If it is over and the lock stays: npx slipway unlock ${environment}`,
    );
  }
  if (!delivery.settings.holds || whileHeld) return;
  const hold = await holdInForce(clients.dynamodb, table, now.toISOString());
  if (!hold) return;
  throw new CommandError(
    1,
    `${environment} is ${holdText(hold)}.\n` +
      "Nothing was restored. Wait, or talk to who holds it.\n" +
      `If it is held for this very restore: the same command with --while-held`,
  );
}
