import { refusesCaller } from "../../aws/explain-aws-error";
import type { Check } from "../../base/checklist";
import { accountLooks } from "./account";
import { entryLooks } from "./entry";
import { guardLooks } from "./guards";
import type { Account, Look } from "./look";
import { networkLooks } from "./network";
import { ownedByOthersLooks } from "./owned-by-others";
import { roleLooks } from "./roles";
import { sessionPluginLook } from "./session-plugin";

/** Everything that is looked at, in the order in which it is reported. */
export const looks: readonly Look[] = [
  ...accountLooks,
  ...roleLooks,
  ...networkLooks,
  ...entryLooks,
  ...ownedByOthersLooks,
  ...guardLooks,
  sessionPluginLook,
];

/**
 * Compares an account with what an environment's file expects of it, by reading alone. All looks run side by side; `onDone` is called
 * with the subject of each that ended. What AWS refuses or cannot answer is unknown, with the reason, and never passes for good.
 */
export async function runPreflight(
  account: Account,
  onDone: (subject: string) => void = () => {},
): Promise<readonly Check[]> {
  const found = await Promise.all(
    looks.map(async (look) => {
      const checks = await checksOf(look, account);
      onDone(look.subject);
      return checks;
    }),
  );
  return found.flat();
}

async function checksOf(look: Look, account: Account): Promise<readonly Check[]> {
  const { subject } = look;
  try {
    return (await look.run(account)).map((answer) => ({ subject, ...answer }));
  } catch (error) {
    const { name, message } = error as Error;
    const denied = refusesCaller(name) || /Forbidden/.test(name);
    return [
      {
        verdict: "unknown",
        subject,
        finding: denied ? `AWS refuses to say: ${message}` : `${name}: ${message}`,
        fix: denied
          ? `let this role do ${look.actions.join(", ")} (docs/preflight.md has the whole policy), or look yourself`
          : "look yourself, or try again",
      },
    ];
  }
}
