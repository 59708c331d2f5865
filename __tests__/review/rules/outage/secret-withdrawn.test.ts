import { describe, expect, test } from "vitest";
import { secretWithdrawn } from "../../../../src/review/rules/outage/secret-withdrawn";
import { containers, ownSecret, secretsFrom } from "../../support/containers";
import { fixturePlan, saidBy } from "../../support/plans";

describe("secret-withdrawn", () => {
  test("refuses that a container loses a secret, and notes a variable", () => {
    const two = secretsFrom(["KEY", ownSecret], ["OTHER", ownSecret]);
    expect(saidBy(secretWithdrawn, containers(two, secretsFrom(["OTHER", ownSecret])))).toEqual([
      "refused: app: no longer gets the secret KEY",
    ]);
    expect(saidBy(secretWithdrawn, containers({}, { environment: [] }))).toEqual([
      "noted: app: no longer gets ENV",
    ]);
  });

  test("lets a variable become a secret, one come, and a value change", () => {
    const hidden = {
      environment: [],
      ...secretsFrom(["ENV", ownSecret], ["DB_PASSWORD", ownSecret]),
    };
    expect(saidBy(secretWithdrawn, containers({}, hidden))).toEqual([]);
    expect(saidBy(secretWithdrawn, fixturePlan("environment-variable"))).toEqual([]);
  });
});
