import { colours, svgFile } from "./svg";

const { ink, quiet, ours, alert: refused } = colours;

/** A box of a picture: who or what does it, and what happens. */
export interface Step {
  readonly title: string;
  readonly lines: readonly [string, string];
  /** True for what Slipway itself does. */
  readonly isOurs?: true;
  /** What stops an image here, in two lines. */
  readonly refusal?: readonly [string, string];
}

/** Sizes of a picture, in its own units. */
export const sizes = { boxWidth: 172, boxHeight: 74, gap: 34, left: 28 } as const;
const { boxWidth, boxHeight, gap, left } = sizes;

/** A picture of boxes in rows, as SVG; `title` is for those who do not see it. */
export function picture(
  title: string,
  columns: number,
  height: number,
  parts: readonly string[],
): string {
  const markers = `<marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="${quiet}"/></marker>`;
  return svgFile(
    { width: widthOf(columns), height, title, titleId: "picture-title", markers },
    parts,
  );
}

function widthOf(columns: number): number {
  return left * 2 + columns * boxWidth + (columns - 1) * gap;
}

/** Where a box stands, by its place in the row from 0. */
export const leftOf = (place: number) => left + place * (boxWidth + gap);

/** Boxes beside each other, each leading to the next; what stops an image stands `below` them. */
export function row(steps: readonly Step[], top: number, below = 42): string[] {
  return steps.flatMap((step, place) => [
    box(step, leftOf(place), top, below),
    ...(place > 0
      ? [arrow(`M${leftOf(place) - gap} ${top + boxHeight / 2}H${leftOf(place)}`)]
      : []),
  ]);
}

function box(
  { title, lines, isOurs, refusal }: Step,
  x: number,
  top: number,
  below: number,
): string {
  const middle = x + boxWidth / 2;
  const line = (text: string, y: number, more = "", size = 13) =>
    `<text x="${middle}" y="${y}" text-anchor="middle" font-size="${size}" fill="${ink}"${more}>${text}</text>`;
  return [
    `<rect x="${x}" y="${top}" width="${boxWidth}" height="${boxHeight}" rx="8" fill="${isOurs ? ours : "white"}" stroke="${quiet}"/>`,
    line(
      title,
      top + 23,
      ' font-weight="bold"',
      title.length > 26 ? 10.5 : title.length > 20 ? 12 : 13,
    ),
    ...lines.map((text, index) => line(text, top + 43 + 17 * index)),
    ...(refusal ?? []).map(
      (text, index) =>
        `<text x="${middle}" y="${top + boxHeight + below + 15 * index}" text-anchor="middle" font-size="12" fill="${refused}">${text}</text>`,
    ),
  ].join("");
}

/** From the end of one row to where the next begins, `above` which it turns. */
export function turn(columns: number, from: number, to: number, above = 50): string {
  const middle = left + boxWidth / 2;
  const end = widthOf(columns) - left - boxWidth / 2;
  return arrow(`M${end} ${from + boxHeight}V${to - above}H${middle}V${to}`);
}

function arrow(path: string): string {
  return `<path d="${path}" fill="none" stroke="${quiet}" stroke-width="1.5" marker-end="url(#tip)"/>`;
}
