import { describe, expect, test } from "vitest";
import { imagePointerRewritten } from "../../../../src/review/rules/data-loss/image-pointer-rewritten";
import {
  entryOf,
  fixturePlan,
  planOf,
  saidBy,
  saidOfUpdate,
  type Values,
} from "../../support/plans";

describe("image-pointer-rewritten", () => {
  const pointer = "aws_ssm_parameter.image";

  test.each(["insecure_value", "description", "tier"])(
    "refuses to change %s of the pointer: Terraform would write its value of plan time",
    (name) => {
      const plan = fixturePlan("after-release", (it) => {
        const { change } = entryOf(it, pointer);
        change.actions = ["update"];
        change.after = { ...change.after, [name]: "other" };
      });
      expect(saidBy(imagePointerRewritten, plan)).toEqual([
        `refused: rewrites the pointer to the released image, by changing \`${name}\``,
      ]);
    },
  );

  test("lets its tags change, and the copies of the value that AWS gives again", () => {
    const plan = fixturePlan("after-release", (it) => {
      const { change } = entryOf(it, pointer);
      change.actions = ["update"];
      change.after = { ...change.after, tags: { owner: "eec" }, tags_all: { owner: "eec" } };
      change.after_unknown = { version: true, value: true };
    });
    expect(saidBy(imagePointerRewritten, plan)).toEqual([]);
  });

  test("refuses a new block that writes over the pointer, and lets the first one be made", () => {
    const made = (more: Values, unknown: Values = {}) =>
      saidBy(
        imagePointerRewritten,
        planOf({
          address: "aws_ssm_parameter.second",
          after: { name: "/eec/dev/image", insecure_value: "sha256:0", ...more },
          unknown,
        }),
      );
    expect(made({ overwrite: true })).toEqual([
      "refused: writes over the pointer /eec/dev/image if there is one (`overwrite`)",
    ]);
    expect(made({}, { overwrite: true })).toHaveLength(1);
    expect(made({ overwrite: true, name: "/eec/dev/flag" })).toEqual([]);
    expect(made({ overwrite: false })).toEqual([]);
    expect(made({})).toEqual([]);
  });

  test("has nothing to say of another parameter", () => {
    const said = saidOfUpdate(
      imagePointerRewritten,
      "aws_ssm_parameter.flag",
      { name: "/eec/dev/flag", value: "a" },
      { name: "/eec/dev/flag", value: "b" },
    );
    expect(said).toEqual([]);
  });
});
