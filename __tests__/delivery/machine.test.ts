import validate from "asl-validator";
import { expect, test } from "vitest";
import { deliveryMachine } from "../../src/delivery/machine";
import { exampleNames, exampleSettings } from "./support/example";

const machine = deliveryMachine({ names: exampleNames(), settings: exampleSettings });

test("the machine is valid Amazon States Language", () => {
  const { isValid, errorsText } = validate(JSON.parse(JSON.stringify(machine)));
  expect(errorsText("\n")).toBe("");
  expect(isValid).toBe(true);
});
