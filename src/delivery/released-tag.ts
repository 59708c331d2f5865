import { type Code, code } from "./jsonata";

/** How every tag begins that the registry's lifecycle never expires. */
export const releasedTagPrefix = "released-";

/** The tag of a released digest: one a digest, because tags cannot move and a release may be repeated. */
export function releasedTag(digest: string): string {
  return `${releasedTagPrefix}${digest.slice("sha256:".length, "sha256:".length + 12)}`;
}

/** {@link releasedTag} in JSONata. */
export function releasedTagOf(digest: Code): Code {
  return code`(${releasedTagPrefix} & $substring(${digest}, 7, 12))`;
}
