import { expect, test } from "vitest";
import { parse } from "yaml";
import { type Environment, environmentSchema } from "../../src/config/schema";
import { describeWithEmulator } from "./emulator";
import { exampleEnvironment } from "./example-environment";
import { existingObjects, makeExisting } from "./existing-objects";
import { fixtureEnvironments } from "./fixture-environments";
import { dualStackEnvironment, fourthEnvironment } from "./fourth-environment";
import { otherModesText } from "./other-modes";
import { synthesizeEnvironment } from "./synth";

const environments: readonly (readonly [string, Environment])[] = [
  ...fixtureEnvironments().map(({ name, environment }) => [name, environment] as const),
  ["example", exampleEnvironment()],
  ["fourth", fourthEnvironment()],
  ["dualstack", dualStackEnvironment()],
  ["other modes", environmentSchema.parse(parse(otherModesText))],
];

/** By which arguments a data source is found. */
const lookUps = ["id", "zone_id", "arn", "name", "url"];

test.each(environments)(
  "%s: everything that the stack looks up by a literal is made before the first plan",
  (_, environment) => {
    const made = JSON.stringify(existingObjects(environment));
    const data = Object.values(synthesizeEnvironment(environment).json.data ?? {}).flatMap(
      (blocks) => Object.values(blocks),
    );
    const expected = data
      .flatMap((block) => lookUps.map((argument) => block[argument]))
      .filter((value): value is string => typeof value === "string" && !value.includes("${"));
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.filter((value) => !made.includes(`"${value}"`))).toEqual([]);
  },
);

describeWithEmulator("the emulator", (aws) => {
  test.each(environments)("makes what %s looks up", async (_, environment) => {
    await makeExisting(aws(), environment);
  });
});
