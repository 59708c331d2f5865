import { describe, expect, test } from "vitest";
import { readPlan } from "../../../../src/review/read/plan";
import { renderReview, reviewFormats } from "../../../../src/review/render/render-review";
import { reviewPlan } from "../../../../src/review/review-plan";
import { secretInView } from "../../../../src/review/rules/safety/secret-in-view";
import { type Document, document, type Values } from "../../support/plans";

type Edit = (plan: Document) => void;

const secret = "hunter2hunter2";
const token = `ghp_${"a1B2".repeat(9)}`;

const merge =
  (more: Values): Edit =>
  (plan) =>
    Object.assign(plan, more);
const configured =
  (more: Values): Edit =>
  ({ configuration }) =>
    Object.assign(configuration.root_module, more);
const both =
  (...edits: Edit[]): Edit =>
  (plan) => {
    for (const edit of edits) edit(plan);
  };
const output = (name: string, change: Values): Edit =>
  merge({ output_changes: { [name]: { before: null, after_unknown: false, ...change } } });
const created = (name: string, after: unknown, more: Values = {}) =>
  output(name, { actions: ["create"], after, ...more });
const block = (more: Values): Edit => configured({ resources: [{ name: "it", ...more }] });
const constant = (value: unknown) => ({ constant_value: value });
const data = (more: Values) => ({
  address: "data.aws_x.it",
  mode: "data",
  type: "aws_x",
  name: "it",
  ...more,
});

function planWith(edit: Edit) {
  const it = document("after-release");
  it.resource_changes = [];
  edit(it);
  return readPlan(it, "test");
}

function said(edit: Edit): string[] {
  return secretInView
    .check(planWith(edit), undefined)
    .map(({ verdict, address, action, what }) => `${verdict} ${address}:${action}: ${what}`);
}

const unmarked =
  "holds a secret and is not marked `sensitive`: every apply prints it, and the state keeps it as plain text";
const later = unmarked.replace("holds", "will hold");
const kept = "is kept as plain text in the state from now on";
const inVariable = "holds a secret, which stands as plain text in the plan";
const unmarkedVariable = `${inVariable}; it is not marked \`sensitive\` or \`ephemeral\`, so logs may show it too`;

/** Where a secret can stand in a plan beside the objects that it changes: the place, the plan, what is said. */
const places: readonly (readonly [place: string, edit: Edit, said: readonly string[]])[] = [
  [
    "an output, by its name",
    created("db_password", secret),
    [`refuse output.db_password:create: ${unmarked}`],
  ],
  ["an output, by its look", created("note", token), [`refuse output.note:create: ${unmarked}`]],
  [
    "an output, within a text",
    created("url", `postgresql://app:${secret}@db.example.gov/app`),
    [`refuse output.url:create: ${unmarked}`],
  ],
  [
    "an output, within an object",
    created("all", { users: [{ name: "API_TOKEN", value: secret }] }),
    [`refuse output.all:create: ${unmarked}`],
  ],
  [
    "an output, within JSON",
    created("all", JSON.stringify({ password: secret })),
    [`refuse output.all:create: ${unmarked}`],
  ],
  [
    "an output that changes",
    output("db_password", { actions: ["update"], before: null, after: secret }),
    [`refuse output.db_password:update: ${unmarked}`],
  ],
  [
    "an output that loses its mark",
    output("x", { actions: ["update"], before: token, before_sensitive: true, after: token }),
    [`refuse output.x:update: ${unmarked}`],
  ],
  [
    "an output that was there unmarked",
    output("x", { actions: ["update"], before: token, after: `${token}1` }),
    [`note output.x:update: ${unmarked}, as before`],
  ],
  [
    "an output that stays as it was",
    output("x", { actions: ["no-op"], before: token, after: token }),
    [`note output.x:no-op: ${unmarked}, as before`],
  ],
  [
    "an output that is marked",
    created("it", secret, { after_sensitive: true }),
    [`refuse output.it:create: ${kept}`],
  ],
  [
    "an output that is marked and not known yet",
    created("it", undefined, { after_unknown: true, after_sensitive: true }),
    [`refuse output.it:create: ${kept}`],
  ],
  [
    "an output that is not known yet, by its name",
    created("db_password", undefined, { after_unknown: true }),
    [`refuse output.db_password:create: ${later}`],
  ],
  [
    "an output of which a part is not known yet",
    created("all", {}, { after_unknown: { list: [{ password: true }] } }),
    [`refuse output.all:create: ${later}`],
  ],
  [
    "an output that is not known yet, by what it is made from",
    both(
      created("it", undefined, { after_unknown: true }),
      configured({
        outputs: { it: { expression: { references: ["aws_db_instance.it.password"] } } },
      }),
    ),
    [`refuse output.it:create: ${later}`],
  ],
  [
    "an output that is not known yet, by what the provider marks of what it is made from",
    both(
      created("it", undefined, { after_unknown: true }),
      configured({
        outputs: { it: { expression: { references: ["random_password.it.result"] } } },
      }),
      ({ resource_changes }) =>
        resource_changes.push({
          address: "random_password.it",
          mode: "managed",
          type: "random_password",
          name: "it",
          change: {
            actions: ["create"],
            before: null,
            after: {},
            after_unknown: { result: true },
            after_sensitive: { result: true },
          },
        }),
    ),
    [`refuse output.it:create: ${later}`],
  ],
  [
    "an output that is made from a secret variable",
    both(
      created("it", secret),
      configured({ outputs: { it: { expression: { references: ["var.db_password"] } } } }),
    ),
    [`refuse output.it:create: ${later}`],
  ],
  [
    "an output of which the plan has no change",
    merge({ planned_values: { outputs: { db_password: { value: secret, sensitive: false } } } }),
    [`refuse output.db_password:create: ${unmarked}`],
  ],
  [
    "a variable",
    merge({ variables: { db_password: { value: secret } } }),
    [`refuse var.db_password:read: ${unmarkedVariable}`],
  ],
  [
    "a member of a variable",
    merge({ variables: { settings: { value: { api_token: secret } } } }),
    [`refuse var.settings:read: ${unmarkedVariable}`],
  ],
  [
    "a variable that is marked",
    both(
      merge({ variables: { it: { value: secret } } }),
      configured({ variables: { it: { sensitive: true } } }),
    ),
    [`note var.it:read: ${inVariable}: make it \`ephemeral\``],
  ],
  [
    "a variable's default",
    configured({ variables: { it: { default: secret, sensitive: true } } }),
    ["refuse var.it:default: its default is a secret that stands in the code"],
  ],
  [
    "a provider",
    (it) =>
      Object.assign(it.configuration, {
        provider_config: { aws: { expressions: { secret_key: constant(secret) } } },
      }),
    ["refuse provider.aws:configure: `secret_key` stands as plain text in the code"],
  ],
  [
    "a block of a provider",
    (it) =>
      Object.assign(it.configuration, {
        provider_config: {
          vault: { expressions: { auth_login: [{ parameters: constant({ secret_id: token }) }] } },
        },
      }),
    [
      "refuse provider.vault:configure: `auth_login.parameters.secret_id` stands as plain text in the code",
    ],
  ],
  [
    "what a module is called with",
    configured({ module_calls: { db: { expressions: { password: constant(secret) } } } }),
    ["refuse module.db:configure: `password` stands as plain text in the code"],
  ],
  [
    "a default within a module",
    configured({
      module_calls: { db: { module: { variables: { password: { default: secret } } } } },
    }),
    ["refuse module.db:configure: `password` stands as plain text in the code"],
  ],
  [
    "a data block's settings",
    block({
      mode: "data",
      type: "http",
      expressions: { request_headers: constant({ Authorization: `Bearer ${token}` }) },
    }),
    [
      "refuse data.http.it:configure: `request_headers.Authorization` stands as plain text in the code",
    ],
  ],
  [
    "an ephemeral block's settings",
    block({ mode: "ephemeral", type: "x", expressions: { password: constant(secret) } }),
    ["refuse ephemeral.x.it:configure: `password` stands as plain text in the code"],
  ],
  [
    "a write-only argument",
    block({
      mode: "managed",
      type: "aws_db_instance",
      expressions: { password_wo: constant(secret) },
    }),
    ["refuse aws_db_instance.it:configure: `password_wo` stands as plain text in the code"],
  ],
  [
    "an expression within a text",
    block({
      mode: "managed",
      type: "aws_db_instance",
      expressions: { settings_wo: constant(`x-\${jsonencode({ password = "${secret}" })}`) },
    }),
    ["refuse aws_db_instance.it:configure: `settings_wo` stands as plain text in the code"],
  ],
  [
    "a provisioner",
    block({
      mode: "managed",
      type: "aws_instance",
      provisioners: [
        { type: "remote-exec", expressions: { inline: constant(["login --password hunter2x"]) } },
      ],
    }),
    ["refuse aws_instance.it:configure: `inline[0]` stands as plain text in the code"],
  ],
  [
    "what an action is called with",
    merge({
      action_invocations: [
        {
          address: "action.aws_lambda_invoke.it",
          config_values: { payload: `{"token":"${secret}"}` },
        },
      ],
    }),
    ["refuse action.aws_lambda_invoke.it:invoke: `payload.token` stands as plain text in the plan"],
  ],
  [
    "what an action that is put off is called with",
    merge({
      deferred_action_invocations: [
        {
          action_invocation: {
            address: "action.x.it",
            config_values: { it: secret },
            config_sensitive: { it: true },
          },
        },
      ],
    }),
    ["refuse action that is put off:invoke: `it` stands as plain text in the plan"],
  ],
  [
    "what data blocks have read",
    merge({
      prior_state: {
        values: {
          root_module: {
            resources: [
              data({ values: { it: secret, id: "x" }, sensitive_values: { it: true } }),
              data({ mode: "managed", values: { password: secret } }),
            ],
            child_modules: [
              {
                resources: [
                  data({ address: "module.m.data.aws_x.it", values: { password: secret } }),
                ],
              },
            ],
          },
        },
      },
    }),
    [
      "note data.aws_x.it:read: `it` stands as plain text in the state",
      "note module.m.data.aws_x.it:read: `password` stands as plain text in the state",
    ],
  ],
  [
    "what a data block reads during the apply",
    ({ resource_changes }) =>
      resource_changes.push({
        ...data({}),
        change: {
          actions: ["read"],
          before: null,
          after: { api_token: secret },
          after_unknown: { secret_string: true, marked: true, arn: true },
          after_sensitive: { marked: true },
        },
      } as never),
    [
      "refuse data.aws_x.it:read: `api_token` stands as plain text in the state from now on",
      "refuse data.aws_x.it:read: `secret_string` stands as plain text in the state from now on",
      "refuse data.aws_x.it:read: `marked` stands as plain text in the state from now on",
    ],
  ],
  [
    "an address",
    ({ resource_changes }) =>
      resource_changes.push({
        address: `aws_iam_user.it["${token}"]`,
        mode: "managed",
        type: "aws_iam_user",
        name: "it",
        previous_address: `aws_iam_user.was["${token}"]`,
        change: { actions: ["no-op"], before: {}, after: {}, after_unknown: {} },
      }),
    [
      'refuse aws_iam_user.it["(secret)"]:undefined: its address holds a secret, which every plan, log and state shows',
    ],
  ],
];

describe("secret-in-view finds a secret in", () => {
  test.each(places)("%s", (_, edit, expected) => {
    expect(said(edit)).toEqual(expected);
  });

  test.each(
    places.flatMap(([place, edit]) => reviewFormats.map((format) => ({ place, edit, format }))),
  )("$place, which $format does not show", async ({ edit, format }) => {
    const terminal = { interactive: false, columns: 80 } as never;
    const printed = await renderReview(reviewPlan(planWith(edit)), format, terminal);
    expect(printed).not.toMatch(new RegExp(`${secret}|${token}|hunter2x`));
  });
});

test.each<readonly [string, Edit]>([
  ["no output, variable or code that is secret", () => {}],
  [
    "where a secret lies",
    created("db_password_arn", "arn:aws:secretsmanager:us-east-1:111111111111:secret:x"),
  ],
  [
    "a secret's place under a secret's name",
    created("db_secret", "arn:aws:secretsmanager:us-east-1:111111111111:secret:x"),
  ],
  ["what is about a secret", created("password_reset_timeout", "259200")],
  ["a switch", created("rotate_password", true)],
  [
    "an output that goes",
    output("db_password", { actions: ["delete"], before: secret, after: null }),
  ],
  [
    "an output that is not known yet and says nothing",
    created("address", undefined, { after_unknown: true }),
  ],
  [
    "an output that is made from a secret's place",
    both(
      created("it", undefined, { after_unknown: true }),
      configured({
        outputs: {
          it: {
            expression: {
              references: [
                "aws_secretsmanager_secret.db_password.arn",
                "aws_secretsmanager_secret.db_password",
              ],
            },
          },
        },
      }),
    ),
  ],
  [
    "an output that was kept in the state before",
    output("it", {
      actions: ["update"],
      before: secret,
      before_sensitive: true,
      after: `${secret}3`,
      after_sensitive: true,
    }),
  ],
  ["a variable that is none", merge({ variables: { db_name: { value: "app" } } })],
  ["a variable that is empty", configured({ variables: { db_password: { default: "" } } })],
  [
    "a provider that takes a variable",
    (it) =>
      Object.assign(it.configuration, {
        provider_config: { aws: { expressions: { secret_key: { references: ["var.key"] } } } },
      }),
  ],
  [
    "an attribute of an object, which is judged where it changes",
    block({
      mode: "managed",
      type: "aws_db_instance",
      expressions: { password: constant(secret) },
    }),
  ],
  [
    "a write-only argument that takes it from an ephemeral block",
    block({
      mode: "managed",
      type: "aws_db_instance",
      expressions: { password_wo: { references: ["ephemeral.x.it.value"] } },
    }),
  ],
  [
    "a write-only argument whose text takes it from there",
    block({
      mode: "managed",
      type: "x",
      expressions: {
        secret_string_wo: constant(
          "postgresql://app:${urlencode(ephemeral.x.it.value)}@${x.y.z}/app",
        ),
      },
    }),
  ],
])("secret-in-view lets pass %s", (_, edit) => {
  expect(said(edit)).toEqual([]);
});

describe.each(reviewFormats)("as %s", (format) => {
  const object = {
    mode: "managed",
    type: "aws_db_instance",
    name: "it",
    address: "aws_db_instance.it",
  };
  const change = {
    actions: ["update"],
    before: { password: `${secret}0`, user_data: "", engine: "a" },
    after: {
      password: secret,
      user_data: Buffer.from(`API_TOKEN=${token}`).toString("base64"),
      engine: "b",
    },
    after_unknown: {},
  };
  test.each<readonly [string, Edit, string]>([
    ["changed outside Terraform", merge({ resource_drift: [{ ...object, change }] }), "engine"],
    ["changes", ({ resource_changes }) => resource_changes.push({ ...object, change }), "engine"],
    [
      "is put off",
      merge({ deferred_changes: [{ reason: "unknown", resource_change: { ...object, change } }] }),
      "put off",
    ],
  ])("no secret is shown of an object that %s", async (_, edit, shown) => {
    const printed = await renderReview(reviewPlan(planWith(edit)), format, {
      columns: 80,
    } as never);
    expect(printed).toContain(shown);
    expect(printed).not.toMatch(new RegExp(`${secret}|${token}|${change.after.user_data}`));
  });
});

test("what a failed check says of a secret is printed in no format", async () => {
  const plan = planWith(
    merge({
      variables: { db_password: { value: secret } },
      checks: [
        {
          address: { to_display: "check.login" },
          status: "fail",
          instances: [{ problems: [{ message: `cannot log in with ${secret} and ${token}` }] }],
        },
      ],
    }),
  );
  const review = reviewPlan(plan);
  expect(review.findings.map(({ what }) => what)).toContain(
    "does not hold: cannot log in with (sensitive) and (secret)",
  );
  for (const format of reviewFormats) {
    const printed = await renderReview(review, format, { columns: 80 } as never);
    expect(printed).not.toMatch(new RegExp(`${secret}|${token}`));
  }
});
