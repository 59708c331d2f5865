import type { Finding } from "./scan";

/** Characters that a terminal or a review does not show: controls, and those that turn the direction of reading. */
const hidden = /(?![\t\n]|\r\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Where a text contains what its reader cannot see. */
export function hiddenCharacters(text: string): Finding[] {
  return [...text.matchAll(hidden)].map(({ index, 0: character }) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return {
      offset: index,
      message: `must not contain control characters, found U+${code}`,
      fix: "remove it, or write it as an escape in double quotes",
    };
  });
}
