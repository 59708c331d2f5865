import { CommandError } from "../../base/errors";
import { wholeMatch } from "../../deployer/jsonata";
import type { Party } from "../promotion/party";

/** An image that may be deployed. */
export interface Candidate {
  readonly digest: string;
  readonly tags: readonly string[];
  /** ISO time of its push. */
  readonly pushedAt: string;
}

/** The newest image with a tag that counts; a {@link CommandError} when there is none. */
export async function newestImage({ clients, delivery, environment }: Party): Promise<Candidate> {
  const { paginateDescribeImages } = await import("@aws-sdk/client-ecr");
  const { repository } = delivery.names;
  const counts = new RegExp(wholeMatch(delivery.settings.countedTags).text.slice(1, -1));
  let newest: Candidate | undefined;
  const pages = paginateDescribeImages(
    { client: clients.ecr },
    { repositoryName: repository, filter: { tagStatus: "TAGGED" } },
  );
  for await (const { imageDetails = [] } of pages) {
    for (const { imageDigest: digest = "", imageTags: tags = [], imagePushedAt } of imageDetails) {
      const pushedAt = imagePushedAt?.toISOString() ?? "";
      if (!tags.some((tag) => counts.test(tag))) continue;
      if (newest === undefined || pushedAt > newest.pushedAt) newest = { digest, tags, pushedAt };
    }
  }
  if (newest) return newest;
  throw new CommandError(
    1,
    `${environment}: ${repository} holds no image whose tag counts (${delivery.settings.countedTags.join(", ")}). Push one, or name one: --digest.`,
  );
}
