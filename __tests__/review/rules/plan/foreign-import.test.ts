import { describe, expect, test } from "vitest";
import { foreignImport } from "../../../../src/review/rules/plan/foreign-import";
import { type Made, planOf } from "../../support/plans";

describe("foreign-import", () => {
  const environment = { name: "eec-prod", addresses: ["aws_s3_bucket.logs", "aws_subnet.a"] };
  const imported = (address: string, more: Partial<Made> = {}) => {
    const values = { tags: {} };
    const whole = { address, before: values, after: values, importing: "id", ...more };
    return planOf({ actions: ["no-op"], ...whole });
  };
  const said = (plan: ReturnType<typeof planOf>, own?: ReadonlyMap<string, string>) =>
    foreignImport(own)
      .check(plan, environment)
      .map(({ verdict, address, action, what }) => `${verdict} ${address}:${action} ${what}`);

  test("refuses a kind that the module never makes although nothing of it changes, unless the project declares it", () => {
    const plan = imported("aws_lambda_function.it");
    expect(said(plan)).toEqual([
      "refuse aws_lambda_function.it:import imports aws_lambda_function, a kind that this review knows nothing of",
    ]);
    expect(said(plan, new Map([["aws_lambda_function", "resizes uploads"]]))).toEqual([]);
    expect(foreignImport().check(plan, undefined)).toHaveLength(1);
    expect(said(imported("aws_lambda_function.it", { importing: undefined }))).toEqual([]);
  });

  test("refuses a parameter of SSM that is not the pointer to the released image", () => {
    const parameter = (name: string) =>
      imported("aws_ssm_parameter.it", { before: { name }, after: { name } });
    expect(foreignImport().check(parameter("/eec/flags"), undefined)).toHaveLength(1);
    expect(foreignImport().check(parameter("/eec/prod/image"), undefined)).toEqual([]);
  });

  test("refuses an object that the environment's stack does not have, and lets its own come in", () => {
    expect(said(imported("aws_s3_bucket.of_others"))).toEqual([
      "refuse aws_s3_bucket.of_others:import imports what the stack of eec-prod does not have",
    ]);
    expect(said(imported("aws_s3_bucket.of_others", { actions: ["update"] }))).toHaveLength(1);
    expect(said(imported("aws_s3_bucket.logs"))).toEqual([]);
    expect(said(imported('aws_subnet.a["x.y"]'))).toEqual([]);
    expect(foreignImport().check(imported("aws_s3_bucket.of_others"), undefined)).toEqual([]);
  });
});
