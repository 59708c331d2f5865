import { partitionOf } from "../base/arns";
import { environmentName } from "../contract/names";
import { Draft } from "./draft";
import { markTheRest } from "./mark-the-rest";
import { settleAccount } from "./settle-account";
import { settleNames } from "./settle-names";
import { settlePromotion } from "./settle-promotion";
import { settleZones } from "./settle-zones";
import type { Wanted } from "./wanted";

/**
 * The text of a new environment file: that of the environment it is like, with the answers in it, the names that follow from its
 * own, and a mark at everything else that only its owner knows.
 */
export function newFile(text: string, wanted: Wanted): string {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => !line.startsWith("#"));
  const draft = new Draft(lines.slice(start).join("\n"));
  draft.put("application", wanted.application);
  draft.put("environment", wanted.environment);
  draft.put("mirrors", null);
  draft.put("differences", []);
  for (const [setting, answer] of wanted.answers) draft.put(setting, answer);
  draft.put("region", draft.text("region"));

  settleAccount(draft, wanted);
  settleNames(draft, wanted);
  settleZones(draft, wanted);
  settlePromotion(draft, wanted);
  moveArns(draft, wanted);
  markTheRest(draft, wanted);

  const schema = lines.slice(0, start).filter((line) => line.includes("yaml-language-server"));
  const heading = [
    ...schema,
    `# Made by \`slipway init\`, like ${environmentName(wanted.like)}. Only you know what is right where a line is marked as a placeholder.`,
  ];
  return `${heading.join("\n")}\n${draft.toString()}`;
}

/** ARNs in the other environment's account or region name the new one's: they are placeholders either way. */
function moveArns(draft: Draft, { like }: Wanted): void {
  const region = draft.text("region");
  for (const { keys, value } of draft.values()) {
    if (typeof value !== "string" || !value.startsWith("arn:")) continue;
    const moved = value
      .replace(/^arn:[\w-]+:/, `arn:${partitionOf(region)}:`)
      .replaceAll(`:${like.region}:`, `:${region}:`)
      .replaceAll(`:${like.account}:`, `:${draft.text("account")}:`);
    if (moved !== value) draft.suggest(keys, moved);
  }
}
