import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { outcomes } from "../../../src/contract/outcomes";
import { transitionsOf } from "../../../src/deployer/asl";
import { phases } from "../../../src/deployer/phases";
import {
  applySideEffects,
  frontendSideEffects,
  promotionSideEffects,
} from "../../../tools/delivery-docs/command-side-effects";
import { deliveryDiagram } from "../../../tools/delivery-docs/diagram";
import { besideHappyPath, happyPath } from "../../../tools/delivery-docs/happy-path";
import { machineSideEffects } from "../../../tools/delivery-docs/side-effects";
import { deliveryDocs, drawn } from "../../../tools/generate-delivery-docs";
import {
  exampleAlarms,
  exampleNames,
  exampleSettings,
  exampleSnapshot,
} from "../../deployer/support/example";

const example = {
  names: exampleNames(),
  settings: {
    ...exampleSettings,
    scanning: "enhanced",
    tolerate: { known: true, unfixable: true, graceDays: 7 },
    holds: true,
    windows: [{ days: ["mon"], from: "08:00", to: "16:00" }],
    snapshot: exampleSnapshot,
    rolloutAlarms: exampleAlarms,
    figures: true,
  },
} as const;

test.each(["docs/delivery.md", "docs/side-effects.md", "docs/delivery.svg", "docs/release.svg"])(
  "%s is fresh: run `npm run generate` when it is not",
  async (file) => {
    expect(readFileSync(file, "utf8")).toBe((await deliveryDocs())[file]);
  },
);

test("a release in which all goes well passes phases that lead to each other, and each phase is on its path or beside it", () => {
  const all = phases(drawn);
  const path = Object.keys(happyPath);
  expect([...path, ...besideHappyPath].sort()).toEqual(all.map(({ title }) => title).sort());

  const leadsTo = (from: string, to: string): boolean => {
    const [states, ends] = [from, to].map(
      (title) => all.find((one) => one.title === title)?.states,
    );
    return Object.values(states ?? {})
      .flatMap(transitionsOf)
      .some((one) => one.to in (ends ?? {}));
  };
  const apart = path.slice(1).filter((title, place) => !leadsTo(path[place] ?? "", title));
  // With the lock it looks, compares and judges once more, and only then registers; between that and a snapshot it proves that the lock is its own; what is
  // recorded last is the revision that was retired.
  expect(apart).toEqual([
    "Register the revision",
    "Take a snapshot of the database",
    "Record the run",
  ]);
});

test("every outcome has a row with what happened, what to do, and when its digest is tried again", () => {
  const rows = readFileSync("docs/delivery.md", "utf8")
    .split("\n")
    .filter((line) => /^\| `[a-z-]+` \| .* \| (each run|new scan|asked|forced) \|$/.test(line));
  expect(rows).toHaveLength(outcomes.length);
  for (const [place, { kind, says, todo }] of outcomes.entries()) {
    expect(rows[place]).toMatch(new RegExp(`^\\| \`${kind}\` \\| `));
    expect(rows[place]).toContain(` | ${says}`);
    expect(rows[place]).toContain(` | ${todo} | `);
  }
});

test("the page names the outcomes of which only who asked sees, and those by which later runs go although each tries again", () => {
  const listed = (start: string) =>
    readFileSync("docs/delivery.md", "utf8")
      .split("\n")
      .find((line) => line.startsWith(start))
      ?.match(/(?<=`)[a-z-]+(?=`)/g);

  expect(listed("- Subscribers are notified of all but ")).toEqual(
    outcomes.flatMap(({ kind, notified }) => (notified ? [] : [kind])),
  );
  expect(listed("- Later runs go by ")).toEqual(
    outcomes.flatMap(({ kind, kept, again }) => (kept && again === "next-run" ? [kind] : [])),
  );
});

test("every outcome is the end of some state, and no state ends with another one", () => {
  const ended = phases(example).flatMap(({ states }) =>
    Object.values(states).flatMap((state) =>
      transitionsOf(state).flatMap(({ outcome }) => outcome ?? []),
    ),
  );
  expect([...new Set(ended)].sort()).toEqual(outcomes.map(({ kind }) => kind).sort());
});

test("every state that changes something says what finds it again", () => {
  const reads = /:((batchGet|describe|get|list)[A-Z]\w*|query)$/;
  // Only ECR's own scan is requested; Inspector's goes on by itself.
  const basic = { ...example, settings: { ...example.settings, scanning: "basic" as const } };
  const changing = [example, basic]
    .flatMap(phases)
    .flatMap(({ states }) =>
      Object.entries(states).flatMap(([name, { Type, Resource }]) =>
        Type === "Task" && !reads.test(String(Resource)) ? [name] : [],
      ),
    );
  expect(machineSideEffects.map(({ at }) => at).sort()).toEqual([...new Set(changing)].sort());
});

test("every call of a command that changes something says what finds it again", () => {
  const reads =
    /^(BatchGet|Describe|ExportClientVpn|Get|Head|List)|^QueryCommand$|^CommandError$|^AssumeRole/;
  const changing = ["aws", "operate"]
    .flatMap((room) =>
      readdirSync(join("src", room), { recursive: true, encoding: "utf8" }).map((file) =>
        join(room, file),
      ),
    )
    // What a synthesis writes, the next one writes again, whole; so does an eject, into a folder that is new.
    .filter(
      (file) =>
        file.endsWith(".ts") &&
        ![
          "operate/replace-output.ts",
          "operate/eject.ts",
          "operate/preview-upgrade.ts", // all of it in a temporary folder
        ].includes(file),
    )
    .filter((file) => file !== "aws/table.ts") // its addItem and putItem are listed where they are called
    .flatMap((file) => {
      const text = readFileSync(join("src", file), "utf8");
      const sent = [...text.matchAll(/new (\w*Command)\b|await (addItem|putItem)\(/g)].map(
        ([, command, added = ""]) => command ?? added,
      );
      const written = text.match(/\b(writeFile|rm|mkdir|rename)Sync(?=\()/g) ?? [];
      return [...sent.filter((command) => !reads.test(command)), ...written].map(
        (call) => `${file} ${call}`,
      );
    });
  const programs = ["crane copy", "terraform apply"]; // run by copyImage and applyPlan
  const listed = [...promotionSideEffects, ...applySideEffects, ...frontendSideEffects].flatMap(
    ({ by }) => by,
  );
  expect([...new Set(listed)].sort()).toEqual([...new Set([...changing, ...programs])].sort());
});

test("no two phases have a state of the same name, or one would silently replace the other", () => {
  const names = phases(example).flatMap(({ states }) => Object.keys(states));
  expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
});

test("the diagram shows each phase, the straight road, and the outcomes beside it", () => {
  const dot = deliveryDiagram(example);
  const road = [
    "Read the input",
    "Look at what runs",
    "Find the image",
    "Read the manifest",
    "Compare with what runs",
    "Gate: the scan",
    "Take the lock",
    "Look at what runs",
    "Compare with what runs",
    "Gate: the scan",
    "Register the revision",
    "Run the migration",
    "Update the service",
    "Watch the rollout",
    "Complete the release",
    "Retire the revision",
    "Record the run",
    "Unlock and notify",
  ];
  for (const [place, title] of road.slice(0, -1).entries()) {
    expect(dot).toMatch(new RegExp(`"${title}" -> "${road[place + 1]}"`));
  }
  expect(dot).toContain(
    'label="rollout-timed-out\\lrollout-stopped\\lrolled-back-by-alarm\\lrollout-failed\\lrollback-unfinished\\l"',
  );
});
