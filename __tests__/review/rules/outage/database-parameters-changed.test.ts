import { expect, test } from "vitest";
import { databaseParametersChanged } from "../../../../src/review/rules/outage/database-parameters-changed";
import { saidOfUpdate, type Values } from "../../support/plans";

test("database-parameters-changed refuses parameters that are not known before the apply", () => {
  const parameter = [{ name: "work_mem", value: "1" }];
  const said = (unknown: Values) =>
    saidOfUpdate(
      databaseParametersChanged,
      "aws_db_parameter_group.it",
      { parameter },
      {},
      unknown,
    );
  expect(said({ parameter: true })).toEqual([
    "refused: which parameters it has is not known before the apply",
  ]);
});
