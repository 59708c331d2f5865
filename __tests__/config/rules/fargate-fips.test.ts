import { expect, test } from "vitest";
import { fargateFipsInGovCloud } from "../../../src/config/identity";
import { judged } from "../../support/judged";

const gov = { region: "us-gov-west-1", "state.region": "us-gov-west-1" };
const fips = (settings: object = {}) =>
  judged(fargateFipsInGovCloud, { ...gov, "state.fargateFips": true, ...settings });

test("Fargate's FIPS mode is for GovCloud and X86_64", () => {
  expect(fips({ "service.architecture": "X86_64" })).toBe("");
  expect(fips({ region: "us-east-1", "state.fargateFips": false })).toBe("");
});

test.each([
  [
    { region: "us-east-1" },
    `must be left out in us-east-1, got true
    Fargate has a FIPS mode in GovCloud alone: us-gov-west-1 or us-gov-east-1`,
  ],
  [
    { "state.region": "us-gov-east-1" },
    `must be left out where the state is in us-gov-east-1 and the tasks in us-gov-west-1, got true
    the state stack makes the setting in its own region: keep the state in the environment's, or make the setting by hand`,
  ],
  [
    { "service.architecture": "ARM64" },
    `must be left out with service.architecture: ARM64, got true
    Fargate's FIPS mode is for X86_64: build the image for it`,
  ],
])("refuses it with %o", (settings, said) => {
  expect(fips({ "service.architecture": "X86_64", ...settings })).toBe(
    `state.fargateFips: ${said}\n`,
  );
});
