import { expect, test } from "vitest";
import { basisProblems, planBasis } from "../../../src/operate/apply/plan-basis";

const planned = (resources: { address: string; values: Record<string, unknown> }[]) => ({
  values: { root_module: { resources } },
});

test("reads from the plan which image and which revision it was made for", () => {
  const plan = planned([
    { address: "aws_ssm_parameter.image", values: { insecure_value: "sha256:aa" } },
    {
      address: "aws_ecs_service.service",
      values: { task_definition: "arn:aws:ecs:r:1:task-definition/shop:7" },
    },
    { address: "aws_dynamodb_table.delivery_table", values: { name: "shop-delivery" } },
    { address: "aws_iam_role.access_operator", values: { name: "shop-operator" } },
  ]);

  expect(planBasis(plan)).toEqual({
    pointer: "sha256:aa",
    revision: "arn:aws:ecs:r:1:task-definition/shop:7",
    tableExists: true,
    operatorExists: true,
  });
});

test("a first plan was made for nothing", () => {
  expect(planBasis(undefined)).toEqual({
    pointer: undefined,
    revision: undefined,
    tableExists: false,
    operatorExists: false,
  });
});

const basis = { pointer: "sha256:aa", revision: "arn:aws:ecs:r:1:task-definition/shop:7" };

test("a plan fits as long as image and revision are what it was made for", () => {
  expect(basisProblems(basis, { ...basis })).toEqual([]);
});

test("refuses a plan when an image was released since, because it would go back to the old one", () => {
  expect(basisProblems(basis, { ...basis, pointer: "sha256:bb" })).toEqual([
    "the released image was sha256:aa and is sha256:bb",
  ]);
});

test("refuses a plan when the service runs another revision", () => {
  const live = { ...basis, revision: "arn:aws:ecs:r:1:task-definition/shop:8" };
  expect(basisProblems(basis, live)).toEqual(["the service ran shop:7 and runs shop:8"]);
});

test("refuses a first plan when the environment exists by now", () => {
  expect(basisProblems({ pointer: undefined, revision: undefined }, basis)).toEqual([
    "the released image was none and is sha256:aa",
    "the service ran nothing and runs shop:7",
  ]);
});
