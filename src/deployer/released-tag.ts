import { releasedTagPrefix } from "../contract/images";
import { type Code, code } from "./jsonata";

/** The `released-…` tag of a digest, in JSONata; as `releasedTag` makes it. */
export function releasedTagOf(digest: Code): Code {
  return code`(${releasedTagPrefix} & $substring(${digest}, 7, 12))`;
}
