import { prior } from "../../read/planned-value";
import { goesAway, type ResourceChange } from "../../read/resource-change";
import { note, type Observation, type Rule, refuse } from "../rule";
import { contentsOf } from "../stateful";

/** Anything that holds data is deleted, or deleted and made again, which is the same to the data. */
export const statefulDestroyed: Rule = {
  name: "stateful-destroyed",
  class: "data loss",
  why: "What is in it is lost. Terraform asks one question for the whole plan, and answers to it are given in haste.",
  advice:
    "Keep the address: a renamed block needs `moved`. Take back the setting that forces the replacement. " +
    "If it is meant to go, make a backup first.",
  check(change): readonly Observation[] {
    const contents = contentsOf(change);
    if (contents === undefined || !goesAway(change)) return [];
    if (isSecretRotation(change)) {
      return [
        note(
          "writes a new version of the secret, which tasks get when the rollout of this apply replaces them; the one before stays readable as AWSPREVIOUS",
        ),
      ];
    }
    const verb = change.action === "delete" ? "deletes" : "replaces";
    return [refuse(`${verb} ${contents}${causeOf(change)}${remainsOf(change)}`)];
  },
};

/** A raised version number replaces the version, and a replaced version is what rotation means. */
function isSecretRotation({ type, action, replacePaths }: ResourceChange): boolean {
  const rotating = ["secret_string_wo_version", "secret_string", "secret_binary"];
  return (
    type === "aws_secretsmanager_secret_version" &&
    action === "replace" &&
    replacePaths.length > 0 &&
    replacePaths.every((path) => rotating.includes(String(path[0])))
  );
}

function causeOf({ replacePaths, reason, isDeposed }: ResourceChange): string {
  if (isDeposed) return ", left over from a replacement that did not finish";
  if (replacePaths.length > 0) {
    const names = replacePaths.map((path) => `\`${path.join(".")}\``);
    return `, because ${names.join(", ")} cannot be changed in place`;
  }
  return reason === undefined ? "" : (causes[reason] ?? ` (${reason})`);
}

// https://developer.hashicorp.com/terraform/internals/json-format#change-representation
const causes: Readonly<Record<string, string>> = {
  delete_because_no_resource_config:
    ", because its block is no longer in the configuration; its `prevent_destroy` went with the block",
  delete_because_no_module:
    ", because its module is no longer in the configuration; its `prevent_destroy` went with it",
  delete_because_no_move_target: ", because it was moved to an address that is not there",
  delete_because_wrong_repetition: ", because `count` or `for_each` came or went",
  delete_because_count_index: ", because `count` became smaller",
  delete_because_each_key: ", because `for_each` lost its key",
  replace_because_tainted: ", because it is marked as tainted: an earlier apply did not finish it",
  replace_by_request: ", because somebody asked for it with -replace",
  replace_by_triggers: ", because `replace_triggered_by` says so",
};

/** What is left to hold it back, or to restore it from. */
function remainsOf(change: ResourceChange): string {
  const parts: string[] = [];
  const protection =
    prior(change, "deletion_protection") ?? prior(change, "deletion_protection_enabled");
  if (protection === true) parts.push("deletion protection is on, so AWS will refuse");
  if (protection === false) parts.push("deletion protection is off");
  if (prior(change, "skip_final_snapshot") === true) parts.push("no final snapshot is taken");
  if (prior(change, "force_destroy") === true || prior(change, "force_delete") === true) {
    parts.push("it is emptied first");
  }
  const window =
    prior(change, "deletion_window_in_days") ?? prior(change, "recovery_window_in_days");
  if (typeof window === "number") {
    parts.push(window > 0 ? `${window} days remain to take it back` : "nothing can take it back");
  }
  return parts.length > 0 ? `; ${parts.join(", ")}` : "";
}
