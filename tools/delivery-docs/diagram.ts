import type { Delivery } from "../../src/contract/delivery-settings";
import { transitionsOf } from "../../src/deployer/asl";
import { type Phase, phases } from "../../src/deployer/phases";
import { colours } from "../pictures/svg";

const { ink, quiet } = colours;

/**
 * The machine in Graphviz's language: its phases in order, the transitions between them, and beside each the outcomes in which
 * it can end. Made from the states themselves, so it cannot show a transition that is not there.
 */
export function deliveryDiagram(delivery: Delivery): string {
  const all = phases(delivery);
  return [
    "digraph deployer {",
    `  graph [rankdir=TB, fontname="Helvetica", nodesep=0.4, ranksep=0.35, pad=0.3, bgcolor="white"]`,
    `  node [shape=box, style="rounded,filled", fillcolor="white", color="${quiet}", fontname="Helvetica", fontsize=12, fontcolor="${ink}", margin="0.2,0.08"]`,
    `  edge [color="${quiet}", fontname="Helvetica", fontsize=10, arrowsize=0.7]`,
    ...all.map(({ title }) => `  ${quote(title)}`),
    ...all.flatMap((phase) => transitionsFrom(phase, all)),
    ...all.flatMap(outcomesBeside),
    `  "any phase before the update" [shape=plaintext, style="", fontsize=10, fontcolor="${quiet}"]`,
    `  "any phase before the update" -> ${quote(errors)} [style=dashed, label="after seven tries"]`,
    "}",
    "",
  ].join("\n");
}

/** Where a release ends. */
const ending = "Complete the release";

/** Every phase before the update leads here; one arrow stands for all of them. */
const errors = "Name an error of AWS";

/** Transitions to other phases. That every outcome leads on to the same one is drawn once, from where a release ends. */
function transitionsFrom({ title, states }: Phase, all: readonly Phase[]): string[] {
  const phaseOf = (state: string) => all.find((phase) => state in phase.states)?.title;
  const reached = new Set(
    Object.values(states)
      .flatMap(transitionsOf)
      .filter(({ to, outcome }) => outcome === undefined || to in states || title === ending)
      .map(({ to }) => phaseOf(to))
      .filter((to) => to !== undefined && to !== title && to !== errors),
  );
  const place = (name: string) => all.findIndex((phase) => phase.title === name);
  return [...reached].map((to) => {
    const back = place(to as string) < place(title);
    return `  ${quote(title)} -> ${quote(to as string)}${back ? " [style=dashed, constraint=false]" : ""}`;
  });
}

function outcomesBeside({ title, states }: Phase): string[] {
  const kinds = [
    ...new Set(
      Object.values(states)
        .flatMap(transitionsOf)
        .map(({ outcome }) => outcome),
    ),
  ].filter((kind) => kind !== undefined);
  if (kinds.length === 0) return [];
  const note = `outcomes of ${title}`;
  return [
    `  ${quote(note)} [shape=plaintext, style="", fontsize=10, fontcolor="${quiet}", label=${quote(`${kinds.join("\\l")}\\l`)}]`,
    `  ${quote(title)} -> ${quote(note)} [style=dotted, arrowhead=none]`,
    `  { rank=same; ${quote(title)}; ${quote(note)} }`,
  ];
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`;
}
