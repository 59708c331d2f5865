import { describe, expect, test } from "vitest";
import type { DeliverySettings } from "../../../../src/contract/delivery-settings";
import { deliveryMachine } from "../../../../src/deployer/machine";
import { deliveryLogicChanged } from "../../../../src/review/rules/safety/delivery-logic-changed";
import { deliveryStepsRemoved } from "../../../../src/review/rules/safety/delivery-steps-removed";
import { exampleNames, exampleSettings } from "../../../deployer/support/example";
import { saidOfUpdate, type Values } from "../../support/plans";

const address = "aws_sfn_state_machine.delivery";

/** The machine that the module makes, with other settings. */
const machineWith = (settings: Partial<DeliverySettings>) =>
  deliveryMachine({ names: exampleNames(), settings: { ...exampleSettings, ...settings } });

const asIs = (machine: unknown) => ({ type: "STANDARD", definition: JSON.stringify(machine) });

/** What the rule says when the real machine is edited. */
function saidOf(edit: (machine: Values & { States: Record<string, Values> }) => void): string[] {
  const machine = JSON.parse(JSON.stringify(machineWith({})));
  edit(machine);
  return saidOfUpdate(deliveryLogicChanged, address, asIs(machineWith({})), asIs(machine));
}

function firstOf(list: unknown): Values {
  const first = Array.isArray(list) ? list[0] : undefined;
  if (first === undefined) throw new Error("the machine has no such list");
  return first;
}

const saidOfSettings = (before: Partial<DeliverySettings>, after: Partial<DeliverySettings>) =>
  saidOfUpdate(deliveryLogicChanged, address, asIs(machineWith(before)), asIs(machineWith(after)));

describe("delivery-logic-changed refuses", () => {
  test("a machine that begins behind the gate", () => {
    expect(saidOf((machine) => Object.assign(machine, { StartAt: "Take the lock" }))).toEqual([
      "refused: the machine has another `StartAt`: Read the input → Take the lock",
    ]);
  });

  test("a step that goes on somewhere else", () => {
    expect(
      saidOf(({ States }) => Object.assign(States["Judge the scan"] ?? {}, { Next: "Release" })),
    ).toEqual(['refused: "Judge the scan" has another `Next`: Is there another image? → Release']);
  });

  test("a condition that is always true, shown from where it differs", () => {
    const gate = "Is it within the allowance?";
    const opened = saidOf(({ States }) => {
      firstOf(States[gate]?.["Choices"])["Condition"] = "{% true %}";
    });
    expect(opened).toHaveLength(1);
    expect(opened[0]).toMatch(
      /^refused: "Is it within the allowance\?" has another `Choices\[0\]\.Condition`: \{% \$rollback or .* → \{% true %\}$/,
    );
  });

  test("another answer when nothing matches, and false where nothing was", () => {
    expect(
      saidOf(({ States }) => Object.assign(States["Is it scanned?"] ?? {}, { Default: "Release" })),
    ).toEqual(['refused: "Is it scanned?" has another `Default`: Judge the scan → Release']);
    expect(
      saidOf(({ States }) => {
        const assign = States["Read the input"]?.["Assign"] as Values;
        assign["force"] = true;
      }),
    ).toEqual(['refused: "Read the input" has another `Assign.force`: false → true']);
  });

  test("an error that is caught and led around the gate", () => {
    expect(
      saidOf(({ States }) => {
        firstOf(States["Read the scan"]?.["Catch"])["Next"] = "Release";
      }),
    ).toEqual([
      expect.stringMatching(
        /^refused: "Read the scan" has another `Catch\[0\]\.Next`: .* → Release$/,
      ),
    ]);
  });

  test("an express machine, and a type that is known only after the apply", () => {
    const before = asIs(machineWith({}));
    expect(
      saidOfUpdate(deliveryLogicChanged, address, before, { ...before, type: "EXPRESS" }),
    ).toEqual([
      "refused: the machine's type goes from STANDARD to EXPRESS: an express one ends after five minutes and may take a step twice",
    ]);
    expect(
      saidOfUpdate(deliveryLogicChanged, address, before, before, { type: true })[0],
    ).toContain("from STANDARD to a value that is known only after the apply");
  });

  test("more findings, by severity, and a new waiver, by its CVE", () => {
    const { allowedFindings } = exampleSettings;
    expect(
      saidOfSettings({}, { allowedFindings: { ...allowedFindings, HIGH: 3, MEDIUM: 0 } }),
    ).toEqual([
      'refused: "Judge the scan" tolerates more: HIGH 0 → 3',
      'noted: "Judge the scan" tolerates less: MEDIUM 5 → 0',
    ]);
    const waiver = (cve: string) => ({ cve, reason: "Not reachable.", expires: "2026-12-31" });
    expect(
      saidOfSettings(
        { waivers: [waiver("CVE-2026-0001")] },
        { waivers: [waiver("CVE-2026-0001"), waiver("CVE-2026-0002")] },
      ),
    ).toEqual([
      'refused: "Read the scan" tolerates more: CVE-2026-0002 not waived → waived until 2026-12-31',
    ]);
  });

  test("tags that count and did not", () => {
    const said = saidOfSettings({ countedTags: ["v*"] }, { countedTags: ["*"] });
    expect(said.map((line) => line.replace(/ has.*/, ""))).toEqual([
      'refused: "Find the image"',
      'refused: "List the images"',
    ]);
  });

  test("another branch within a map", () => {
    const within = (next: string) => ({
      type: "STANDARD",
      definition: JSON.stringify({
        States: { All: { Type: "Map", ItemProcessor: { States: { Scan: { Next: next } } } } },
      }),
    });
    expect(saidOfUpdate(deliveryLogicChanged, address, within("Judge"), within("Release"))).toEqual(
      ['refused: "Scan" has another `Next`: Judge → Release'],
    );
  });

  test("a machine that differs in every step, in nine lines", () => {
    const said = saidOf(({ States }) => {
      for (const state of Object.values(States))
        Object.assign(state, { QueryLanguage: "JSONPath" });
    });
    expect(said).toHaveLength(9);
    expect(said[8]).toMatch(/^refused: \d+ more differ: "/);
  });

  test("a definition that cannot be read as it is", () => {
    const after = asIs(machineWith({}));
    expect(
      saidOfUpdate(deliveryLogicChanged, address, { ...after, definition: "none" }, after),
    ).toEqual(["refused: the definition as it is cannot be read"]);
  });
});

describe("delivery-logic-changed, of how long a run may take", () => {
  const machine = machineWith({}) as unknown as Values;
  const said = (after: Values) =>
    saidOfUpdate(deliveryLogicChanged, address, asIs(machine), asIs(after));
  const limit = Number(machine["TimeoutSeconds"]);
  const withLimit = (TimeoutSeconds: number) => ({ ...machine, TimeoutSeconds });

  test("refuses a limit of the whole run that its waits do not follow, and notes a longer one", () => {
    expect(said(withLimit(60))).toEqual([
      `refused: the machine has another \`TimeoutSeconds\`: ${limit} → 60`,
    ]);
    expect(said(withLimit(limit - 1))).toHaveLength(1);
    expect(said(withLimit(limit + 1))).toEqual([
      `noted: the machine has another \`TimeoutSeconds\`: ${limit} → ${limit + 1}`,
    ]);
  });

  test("refuses a limit that shrinks by more than its waits", () => {
    const shorter = JSON.parse(
      JSON.stringify(machineWith({ rollout: { ...exampleSettings.rollout, limitSeconds: 120 } })),
    );
    const found = said({ ...shorter, TimeoutSeconds: 60 });
    expect(found.filter((line) => line.startsWith("refused: "))).toEqual([
      `refused: the machine has another \`TimeoutSeconds\`: ${limit} → 60`,
    ]);
    expect(said(shorter).filter((line) => line.startsWith("refused: "))).toEqual([]);
    expect(said(shorter)).toContain(
      `noted: the machine has another \`TimeoutSeconds\`: ${limit} → ${shorter.TimeoutSeconds}`,
    );
  });

  test("refuses that a step is given up sooner, and notes later", () => {
    const states = machine["States"] as Readonly<Record<string, Values>>;
    const [name = "", step = {}] =
      Object.entries(states).find(([, state]) => state["TimeoutSeconds"] === 60) ?? [];
    const withStep = (TimeoutSeconds: number) => ({
      ...machine,
      States: { ...states, [name]: { ...step, TimeoutSeconds } },
    });
    expect(said(withStep(1))).toEqual([
      `refused: "${name}" has another \`TimeoutSeconds\`: 60 → 1`,
    ]);
    expect(said(withStep(90))).toEqual([
      `noted: "${name}" has another \`TimeoutSeconds\`: 60 → 90`,
    ]);
  });
});

describe("delivery-logic-changed only notes", () => {
  test("fewer findings, and a waiver that ends", () => {
    const { allowedFindings } = exampleSettings;
    expect(saidOfSettings({}, { allowedFindings: { ...allowedFindings, MEDIUM: 0 } })).toEqual([
      'noted: "Judge the scan" tolerates less: MEDIUM 5 → 0',
    ]);
  });

  test("how long and how often it waits, and how many tasks scaling may use", () => {
    const said = saidOfSettings(
      {},
      { tasksMax: 9, scan: { limitSeconds: 60, pollSeconds: 2 }, rollout: exampleSettings.rollout },
    );
    expect(said.length).toBeGreaterThan(3);
    expect(said.filter((line) => !line.startsWith("noted: "))).toEqual([]);
    expect(said).toContain(
      'noted: "Set the scaling minimum" has another `Arguments.MaxCapacity`: 3 → 9',
    );
  });

  test("nothing when the text alone is written otherwise", () => {
    const machine = machineWith({});
    const before = { ...asIs(machine), definition: JSON.stringify(machine, null, 2) };
    expect(saidOfUpdate(deliveryLogicChanged, address, before, asIs(machine))).toEqual([]);
  });
});

test("a definition that is known only after the apply is refused once, by the rule for lost steps", () => {
  const before = asIs(machineWith({}));
  const unknown = { definition: true };
  const after = { type: "STANDARD" };
  expect(saidOfUpdate(deliveryLogicChanged, address, before, after, unknown)).toEqual([]);
  expect(saidOfUpdate(deliveryStepsRemoved, address, before, after, unknown)).toHaveLength(1);
});
