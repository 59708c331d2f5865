import type { LiveEnvironment } from "../../aws/live-environment";
import { copyImage, craneIn, type Login, withLogins } from "../../aws/registry";
import { addItem } from "../../aws/table";
import { CommandError } from "../../base/errors";
import { promotedTagPrefix, releasedTagPrefix } from "../../contract/images";
import { type LeaseTimes, withLease } from "../lease";
import { type FactsOptions, type PromotionFacts, readFacts } from "./facts";
import { leaseKey, promotionItem } from "./records";
import { judge, type PromotionDecision } from "./rules";

/** Options of {@link promote}. */
export interface PromotionOptions extends FactsOptions {
  /** Aborted when somebody stops the promotion. */
  readonly signal: AbortSignal;
  /** Called at each step, with a sentence for people. */
  readonly onStep: (step: string) => void;
  readonly leaseTimes?: LeaseTimes;
}

/** How a promotion ended. */
export interface Promotion {
  readonly facts: PromotionFacts;
  readonly judgement: PromotionDecision;
  /** Tags in the target's repository; undefined when it was refused. */
  readonly tags: readonly string[] | undefined;
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
    key: leaseKey,
    what: `promotion to ${to.environment}`,
    whenLost: "Nothing was tagged.",
    by: to.caller,
    times: options.leaseTimes,
    onWait: (holder: { readonly by: string }) =>
      onStep(`Another promotion seems to be running, by ${holder.by}: is it alive?`),
  };
  return withLease(lease, async ({ signal, prove }) => {
    onStep("Reading both environments");
    const facts = await readFacts(options);
    const judgement = judge(facts);
    if (!judgement.holds) {
      await recordRefusal(options, facts, judgement);
      return { facts, judgement, tags: undefined };
    }

    onStep(`Copying ${digest} to ${to.repository}`);
    await copyPromoted(from, to, digest, AbortSignal.any([signal, options.signal]));
    options.signal.throwIfAborted();
    await prove();
    // The record comes before the tag: a promotion that nobody recorded would be worse than a record of one that broke off.
    await addItem(
      to,
      promotionItem({
        ...recordOf(options, facts),
        tag: facts.promotedTag,
        grounds: judgement.findings.map(({ rule, says }) => `${rule}: ${says}`).join("\n"),
      }),
    );
    onStep(`Tagging it ${facts.promotedTag}`);
    const tags = await tagAll(options, facts);
    return { facts, judgement, tags };
  });
}

/** What is recorded of a promotion, whatever became of it. */
function recordOf({ from, to, digest }: PromotionOptions, { now, image }: PromotionFacts) {
  return {
    digest,
    from: from.environment,
    to: to.environment,
    by: to.caller,
    at: now,
    pushedAt: image?.pushedAt ?? "",
  };
}

/** That a promotion was asked for and refused, and by which rules. It is refused whether that can be recorded or not. */
async function recordRefusal(
  options: PromotionOptions,
  facts: PromotionFacts,
  { findings }: PromotionDecision,
): Promise<void> {
  const against = findings.filter(({ holds }) => !holds);
  const item = promotionItem({
    ...recordOf(options, facts),
    tag: "",
    grounds: against.map(({ rule, says }) => `${rule}: ${says}`).join("\n"),
  });
  await addItem(options.to, item).catch((error: Error) => {
    options.onStep(`That it is refused could not be recorded: ${error.message}`);
  });
}

/** The source's own tags first, where they are free: names by which people know the image. Last the one that counts. */
async function tagAll({ to, digest }: PromotionOptions, facts: PromotionFacts): Promise<string[]> {
  const known = (facts.image?.tags ?? []).filter(
    (tag) => !tag.startsWith(releasedTagPrefix) && !tag.startsWith(promotedTagPrefix),
  );
  const set: string[] = [];
  for (const tag of known) if (await tagImage(to, digest, tag)) set.push(tag);
  if (!(await tagImage(to, digest, facts.promotedTag))) {
    throw new Error(`${to.repository}: the tag ${facts.promotedTag} belongs to another image`);
  }
  return [...set, facts.promotedTag];
}

/** Copies an image from one environment's repository to another's, by its digest. */
async function copyPromoted(
  from: LiveEnvironment,
  to: LiveEnvironment,
  digest: string,
  signal: AbortSignal,
): Promise<void> {
  // One registry, one login: with two accounts each side's own, else the target's role opens both.
  const logins = new Map<string, Login>();
  for (const live of [from, to]) logins.set(live.registry.host, await loginTo(live));
  await withLogins([...logins.values()], (dockerConfig) =>
    copyImage(craneIn({ dockerConfig, signal }), {
      from: from.repository,
      to: to.repository,
      digest,
      insecure: to.registry.insecure,
    }),
  );
}

/**
 * The token that opens an environment's registry.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
 */
export async function loginTo({ clients, registry, environment }: LiveEnvironment): Promise<Login> {
  const { GetAuthorizationTokenCommand } = await import("@aws-sdk/client-ecr");
  const { authorizationData = [] } = await clients.ecr.send(new GetAuthorizationTokenCommand({}));
  const token = authorizationData[0]?.authorizationToken;
  if (!token) throw new CommandError(1, `ECR gave no login to the registry of ${environment}.`);
  return { registry: registry.host, token };
}

/**
 * Gives an image of the environment's repository one more tag. True when it carries the tag afterwards; false when another
 * image has it, since tags cannot move.
 */
async function tagImage(
  { clients, delivery }: LiveEnvironment,
  digest: string,
  tag: string,
): Promise<boolean> {
  const { BatchGetImageCommand, DescribeImagesCommand, PutImageCommand } = await import(
    "@aws-sdk/client-ecr"
  );
  const { repository } = delivery.names;
  const { images = [] } = await clients.ecr.send(
    new BatchGetImageCommand({ repositoryName: repository, imageIds: [{ imageDigest: digest }] }),
  );
  const [image] = images;
  if (image?.imageManifest === undefined) throw new Error(`${repository} does not hold ${digest}`);
  try {
    await clients.ecr.send(
      new PutImageCommand({
        repositoryName: repository,
        imageManifest: image.imageManifest,
        ...(image.imageManifestMediaType && {
          imageManifestMediaType: image.imageManifestMediaType,
        }),
        imageDigest: digest,
        imageTag: tag,
      }),
    );
    return true;
  } catch (error) {
    const { name } = error as Error;
    if (name === "ImageAlreadyExistsException") return true; // this very image, with this tag
    if (name !== "ImageTagAlreadyExistsException") throw error;
    // Of another image, or of this one by a first try whose answer was lost.
    const { imageDetails = [] } = await clients.ecr.send(
      new DescribeImagesCommand({ repositoryName: repository, imageIds: [{ imageTag: tag }] }),
    );
    return imageDetails[0]?.imageDigest === digest;
  }
}
