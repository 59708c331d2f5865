import type { Review } from "../review-plan";

/** The review for programs. Members are added, never changed; `version` says when they are. */
export function renderJson(review: Review): string {
  const document = { version: 1, ...review, counts: Object.fromEntries(review.counts) };
  return `${escapeHazards(JSON.stringify(document, null, 2))}\n`;
}

/** JSON text that is safe to print: what would reorder or hide text is written as an escape, which JSON reads back. */
export function escapeHazards(json: string): string {
  return json.replace(hazards, escaped);
}

// JSON escapes control characters by itself, but not those that reorder or hide text, nor C1 controls.
const hazards = /[\u007f-\u009f]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

function escaped(text: string): string {
  return Array.from(
    { length: text.length },
    (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`,
  ).join("");
}
