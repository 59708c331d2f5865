import { isEmpty, planned, prior, UNKNOWN } from "../../read/planned-value";
import type { ResourceChange } from "../../read/resource-change";
import { sameValue } from "../../read/same-value";
import { type Observation, type Rule, refuse } from "../rule";
import { isImagePointer } from "../stateful";
import { inWords } from "../words";

// Changing these leaves the value alone.
const harmless = new Set(["tags", "tags_all", "version", "arn", "id", "has_value_wo", "region"]);

/** The parameter that names the released image is written by Terraform, which does not know what was released since. */
export const imagePointerRewritten: Rule = {
  name: "image-pointer-rewritten",
  class: "data loss",
  why:
    "Only the delivery writes this parameter, after a release. Terraform writes the value of the moment it planned, " +
    "so a release made since is forgotten, and the next apply rolls the service back.",
  advice: "Leave everything but the tags of this parameter as it is, and let one block have it.",
  kinds: new Set(["aws_ssm_parameter"]),
  check(change): readonly Observation[] {
    if (!isImagePointer(change)) return [];
    if (change.action === "create") return takenOver(change);
    if (change.action !== "update") return [];
    const names = new Set([
      ...Object.keys(change.before ?? {}),
      ...Object.keys(change.after ?? {}),
    ]);
    for (const name of Object.keys(change.afterUnknown ?? {})) {
      if (planned(change, name) === UNKNOWN) names.add(name);
    }
    const changed = [...names].filter((name) => {
      const [was, will] = [prior(change, name), planned(change, name)];
      if (harmless.has(name) || sameValue(was, will)) return false;
      // AWS reports the value's copy again after any update; only what is written counts.
      return !(will === UNKNOWN && name === "value" && !isEmpty(prior(change, "insecure_value")));
    });
    if (changed.length === 0) return [];
    const list = changed.map((name) => `\`${name}\``).join(", ");
    return [refuse(`rewrites the pointer to the released image, by changing ${list}`)];
  },
};

/** A block that writes over whatever has its name; without `overwrite` AWS refuses a second of one name. */
function takenOver(change: ResourceChange): readonly Observation[] {
  const overwrite = planned(change, "overwrite");
  if (overwrite !== true && overwrite !== UNKNOWN) return [];
  return [
    refuse(
      `writes over the pointer ${inWords(planned(change, "name"))} if there is one (\`overwrite\`)`,
    ),
  ];
}
