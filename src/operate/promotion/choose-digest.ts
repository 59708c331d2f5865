import { CommandError } from "../../base/errors";
import type { Party } from "./party";
import { whatRuns } from "./what-runs";

const digestPattern = /^sha256:[0-9a-f]{64}$/;

/** Throws where a text is no digest. */
export function requireDigest(text: string): string {
  if (digestPattern.test(text)) return text;
  throw new CommandError(
    2,
    `A digest is sha256: and 64 hexadecimal digits, got ${JSON.stringify(text)}. See npx slipway status.`,
  );
}

/** The digest that somebody asked for; else the one that the environment runs, if it runs steadily. */
export async function chooseDigest(party: Party, asked: string | undefined): Promise<string> {
  if (asked !== undefined) return requireDigest(asked);
  const { environment } = party;
  const runs = await whatRuns(party.delivery, party.call);
  if (runs.first) {
    throw new CommandError(1, `${environment} has not released anything yet.`);
  }
  if (runs.digest === undefined) {
    throw new CommandError(
      1,
      `${environment} runs ${runs.image}, which is no image of its repository. Say which one is meant: --digest.`,
    );
  }
  if (!runs.steady) {
    throw new CommandError(
      1,
      `${environment} is being deployed, so it is open what it will run. Wait for it to end, or say which image is meant: --digest.`,
    );
  }
  return runs.digest;
}
