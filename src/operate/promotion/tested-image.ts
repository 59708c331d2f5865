import { CommandError } from "../../base/errors";
import { requireDigest } from "./choose-digest";
import type { Party } from "./party";
import { whatRuns } from "./what-runs";

/** What ran when tests began. */
export interface TestedImage {
  readonly digest: string;
  /** Id of the deployment that brought it; undefined where only the digest is known. */
  readonly deployment: string | undefined;
}

/** One word for it, which a pipeline keeps while the tests run. */
export function wordOf({ digest, deployment }: TestedImage): string {
  return deployment === undefined ? digest : `${digest}@${deployment}`;
}

/** Reads {@link wordOf}; a digest alone will do. */
export function testedImage(word: string): TestedImage {
  const [digest = "", deployment] = word.split("@");
  return { digest: requireDigest(digest), deployment };
}

/** What the environment runs now; a {@link CommandError} where nothing can be tested. */
export async function imageToTest(party: Party): Promise<TestedImage> {
  const { environment } = party;
  const runs = await whatRuns(party.delivery, party.call);
  if (runs.first) throw new CommandError(1, `${environment} has not released anything yet.`);
  if (runs.digest === undefined) {
    throw new CommandError(
      1,
      `${environment} runs ${runs.image}, which is no image of its repository, so it cannot be promoted.`,
    );
  }
  if (!runs.steady) {
    throw new CommandError(
      1,
      `${environment} is being deployed, so it is open what the tests would test. Wait for it to end: npx slipway status ${environment}.`,
    );
  }
  return { digest: runs.digest, deployment: runs.deployment };
}

/** Throws unless what was tested ran all the time: an image that was swapped and swapped back was not tested alone. */
export function requireSame(party: Party, before: TestedImage, now: TestedImage): void {
  const { environment } = party;
  const again = "Nothing was recorded; run the tests again.";
  if (now.digest !== before.digest) {
    throw new CommandError(
      1,
      `${environment} was deployed during the tests: they began with ${before.digest}, and now it runs ${now.digest}. ${again}`,
    );
  }
  if (before.deployment !== undefined && now.deployment !== before.deployment) {
    throw new CommandError(
      1,
      `${environment} was deployed during the tests: it runs ${before.digest} as before, but by another deployment (${before.deployment}, now ${now.deployment}). ${again}`,
    );
  }
}
