import { leftOf, picture, row, type Step, sizes, turn } from "./boxes";
import { colours } from "./svg";

const [firstRow, secondRow] = [60, 268];
const { boxWidth, boxHeight } = sizes;
const { quiet } = colours;

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
  return picture(
    "From a push to production: scan, gate, migration and rollout in development, tests, promotion of the tested digest, and the same again in production",
    6,
    410,
    [
      account("development account", firstRow, 1, 5),
      account("production account", secondRow, 2, 5),
      ...row(first, firstRow),
      ...row(second, secondRow),
      turn(6, firstRow, secondRow),
    ],
  );
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
