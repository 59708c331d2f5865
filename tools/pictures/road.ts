const ink = "#1f2937";
const quiet = "#6b7280";
const ours = "#eff6ff";
const refused = "#b91c1c";

/** A box of the road: who or what does it, and what happens. */
interface Step {
  readonly title: string;
  readonly lines: readonly [string, string];
  /** True for what Slipway itself does. */
  readonly isOurs?: true;
  /** What stops an image here, in two lines. */
  readonly refusal?: readonly [string, string];
}

const [boxWidth, boxHeight, gap] = [172, 74, 34];
const [left, firstRow, secondRow] = [28, 60, 268];

/** From the push to what runs in development. */
const first: readonly Step[] = [
  { title: "git push", lines: ["a pipeline builds", "and pushes an image"] },
  { title: "ECR shop/dev", lines: ["scans each image;", "a tag never moves"] },
  {
    ...{ title: "scan gate", lines: ["lets in or refuses,", "and records why"], isOurs: true },
    refusal: ["findings over the allowance,", "no scan, no answer: refused"],
  },
  { title: "migration", lines: ["one task of exactly", "this image"], isOurs: true },
  {
    ...{ title: "rollout", lines: ["watched until the", "tasks are healthy"], isOurs: true },
    refusal: ["not healthy in time:", "back to what ran before"],
  },
  { title: "dev runs", lines: ["Fargate, RDS: a", "mirror of production"] },
];

/** From what runs in development to production. */
const second: readonly Step[] = [
  { title: "Jenkins", lines: ["tests dev, records", "evidence for the digest"] },
  {
    ...{ title: "slipway promote", lines: ["copies exactly", "the tested digest"], isOurs: true },
    refusal: ["no evidence, a lost setting,", "another digest: refused"],
  },
  { title: "ECR shop/prod", lines: ["only promotion", "may push"] },
  { title: "scan gate", lines: ["by production's", "own allowance"], isOurs: true },
  { title: "migration, rollout", lines: ["watched, and back", "when unhealthy"], isOurs: true },
  { title: "production runs", lines: ["the digest that", "was tested"] },
];

/** The road of an image from a push to production, as SVG; it shows what every pair of environments has. */
export function road(): string {
  const width = left * 2 + 6 * boxWidth + 5 * gap;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 410" width="${width}" height="410" font-family="Helvetica, Arial, sans-serif" role="img" aria-labelledby="road-title">`,
    `<title id="road-title">From a push to production: scan, gate, migration and rollout in development, tests, promotion of the tested digest, and the same again in production</title>`,
    `<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="${quiet}"/></marker></defs>`,
    `<rect width="${width}" height="410" fill="white"/>`,
    account("development account", firstRow, 1, 5),
    account("production account", secondRow, 2, 5),
    ...row(first, firstRow),
    ...row(second, secondRow),
    turn(width),
    "</svg>",
    "",
  ].join("\n");
}

const leftOf = (place: number) => left + place * (boxWidth + gap);

function row(steps: readonly Step[], top: number): string[] {
  return steps.flatMap((step, place) => [
    box(step, leftOf(place), top),
    ...(place > 0
      ? [arrow(`M${leftOf(place) - gap} ${top + boxHeight / 2}H${leftOf(place)}`)]
      : []),
  ]);
}

function box({ title, lines, isOurs, refusal }: Step, x: number, top: number): string {
  const middle = x + boxWidth / 2;
  const line = (text: string, y: number, more = "") =>
    `<text x="${middle}" y="${y}" text-anchor="middle" font-size="13" fill="${ink}"${more}>${text}</text>`;
  return [
    `<rect x="${x}" y="${top}" width="${boxWidth}" height="${boxHeight}" rx="8" fill="${isOurs ? ours : "white"}" stroke="${quiet}"/>`,
    line(title, top + 23, ' font-weight="bold"'),
    ...lines.map((text, index) => line(text, top + 43 + 17 * index)),
    ...(refusal ?? []).map(
      (text, index) =>
        `<text x="${middle}" y="${top + boxHeight + 42 + 15 * index}" text-anchor="middle" font-size="12" fill="${refused}">${text}</text>`,
    ),
  ].join("");
}

/** The frame around the boxes from one place to another. */
function account(label: string, top: number, from: number, to: number): string {
  const x = leftOf(from) - 14;
  const width = leftOf(to) + boxWidth + 14 - x;
  return [
    `<rect x="${x}" y="${top - 34}" width="${width}" height="${boxHeight + 50}" rx="12" fill="none" stroke="${quiet}" stroke-dasharray="4 3"/>`,
    `<text x="${x + 14}" y="${top - 14}" font-size="12" fill="${quiet}">${label}</text>`,
  ].join("");
}

/** From the end of the first row to where the second begins. */
function turn(width: number): string {
  const middle = left + boxWidth / 2;
  const from = width - left - boxWidth / 2;
  const between = secondRow - 50;
  return arrow(`M${from} ${firstRow + boxHeight}V${between}H${middle}V${secondRow}`);
}

function arrow(path: string): string {
  return `<path d="${path}" fill="none" stroke="${quiet}" stroke-width="1.5" marker-end="url(#tip)"/>`;
}
