import { describe, expect, test } from "vitest";
import { groupsMoved } from "../../../src/review/network/attached-groups";
import { UNKNOWN } from "../../../src/review/read/planned-value";
import { type Made, planOf, type Values } from "../support/plans";

const moved = (made: Omit<Made, "address">) => {
  const plan = planOf({ address: "aws_other.it", ...made });
  const [change] = plan.changes;
  return change && groupsMoved(change, plan);
};

describe.each<[string, (...groups: string[]) => Values]>([
  ["security_group_ids", (...groups) => ({ security_group_ids: groups })],
  ["security_groups", (...groups) => ({ security_groups: groups })],
  ["vpc_security_group_ids", (...groups) => ({ vpc_security_group_ids: groups })],
  [
    "a service's network",
    (...groups) => ({ network_configuration: [{ security_groups: groups }] }),
  ],
  ["a function's network", (...groups) => ({ vpc_config: [{ security_group_ids: groups }] })],
])("groups in %s", (_, inGroups) => {
  test("come and go", () => {
    expect(moved({ before: inGroups("sg-1", "sg-2"), after: inGroups("sg-2", "sg-3") })).toEqual({
      added: ["sg-3"],
      lost: ["sg-1"],
    });
    expect(moved({ before: inGroups("sg-1"), after: inGroups("sg-1") })).toEqual({
      added: [],
      lost: [],
    });
  });

  test("do not move with what is made or goes", () => {
    expect(moved({ after: inGroups("sg-1") })).toEqual({ added: [], lost: [] });
    expect(moved({ before: inGroups("sg-1") })).toEqual({ added: [], lost: [] });
  });
});

test("a group that is not known yet is one more, and takes none away that is still named", () => {
  const before = { security_groups: ["sg-1"] };
  expect(moved({ before, after: {}, unknown: { security_groups: true } })).toEqual({
    added: [UNKNOWN],
    lost: ["sg-1"],
  });
  expect(
    moved({
      before,
      after: { security_groups: ["sg-1", null] },
      unknown: { security_groups: [false, true] },
    }),
  ).toEqual({ added: [UNKNOWN], lost: [] });
});

test("what the provider fills in by itself, and nobody writes, is what it is now", () => {
  const plan = planOf({
    address: "aws_other.it",
    before: { security_groups: ["sg-1"] },
    after: { name: "it" },
  });
  const [change] = plan.changes;
  if (change === undefined) throw new Error("no change");
  expect(groupsMoved({ ...change, afterUnknown: { security_groups: true } }, plan)).toEqual({
    added: [],
    lost: [],
  });
});
