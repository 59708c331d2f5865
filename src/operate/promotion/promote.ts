import { copyPromoted } from "./copy-promoted";
import type { PromotionFacts } from "./facts";
import { type Judgement, judge } from "./judge";
import { type LeaseTimes, withPromotionLease } from "./promotion-lease";
import { type FactsOptions, readFacts } from "./read-facts";
import { promotionItem } from "./records";
import { addItem } from "./table";
import { tagImage } from "./tag-image";

/** What {@link promote} must be told. */
export interface PromotionOptions extends FactsOptions {
  /** Aborted when somebody stops the promotion. */
  readonly signal: AbortSignal;
  /** Told at each step, in the words for people. */
  readonly onStep: (step: string) => void;
  readonly leaseTimes?: LeaseTimes;
}

/** How a promotion ended. */
export interface Promotion {
  readonly facts: PromotionFacts;
  readonly judgement: Judgement;
  /** Tags in the target's repository; undefined when it was refused. */
  readonly tags: readonly string[] | undefined;
}

/** What would be decided now; nothing is changed. */
export async function judgeNow(options: FactsOptions): Promise<Promotion> {
  const facts = await readFacts(options);
  return { facts, judgement: judge(facts), tags: undefined };
}

/**
 * Promotes one digest: alone, on facts read after that was certain, copied and proved before it gets the tag by which the
 * target's deployer finds it. Breaking off anywhere leaves nothing that would be deployed, and it may be done again.
 */
export async function promote(options: PromotionOptions): Promise<Promotion> {
  const { from, to, digest, onStep } = options;
  const lease = {
    dynamodb: to.clients.dynamodb,
    table: to.delivery.names.delivery,
    environment: to.environment,
    by: to.caller,
    times: options.leaseTimes,
    onWait: (holder: { readonly by: string }) =>
      onStep(`Another promotion seems to be under way, by ${holder.by}: is it alive?`),
  };
  return withPromotionLease(lease, async ({ signal, prove }) => {
    onStep("Reading both environments");
    const facts = await readFacts(options);
    const judgement = judge(facts);
    if (!judgement.holds) return { facts, judgement, tags: undefined };

    onStep(`Copying ${digest} to ${to.repository}`);
    await copyPromoted(from, to, digest, AbortSignal.any([signal, options.signal]));
    options.signal.throwIfAborted();
    await prove();
    // The record comes before the tag: a promotion that nobody recorded would be worse than a record of one that broke off.
    await addItem(
      to,
      promotionItem({
        digest,
        from: from.environment,
        to: to.environment,
        by: to.caller,
        at: facts.now,
        tag: facts.promotedTag,
        pushedAt: facts.image?.pushedAt ?? "",
        grounds: judgement.findings.map(({ rule, says }) => `${rule}: ${says}`).join("\n"),
      }),
    );
    onStep(`Tagging it ${facts.promotedTag}`);
    const tags = await tagAll(options, facts);
    return { facts, judgement, tags };
  });
}

/** The source's own tags first, where they are free: names by which people know the image. Last the one that counts. */
async function tagAll({ to, digest }: PromotionOptions, facts: PromotionFacts): Promise<string[]> {
  const known = (facts.image?.tags ?? []).filter((tag) => !/^(released|promoted)-/.test(tag));
  const set: string[] = [];
  for (const tag of known) if (await tagImage(to, digest, tag)) set.push(tag);
  if (!(await tagImage(to, digest, facts.promotedTag))) {
    throw new Error(`${to.repository}: the tag ${facts.promotedTag} belongs to another image`);
  }
  return [...set, facts.promotedTag];
}
