import { groupBy } from "../group-by";
import { type Group, groupOfType, groups } from "../group-of-type";
import type { Review } from "../review-plan";
import type { Connection } from "../traffic";
import type { ChangeReport } from "./changes";
import { type Fate, fateOf, fates } from "./fates";
import { type Html, html } from "./html-text";

const path = ["load balancer", "service", "database"] as const;
const mostEnds = 6;

/** The environment as boxes in the order of the traffic, each with what changes in it; a box leads to its changes. */
export function pictureOf(review: Review): Html {
  const parts = partsOf(review);
  if (parts.size === 0) return html``;
  const beside = groups.filter((group) => parts.has(group) && !path.some((tier) => tier === group));
  const { connections } = review;
  const between = (from: string, to: string) =>
    connections.filter((one) => one.from === from && one.to === to);
  const enters = (tier: string) =>
    connections.filter((one) => one.to === tier && !path.some((other) => other === one.from));
  const leaves = (tier: string) =>
    connections.filter((one) => one.from === tier && !path.some((other) => other === one.to));
  const tiers = path.filter((tier) => parts.has(tier));
  const steps = tiers.map((tier, i) => {
    const before = tiers[i - 1];
    const comesIn = enters(tier);
    const clients =
      comesIn.length === 0
        ? ""
        : html`<li class="outside">${ends("comes in", comesIn, ({ from }) => from)}</li><li class="flow"></li>`;
    const inside =
      before === undefined ? "" : html`<li class="flow">${ports(between(before, tier))}</li>`;
    const reached = ends("reaches", leaves(tier), ({ to }) => to);
    return html`${clients}${inside}<li class="box">${box(tier, parts)}${reached}</li>\n`;
  });
  const others = beside.map((group) => html`<li class="box">${box(group, parts)}</li>\n`);
  return html`<section id="picture" aria-labelledby="picture-title">
<h2 id="picture-title">The environment</h2>
<div class="picture">
${steps.length === 0 ? "" : html`<ol class="path">\n${steps}</ol>\n`}${others.length === 0 ? "" : html`<ul class="beside">\n${others}</ul>\n`}</div>
</section>
`;
}

interface PartState {
  readonly untouched: number;
  readonly changes: readonly ChangeReport[];
  readonly isRefused: boolean;
}

function partsOf(review: Review): ReadonlyMap<Group, PartState> {
  const byPart = groupBy(review.changes, ({ type }) => groupOfType(type));
  const refused = new Set(
    review.findings.filter(({ verdict }) => verdict === "refused").map(({ address }) => address),
  );
  return new Map(
    groups.flatMap((group) => {
      const changes = byPart.get(group) ?? [];
      const moved = changes.filter(({ action }) => action === "no-op").length;
      const untouched = (review.counts.get(group)?.["no-op"] ?? 0) - moved;
      if (changes.length + untouched === 0) return [];
      return [
        [
          group,
          { untouched, changes, isRefused: changes.some(({ address }) => refused.has(address)) },
        ] as const,
      ];
    }),
  );
}

function box(group: Group, parts: ReadonlyMap<Group, PartState>): Html {
  const { untouched = 0, changes = [], isRefused = false } = parts.get(group) ?? {};
  const isNew =
    changes.length > 0 && untouched === 0 && changes.every(({ action }) => action === "create");
  const kind = isRefused ? "refused" : isNew ? "grows" : changes.length > 0 ? "changes" : "still";
  const inner = html`<b>${group}</b>${isRefused ? html` <span class="flag">refused</span>` : ""}<span class="chips">${chips(changes)}${
    untouched > 0
      ? html`<span class="chip">${untouched} as ${untouched === 1 ? "it is" : "they are"}</span>`
      : ""
  }</span>`;
  return changes.length > 0
    ? html`<a class="${kind}" href="#${partId(group)}">${inner}</a>`
    : html`<span class="${kind}">${inner}</span>`;
}

function chips(changes: readonly ChangeReport[]): Html {
  const byFate = groupBy(changes, fateOf);
  return html`${fates.flatMap((fate: Fate) => {
    const number = byFate.get(fate)?.length ?? 0;
    return number === 0
      ? []
      : [html`<span class="chip ${fate.split(" ")[0] ?? ""}">${number} ${fate}</span>`];
  })}`;
}

/** Who comes in, or what is reached, outside the environment. */
function ends(
  title: string,
  connections: readonly Connection[],
  endOf: (one: Connection) => string,
): Html | string {
  if (connections.length === 0) return "";
  const byEnd = [...groupBy(connections, endOf)];
  const left = byEnd.length - mostEnds;
  return html`<div class="ends"><b>${title}</b><ul>${byEnd
    .slice(0, mostEnds)
    .map(
      ([end, of]) =>
        html`<li${isWorld(end) ? html` class="world"` : ""}><code>${end}</code> ${ports(of)}</li>`,
    )}${left > 0 ? html`<li>and ${left} more</li>` : ""}</ul></div>`;
}

function ports(connections: readonly Connection[]): Html {
  return html`${connections
    .slice(0, mostEnds)
    .map(
      ({ port, fate }) =>
        html`<span class="port${fate === undefined ? "" : ` ${fate}`}">${mark(fate)}${port}</span> `,
    )}`;
}

function mark(fate: Connection["fate"]): string {
  return fate === undefined ? "" : { opened: "+ ", closed: "− ", changed: "~ " }[fate];
}

function isWorld(end: string): boolean {
  return end === "0.0.0.0/0" || end === "::/0";
}

/** Where a box of the picture leads to. */
export function partId(group: Group): string {
  return `part-${group.replaceAll(" ", "-")}`;
}
