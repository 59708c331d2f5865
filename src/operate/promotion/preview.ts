import type { LiveEnvironment } from "../../aws/live-environment";
import { type Crane, craneIn, withLogins } from "../../aws/registry";
import { shortened } from "../../base/printable";
import { commitOf, platforms, readImage } from "../doctor-image";
import { type FactsOptions, judgeImage, type PromotionFacts, readFacts } from "./facts";
import { type FindingChanges, findingChanges } from "./finding-changes";
import { loginTo, type Promotion } from "./promote";
import { judge } from "./rules";

/** What a dry run shows. */
export interface Preview extends Pick<Promotion, "facts" | "judgement"> {
  /** The scan of the image that the target runs; the text says why there is none. */
  readonly scansNow: PromotionFacts["scans"];
  /** Findings that go and come; undefined where that is not known. */
  readonly changes: FindingChanges | undefined;
  readonly commits: Commits;
}

/** The commit that each of two images was built from; undefined where there is no such image, or it does not say. */
interface Commits {
  /** Of the image that the target runs. */
  readonly running: string | undefined;
  /** Of the image that would be promoted. */
  readonly promoted: string | undefined;
}

/** What would be decided now, and what becomes of the findings of the image that the target runs; nothing is changed. */
export async function judgeNow(options: FactsOptions): Promise<Preview> {
  const { from, to, digest } = options;
  const facts = await readFacts(options);
  const judgement = judge(facts);
  const commits = await readCommits(from, facts);
  const runs = facts.targetRuns;
  // The image is looked for where the new one is, so that both are compared by one scanner.
  if (runs?.pushedAt === undefined) {
    const scansNow = `what runs is not in ${from.environment}'s repository`;
    return { facts, judgement, commits, scansNow, changes: undefined };
  }
  const [now, then] = await Promise.all(
    [runs.digest, digest].map((one) =>
      judgeImage({ from, to, digest: one, targetRuns: undefined }),
    ),
  );
  const [before, after] = [now?.images ?? [], then?.images ?? []];
  const known = before.length > 0 && after.length > 0;
  return {
    facts,
    judgement,
    commits,
    scansNow: now?.scans ?? [],
    changes: known ? await findingChanges(from, before, after) : undefined,
  };
}

/** Reads {@link Commits} in the source's repository, which promoters may read. */
async function readCommits(
  from: LiveEnvironment,
  { digest, image, targetRuns, targetGives }: PromotionFacts,
): Promise<Commits> {
  const platform = platforms[targetGives.needs.architecture === "ARM64" ? "ARM64" : "X86_64"];
  const [running, promoted] = await Promise.all([
    targetRuns?.pushedAt === undefined ? undefined : readCommit(from, targetRuns.digest, platform),
    image === undefined ? undefined : readCommit(from, digest, platform),
  ]);
  return { running, promoted };
}

/** The commit of one image; that it cannot be read keeps nobody from a dry run, which says so instead. */
async function readCommit(
  live: LiveEnvironment,
  digest: string,
  platform: string,
): Promise<string | undefined> {
  try {
    return await withLogins([await loginTo(live)], async (dockerConfig) => {
      const crane = craneIn({ dockerConfig });
      const read: Crane = live.registry.insecure
        ? (command = "", ...words) => crane(command, "--insecure", ...words)
        : crane;
      return commitOf(await readImage(`${live.repository}@${digest}`, platform, read));
    });
  } catch (error) {
    return `unknown (${shortened((error as Error).message.split("\n")[0] ?? "", 200)})`;
  }
}
