import { describe, expect, test } from "vitest";
import { deliveryStepsRemoved } from "../../../../src/review/rules/safety/delivery-steps-removed";
import { type Document, entryOf, fixturePlan, planOf, saidBy, updated } from "../../support/plans";

describe("delivery-steps-removed", () => {
  const machine = "aws_sfn_state_machine.deploy";
  const definition = (...names: string[]) => ({
    definition: JSON.stringify({
      States: Object.fromEntries(names.map((name) => [name, { Type: "Pass" }])),
    }),
  });

  test("refuses a machine that loses a step, and lets it gain one", () => {
    expect(
      saidBy(
        deliveryStepsRemoved,
        updated(machine, definition("Wait for scan", "Release"), definition("Release")),
      ),
    ).toEqual(['refused: the machine loses the steps "Wait for scan"']);
    expect(
      saidBy(
        deliveryStepsRemoved,
        updated(machine, definition("Release"), definition("Wait for scan", "Release")),
      ),
    ).toEqual([]);
  });

  test("lets a machine be made of which nobody knows the definition yet, and one go", () => {
    const address = machine;
    const made = planOf({ address, after: {}, unknown: { definition: true } });
    expect(saidBy(deliveryStepsRemoved, made)).toEqual([]);
    const gone = planOf({ address, before: definition("Release") });
    expect(saidBy(deliveryStepsRemoved, gone)).toEqual([]);
  });

  test("sees steps within maps and branches", () => {
    const inner = (...names: string[]) => ({
      definition: JSON.stringify({
        States: {
          All: { Type: "Map", ItemProcessor: JSON.parse(definition(...names).definition) },
        },
      }),
    });
    expect(
      saidBy(deliveryStepsRemoved, updated(machine, inner("Scan", "Run"), inner("Run"))),
    ).toEqual(['refused: the machine loses the steps "Scan"']);
  });

  test("reads what is not known yet as the configuration writes it, and refuses when it cannot", () => {
    const written = (text: string) => (it: Document) => {
      const { change } = entryOf(it, machine);
      Object.assign(change, { actions: ["update"], after_unknown: { definition: true } });
      change.before = { ...change.before, ...definition("Scan", "Run") };
      const block = it.configuration.root_module.resources.find(
        ({ type }) => type === "aws_sfn_state_machine",
      );
      if (block) block.expressions["definition"] = { constant_value: text };
    };
    expect(
      saidBy(
        deliveryStepsRemoved,
        fixturePlan(
          "after-release",
          written('{"States":{"Scan":{},"Run":{"Resource":"${aws_ecs_cluster.cluster.arn}"}}}'),
        ),
      ),
    ).toEqual([]);
    expect(
      saidBy(
        deliveryStepsRemoved,
        fixturePlan(
          "after-release",
          written('{"States":{"Run":{"Resource":"${aws_ecs_cluster.cluster.arn}"}}}'),
        ),
      ),
    ).toHaveLength(1);
    expect(
      saidBy(deliveryStepsRemoved, fixturePlan("after-release", written("${file(local.path)}"))),
    ).toEqual([
      "refused: the definition is not known before the apply, so it may skip every check",
    ]);
  });
});
