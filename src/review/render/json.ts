import { escapeHazards } from "../../base/printable";
import type { Review } from "../review-plan";
import { verdictText } from "./verdict";

/** The review for programs. Members are added, never changed; `version` says when they are. */
export function renderJson(review: Review): string {
  const document = {
    version: 1,
    verdict: verdictText(review),
    ...review,
    counts: Object.fromEntries(review.counts),
  };
  return `${escapeHazards(JSON.stringify(document, null, 2))}\n`;
}
