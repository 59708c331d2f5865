import { describe, expect, test } from "vitest";
import { readPlan } from "../../../src/review/read/plan";
import { permissionRemoved } from "../../../src/review/rules/outage/permission-removed";
import { policyDetached } from "../../../src/review/rules/outage/policy-detached";
import { policyWidened } from "../../../src/review/rules/privilege/policy-widened";
import { type OwnPlan, ownPlan } from "../support/own-plans";
import { documentOf, entryOf, type Made, planOf, saidBy, type Values } from "../support/plans";

interface Statement {
  Effect: "Allow" | "Deny";
  Action: string;
  Resource: string;
}

const allow = (Action: string): Statement => ({ Effect: "Allow", Action, Resource: "arn:x" });
const deny = (Action: string): Statement => ({ Effect: "Deny", Action, Resource: "arn:x" });
const text = (statements: readonly Statement[]) => JSON.stringify({ Statement: statements });

/** A policy that is kept by itself, before and after. */
const policy = (name: string, was: Statement[], will: Statement[], more: Values = {}): Made => {
  const stays = { arn: `arn:${name}`, attachment_count: 1, ...more };
  return {
    address: `aws_iam_policy.${name}`,
    before: { ...stays, policy: text(was) },
    after: { ...stays, policy: text(will) },
  };
};

/** An attachment that stands and stays. */
const attached = (name: string, role: string, more: Partial<Made> = {}): Made => ({
  address: `aws_iam_role_policy_attachment.${name}_${role}`,
  before: { policy_arn: `arn:${name}`, role },
  after: { policy_arn: `arn:${name}`, role },
  actions: ["no-op"],
  ...more,
});

const two = [attached("one", "ci"), attached("two", "ci")];
const moved = [
  policy("one", [allow("a:B"), allow("a:C")], [allow("a:B")]),
  policy("two", [allow("a:D")], [allow("a:D"), allow("a:C")]),
];

const widened = (...made: Made[]) => saidBy(policyWidened, planOf(...made));
const refused = ["refused: `policy` now allows a:C on arn:x"];

describe("a statement that moves between two policies of one role", () => {
  test("gives the role nothing, and takes nothing from it", () => {
    expect(widened(...moved, ...two)).toEqual([]);
    expect(saidBy(permissionRemoved, planOf(...moved, ...two))).toEqual([]);
  });

  test("passes in a real plan of our own, where the provider counts who carries each policy", () => {
    const plan = (name: OwnPlan, edit: (one: Statement) => Statement) =>
      ownPlan(name, (document) => {
        const policies = [1, 2].map((part) => `aws_iam_policy.access_apply_policy_${part}`);
        const [one, other] = policies.map((address) => entryOf(document, address).change);
        const statements = (of: typeof one): Statement[] =>
          JSON.parse(String(of?.after?.["policy"])).Statement;
        const last = statements(one).at(-1);
        if (!one || !other || !last) throw new Error("the plan has no policies to move between");
        one.actions = other.actions = ["update"];
        one.after = { ...one.after, policy: text(statements(one).slice(0, -1)) };
        other.after = { ...other.after, policy: text([edit(last), ...statements(other)]) };
      });
    for (const name of ["eec-dev-second", "eec-prod-memory"] as const) {
      for (const rule of [policyWidened, permissionRemoved])
        expect(
          saidBy(
            rule,
            plan(name, (one) => one),
          ),
        ).toEqual([]);
      expect(
        saidBy(
          policyWidened,
          plan(name, (one) => ({ ...one, Resource: "*" })),
        ).join(),
      ).toMatch(/^refused: `policy` now allows \S+ on everything/);
    }
  });

  test("passes between a policy of the role's own and one that is attached to it", () => {
    const own = {
      address: "aws_iam_role_policy.own",
      before: { role: "ci", policy: text([allow("a:B"), allow("a:C")]) },
      after: { role: "ci", policy: text([allow("a:B")]) },
    };
    expect(widened(own, moved[1] as Made, attached("two", "ci"))).toEqual([]);
    expect(widened(own, moved[1] as Made, attached("two", "other"))).toEqual(refused);
  });

  const refusals: readonly (readonly [string, readonly Made[]])[] = [
    ["to a policy of another role", [...moved, attached("one", "ci"), attached("two", "other")]],
    [
      "to a policy that another role has too",
      [
        moved[0] as Made,
        policy("two", [allow("a:D")], [allow("a:D"), allow("a:C")], { attachment_count: 2 }),
        ...two,
        attached("two", "other"),
      ],
    ],
    ["to a policy that nobody is seen to have", [...moved, attached("one", "ci")]],
    [
      "to a policy that somebody outside of the plan has too",
      [
        moved[0] as Made,
        policy("two", [allow("a:D")], [allow("a:D"), allow("a:C")], { attachment_count: 2 }),
        ...two,
      ],
    ],
    [
      "to a policy of which nobody counts who has it",
      [
        moved[0] as Made,
        policy("two", [allow("a:D")], [allow("a:D"), allow("a:C")], {
          attachment_count: undefined,
        }),
        ...two,
      ],
    ],
    [
      "to a policy that people have too",
      [
        ...moved,
        ...two,
        {
          ...attached("two", "ci"),
          address: "aws_iam_group_policy_attachment.people",
          before: { policy_arn: "arn:two", group: "people" },
          after: { policy_arn: "arn:two", group: "people" },
        },
      ],
    ],
    [
      "to a policy that is another role's boundary",
      [
        ...moved,
        ...two,
        {
          address: "aws_iam_role.bound",
          before: { name: "bound", permissions_boundary: "arn:two" },
          after: { name: "bound", permissions_boundary: "arn:two" },
          actions: ["no-op"],
        },
      ],
    ],
    [
      "to a policy that is somebody's boundary until now",
      [
        ...moved,
        ...two,
        {
          address: "aws_iam_user.bound",
          before: { name: "bound", permissions_boundary: "arn:two" },
          after: { name: "bound", permissions_boundary: null },
        },
      ],
    ],
    [
      "to a policy that becomes a boundary",
      [
        ...moved,
        ...two,
        {
          address: "aws_iam_role.bound",
          before: { name: "bound", permissions_boundary: null },
          after: { name: "bound", permissions_boundary: "arn:two" },
        },
      ],
    ],
    [
      "to any policy, where nobody knows which becomes a boundary",
      [
        ...moved,
        ...two,
        {
          address: "aws_iam_role.bound",
          before: { name: "bound", permissions_boundary: null },
          after: { name: "bound" },
          unknown: { permissions_boundary: true },
        },
      ],
    ],
    [
      "from an attachment that goes",
      [
        ...moved,
        two[0] as Made,
        attached("two", "ci"),
        attached("two", "other", { after: null, actions: ["delete"] }),
      ],
    ],
    [
      "from a policy that the role gets only now",
      [...moved, attached("one", "ci", { before: null, actions: ["create"] }), two[1] as Made],
    ],
    [
      "from a policy that cannot be read",
      [
        {
          ...(moved[0] as Made),
          before: { arn: "arn:one", attachment_count: 1, policy: '{"Statement":"?"}' },
        },
        moved[1] as Made,
        ...two,
      ],
    ],
  ];
  test.each(refusals)("refuses one that moves %s", (_, made) => {
    expect(widened(...made)).toContain(refused[0]);
  });

  test("refuses it where a denial goes with it, or moves: for a moment nothing denies", () => {
    const without = [
      policy("one", [deny("a:C"), allow("a:C")], []),
      policy("two", [allow("a:D")], [allow("a:D"), allow("a:C")]),
    ];
    expect(widened(...without, ...two)).toEqual([
      "refused: `policy` no longer denies a:C on arn:x",
    ]);
    const denialMoved = [
      policy("one", [deny("a:C"), allow("a:D")], [allow("a:D")]),
      policy("two", [allow("a:B")], [allow("a:B"), deny("a:C")]),
    ];
    expect(widened(...denialMoved, ...two)).toEqual([
      "refused: `policy` no longer denies a:C on arn:x",
    ]);
  });

  test("refuses it between roles of one name that two providers make, in two accounts", () => {
    const document = documentOf(...moved, ...two);
    for (const block of document.configuration.root_module.resources) {
      const provider = block.name.startsWith("one") ? "aws.other" : "aws";
      Object.assign(block, { provider_config_key: provider });
    }
    expect(saidBy(policyWidened, readPlan(document, "test"))).toEqual(refused);
  });
});

test("a role with more statements than AWS lets it have is compared policy by policy", () => {
  const kept = (count: number) => {
    const held = { role: "ci", policy: text(Array.from({ length: 100 }, () => allow("a:C"))) };
    return Array.from(
      { length: count / 100 },
      (_, i): Made => ({
        address: `aws_iam_role_policy.kept[${i}]`,
        before: held,
        after: held,
        actions: ["no-op"],
      }),
    );
  };
  const one = { role: "ci", policy: text([allow("a:C")]) };
  const made = { address: "aws_iam_role_policy.it", after: one };
  expect(saidBy(policyWidened, planOf(...kept(1_000), made))).toEqual([]);
  expect(saidBy(policyWidened, planOf(...kept(1_100), made))).toEqual(refused);
  const gone = { address: "aws_iam_role_policy.it", before: one };
  expect(saidBy(permissionRemoved, planOf(...kept(1_000), gone))).toEqual([]);
  expect(saidBy(permissionRemoved, planOf(...kept(1_100), gone))).toEqual([
    "refused: ci may no longer use a:C on arn:x",
  ]);
});

describe("a policy that this plan makes", () => {
  const made: Made = {
    address: "aws_iam_policy.two",
    after: { policy: text([allow("a:C")]) },
    unknown: { arn: true },
  };
  const attachment = (role: string): Made => ({
    address: `aws_iam_role_policy_attachment.two_${role}`,
    after: { role },
    unknown: { policy_arn: true },
    configured: { policy_arn: "${aws_iam_policy.two.arn}" },
  });
  const role = { name: "ci" };
  const standing: Made = {
    address: "aws_iam_role.ci",
    before: role,
    after: role,
    actions: ["no-op"],
  };

  test("is judged by what it gives a role that stands", () => {
    expect(widened(made, attachment("ci"), standing)).toEqual(refused);
    expect(widened(made, attachment("ci"), { ...standing, before: null })).toEqual([]);
  });

  test("is judged so where the attachment's role is not known yet, by whether that stands", () => {
    const unknown: Made = {
      ...attachment("ci"),
      after: {},
      unknown: { policy_arn: true, role: true },
      configured: { policy_arn: "${aws_iam_policy.two.arn}", role: "${aws_iam_role.ci.name}" },
    };
    expect(widened(made, unknown, { ...standing, actions: ["update"] })).toEqual(refused);
    expect(widened(made, unknown, { ...standing, before: null, actions: ["create"] })).toEqual([]);
  });

  test("gives it nothing where another of its policies says the same, and takes that one's place", () => {
    const gone: Made[] = [
      { ...(moved[0] as Made), after: null },
      attached("one", "ci", { after: null, actions: ["delete"] }),
    ];
    const all = (will: Statement[]) =>
      planOf({ ...made, after: { policy: text(will) } }, attachment("ci"), standing, ...gone);
    expect(saidBy(policyWidened, all([allow("a:B"), allow("a:C")]))).toEqual([]);
    expect(saidBy(policyDetached, all([allow("a:B"), allow("a:C")]))).toEqual([]);
    expect(saidBy(policyDetached, all([allow("a:C")]))).toEqual([
      "refused: takes the policy arn:one from the role ci",
    ]);
  });
});

describe("a role's own list of policies", () => {
  const role = (policies: Record<string, Statement[]>): Values => ({
    name: "ci",
    inline_policy: Object.entries(policies).map(([name, held]) => ({ name, policy: text(held) })),
  });
  const own: Made = {
    address: "aws_iam_role.ci",
    before: role({ a: [allow("a:B")], b: [allow("a:C")] }),
    after: role({ a: [allow("a:B"), allow("a:C")], b: [] }),
  };

  test("may move a statement from one to another", () => {
    expect(widened(own)).toEqual([]);
  });

  test("counts as what it has now also where the provider alone lists it, and not as what it keeps", () => {
    const listed: Made = {
      ...own,
      before: role({ a: [allow("a:C")] }),
      after: { name: "ci" },
      actions: ["no-op"],
    };
    expect(widened(moved[1] as Made, attached("two", "ci"), listed)).toEqual([]);
    const kept = planOf(moved[0] as Made, attached("one", "ci"), listed);
    const [policyOfRole, attachment, ofRole] = kept.changes;
    if (!policyOfRole || !attachment || !ofRole) throw new Error("no change");
    const stays = { ...ofRole, after: ofRole.before };
    expect(
      saidBy(permissionRemoved, { ...kept, changes: [policyOfRole, attachment, stays] }),
    ).toHaveLength(1);
  });

  test("may not take one from a role of another name", () => {
    const other = { ...own, after: role({ a: [allow("a:B"), allow("a:D")], b: [] }) };
    const held = { role: "other", policy: text([allow("a:D")]) };
    const kept = (name: string): Made => ({
      address: "aws_iam_role_policy.kept",
      before: { ...held, role: name },
      after: { ...held, role: name },
      actions: ["no-op"],
    });
    expect(widened(other, kept("other"))).toEqual([
      'refused: `inline_policy "a"` now allows a:D on arn:x',
    ]);
    expect(widened(other, kept("ci"))).toEqual([]);
  });
});
