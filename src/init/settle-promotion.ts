import { globalArnIn } from "../base/arns";
import type { Environment } from "../config/schema";
import { environmentName, namesOf } from "../contract/names";
import { promotedTagPrefix } from "../promotion/promoted-tag";
import type { Draft } from "./draft";
import type { Wanted } from "./wanted";

/**
 * Where images come from. The source of the copied environment is one only where it is of the same application, tested, and lets
 * the new one in; for another application it is the environment of the same name. Where none fits, images are pushed for now.
 */
export function settlePromotion(draft: Draft, wanted: Wanted): void {
  if (draft.has("access.promotionReaders")) draft.put("access.promotionReaders", []);
  const copied = wanted.like.promotion.source;
  if (copied.mode === "none") return;

  const name = sourceName(copied.name, wanted);
  const source = wanted.others.find((other) => environmentName(other) === name);
  const obstacle = obstacleOf(name, source, draft, wanted);
  if (!source || obstacle) {
    pushForNow(draft, name, obstacle ?? "");
    return;
  }
  draft.put("promotion.source.name", name);
  draft.put("promotion.source.account", source.account);
  draft.put("promotion.source.region", source.region);
  draft.put("promotion.source.repository", source.repository.name);
}

function sourceName(copied: string, { application, like, others }: Wanted): string {
  if (application === like.application) return copied;
  const environment = others.find((other) => environmentName(other) === copied)?.environment;
  return `${application}-${environment}`;
}

/** What must be done before images can come from there; undefined where nothing is in the way. */
function obstacleOf(
  name: string,
  source: Environment | undefined,
  draft: Draft,
  { application, environment }: Wanted,
): string | undefined {
  if (name === `${application}-${environment}`) return "another environment is tested";
  if (!source) return "it has a file";
  if (source.promotion.testCommand === null) return "its promotion.testCommand is set";
  const place = { account: draft.text("account"), region: draft.text("region") };
  if (source.account === place.account) return undefined;
  const { promoterRole } = namesOf({ application, environment, ...place });
  const promoter = globalArnIn(place, "iam", `role/${promoterRole}`);
  if (source.access.promotionReaders.includes(promoter)) return undefined;
  return `its access.promotionReaders lists ${promoter}`;
}

function pushForNow(draft: Draft, name: string, until: string): void {
  draft.put("promotion.source", { mode: "none" });
  draft.suggest("promotion.source.mode", "none", `environment, with name: ${name}, once ${until}`);
  draft.put("access.promoter", { mode: "none" });
  draft.suggest("access.promoter.mode", "none", "role, together with promotion.source");
  draft.put("delivery.countedTags", ["*"]);
  const promoted = `"${promotedTagPrefix}*" together with promotion.source`;
  draft.suggest(["delivery", "countedTags", "0"], "*", promoted);
}
