import pc from "picocolors";
import type { Terminal } from "../../base/terminal";
import type { Review } from "../review-plan";

/** How a review is printed: for people, for a pull request, for a program, as a page of its own. */
export const reviewFormats = ["text", "markdown", "json", "html"] as const;

/** One of {@link reviewFormats}. */
export type ReviewFormat = (typeof reviewFormats)[number];

/** A review in the format that was asked for; colour only where a person reads. */
export async function renderReview(
  review: Review,
  format: ReviewFormat,
  terminal: Terminal,
): Promise<string> {
  switch (format) {
    case "json":
      return (await import("./json")).renderJson(review);
    case "html":
      return (await import("./html")).renderHtml(review);
    case "markdown":
      return (await import("./markdown")).renderMarkdown(review);
    case "text": {
      const { renderText } = await import("./text");
      const colors = pc.createColors(terminal.interactive);
      return renderText(review, { colors, columns: terminal.columns });
    }
  }
}
