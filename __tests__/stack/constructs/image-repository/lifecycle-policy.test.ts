import { expect, test } from "vitest";
import { lifecyclePolicy } from "../../../../src/stack/constructs/image-repository";
import { parsed } from "../../../support/synth";

interface Rule {
  readonly rulePriority: number;
  readonly selection: Readonly<Record<string, unknown>>;
  readonly action: unknown;
}

const rules = parsed<{ rules: Rule[] }>(lifecyclePolicy(30)).rules;

test("an image that was released never expires: the first rule takes it from all others, with a count no repository reaches", () => {
  expect(rules[0]).toMatchObject({
    rulePriority: 1,
    selection: {
      tagStatus: "tagged",
      tagPatternList: ["released-*"],
      countType: "imageCountMoreThan",
      countNumber: 100_000,
    },
  });
});

test("the newest of the others stay", () => {
  expect(rules[1]).toMatchObject({
    rulePriority: 2,
    selection: {
      tagStatus: "tagged",
      tagPatternList: ["*"],
      countType: "imageCountMoreThan",
      countNumber: 30,
    },
  });
});

test("an image without a tag goes after two weeks", () => {
  expect(rules).toHaveLength(3);
  expect(rules[2]).toMatchObject({
    rulePriority: 3,
    selection: {
      tagStatus: "untagged",
      countType: "sinceImagePushed",
      countUnit: "days",
      countNumber: 14,
    },
  });
});

test("what a rule selects expires: ECR knows no other action for a tag", () => {
  expect(rules.map(({ action }) => action)).toEqual(Array(3).fill({ type: "expire" }));
});
