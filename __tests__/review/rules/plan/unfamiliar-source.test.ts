import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { environmentSchema } from "../../../../src/config/schema";
import { readPlan } from "../../../../src/review/read/plan";
import { unfamiliarData } from "../../../../src/review/rules/plan/unfamiliar-data";
import { unfamiliarProvider } from "../../../../src/review/rules/plan/unfamiliar-provider";
import type { PlanRule } from "../../../../src/review/rules/rule";
import { secretInView } from "../../../../src/review/rules/safety/secret-in-view";
import { bases } from "../../../support/setting-places";
import { stackOnce } from "../../../support/stack-once";
import { ownDocument } from "../../support/own-plans";
import { type Document, document } from "../../support/plans";

function said(rule: PlanRule, edit: (plan: Document) => void): string[] {
  const it = document("after-release");
  edit(it);
  return rule
    .check(readPlan(it, "test"), undefined)
    .map(({ verdict, address, action, what }) => `${verdict} ${address}:${action} ${what}`);
}

describe("unfamiliar-data", () => {
  const block =
    (mode: string, type: string, expressions = {}) =>
    (it: Document) => {
      const one = { mode, type, name: "it", expressions };
      it.configuration.root_module.resources.push(one);
    };
  const saidOf = (mode: string, type: string, expressions = {}, own = new Map<string, string>()) =>
    said(unfamiliarData(own), block(mode, type, expressions));

  test.each([
    "external",
    "http",
    "aws_lambda_invocation",
    "aws_secretsmanager_secret_version",
    "aws_ssm_parameter",
    "terraform_remote_state",
  ])("refuses to read %s, unless the project declares it", (type) => {
    expect(saidOf("data", type)).toEqual([
      `refuse data.${type}.it:read ${type} is a kind of data that this review knows nothing of`,
    ]);
    expect(saidOf("data", type, {}, new Map([[type, "it is ours"]]))).toEqual([
      `note data.${type}.it:read ${type} is a kind of this project's own: it is ours`,
    ]);
  });

  test.each(["aws_subnet", "aws_caller_identity", "aws_iam_policy_document", "aws_alb_listener"])(
    "lets %s be looked up",
    (type) => expect(saidOf("data", type)).toEqual([]),
  );

  test("refuses to open a secret of others, or by another kind, and lets the plan's own be opened", () => {
    const opened = "aws_secretsmanager_secret_version";
    const from = (...references: string[]) => ({ secret_id: { references } });
    const refusal = [
      `refuse ephemeral.${opened}.it:read opens a secret that is none of this plan's`,
    ];
    const own = "aws_secretsmanager_secret_version.own";
    expect(saidOf("ephemeral", opened, from(`${own}.arn`, own))).toEqual([]);
    expect(saidOf("ephemeral", opened, from(own, "var.secret"))).toEqual(refusal);
    expect(saidOf("ephemeral", opened, { secret_id: { constant_value: "arn:a" } })).toEqual(
      refusal,
    );
    expect(saidOf("ephemeral", "aws_lambda_invocation")).toEqual([
      "refuse ephemeral.aws_lambda_invocation.it:read aws_lambda_invocation is a kind of data that this review knows nothing of",
    ]);
  });

  test("finds what a module reads, and no managed object", () => {
    const nested = (it: Document) =>
      Object.assign(it.configuration.root_module, {
        module_calls: {
          web: {
            module: {
              resources: [
                { mode: "data", type: "external", name: "it", expressions: {} },
                { mode: "managed", type: "external", name: "made", expressions: {} },
              ],
            },
          },
        },
      });
    expect(said(unfamiliarData(), nested)).toEqual([
      "refuse module.web.data.external.it:read external is a kind of data that this review knows nothing of",
    ]);
  });

  test("knows all that any of the examples reads or opens", () => {
    const kinds = bases.flatMap((base) => {
      const stack = stackOnce(environmentSchema.parse(parse(base)));
      return [
        ...Object.keys(stack.data ?? {}).map((type) => ["data", type] as const),
        ...Object.keys(stack["ephemeral"] ?? {}).map((type) => ["ephemeral", type] as const),
      ];
    });
    const secret = { secret_id: { references: ["aws_secretsmanager_secret_version.own"] } };
    expect(kinds.length).toBeGreaterThan(20);
    expect(kinds.flatMap(([mode, type]) => saidOf(mode, type, secret))).toEqual([]);
  });
});

describe("unfamiliar-provider", () => {
  const saidOf = (provider: object, own = new Map<string, string>()) =>
    said(unfamiliarProvider(own), (it) =>
      Object.assign(it.configuration, { provider_config: { it: provider } }),
    );
  const expressions = { region: { constant_value: "us-east-1" } };
  const full_name = "registry.terraform.io/hashicorp/aws";

  test.each<[string, unknown]>([
    ["endpoints", [{ sts: { constant_value: "https://sts.example.gov" } }]],
    ["assume_role", [{ role_arn: { constant_value: "arn:aws:iam::999999999999:role/x" } }]],
    ["http_proxy", { constant_value: "http://proxy.example.gov" }],
    ["insecure", { constant_value: true }],
    ["profile", { references: ["var.profile"] }],
    // What Terraform makes of a function's result, or of null: a setting without a value.
    ["http_proxy", {}],
    ["endpoints", [{}]],
  ])("refuses that AWS's own is set with %s", (setting, value) => {
    expect(saidOf({ name: "aws", expressions: { ...expressions, [setting]: value } })).toEqual([
      `refuse provider.it:configure the provider is set as the module never does: ${setting}`,
    ]);
  });

  describe("an emulator on this machine", () => {
    const keys = {
      access_key: { constant_value: "111111111111" },
      secret_key: { constant_value: "test" },
    };
    const at = (...urls: string[]) => ({
      endpoints: [Object.fromEntries(urls.map((url, i) => [`s${i}`, { constant_value: url }]))],
    });
    const skipped = { skip_credentials_validation: { constant_value: true } };
    const saysOf = (more: object) => {
      const provider = { name: "aws", expressions: { ...expressions, ...skipped, ...more } };
      const edit = (it: Document) =>
        Object.assign(it.configuration, { provider_config: { it: provider } });
      return [...said(unfamiliarProvider(), edit), ...said(secretInView, edit)];
    };
    const local = "http://127.0.0.1:4566";
    const note =
      "note provider.it:configure the provider asks an emulator on this machine, so the plan says nothing of AWS";

    test("is noted, with its keys, which open nothing", () => {
      expect(saysOf({ ...keys, ...at(local, "http://localhost:4566/") })).toEqual([note]);
    });

    test("is none where one endpoint is elsewhere, is not shown, or a key may be one of AWS's", () => {
      const refused = (settings: string) =>
        `refuse provider.it:configure the provider is set as the module never does: ${settings}`;
      const all = "skip_credentials_validation, access_key, secret_key, endpoints";
      expect(saysOf({ ...keys, ...at(local, "http://127.0.0.1.example.gov") })).toContain(
        refused(all),
      );
      expect(saysOf({ ...keys, ...at(local, "http://127.0.0.1@example.gov") })).toContain(
        refused(all),
      );
      expect(saysOf({ ...keys, endpoints: [{ sts: {} }] })).toContain(refused(all));
      expect(saysOf({ ...keys, endpoints: [] })).toContain(refused(all));
      expect(saysOf(at(local))).toContain(refused("skip_credentials_validation, endpoints"));
      const real = { access_key: { constant_value: "AKIAIOSFODNN7EXA" } };
      expect(saysOf({ ...keys, ...real, ...at(local) })).toContain(refused(all));
      expect(saysOf({ ...keys, ...at(local), assume_role: [{}] })).toEqual([
        note,
        refused("assume_role"),
      ]);
    });
  });

  test("refuses that nobody can read which accounts it may change", () => {
    const pinned = (allowed_account_ids: object) =>
      saidOf({ name: "aws", expressions: { ...expressions, allowed_account_ids } });
    const refusal =
      "refuse provider.it:configure which accounts the provider may change cannot be read from the plan";
    expect(pinned({ references: ["var.accounts"] })).toEqual([refusal]);
    expect(pinned({ constant_value: [] })).toEqual([refusal]);
    expect(pinned({ constant_value: ["111111111111"] })).toEqual([]);
  });

  test("notes a region or default tags that come from what the plan has no value of", () => {
    const set = (more: object, variables: object = {}) =>
      said(unfamiliarProvider(), (it) => {
        const provider = { name: "aws", expressions: { ...expressions, ...more } };
        Object.assign(it.configuration, { provider_config: { it: provider } });
        Object.assign(it, { variables });
      });
    const noted = (setting: string) => [
      `note provider.it:configure the provider's \`${setting}\` cannot be read from the plan`,
    ];
    const region = { region: { references: ["var.region"] } };
    expect(set(region)).toEqual(noted("region"));
    expect(set(region, { region: { value: "us-east-1" } })).toEqual([]);
    expect(set(region, { region: {} })).toEqual(noted("region"));
    expect(set({ region: { references: ["local.region"] } })).toEqual(noted("region"));
    expect(set({ region: {} })).toEqual(noted("region"));
    const tags = (written: object) => ({ default_tags: [{ tags: written }] });
    expect(set(tags({ references: ["var.tags"] }))).toEqual(noted("default_tags"));
    expect(set(tags({ references: ["var.tags"] }), { tags: { value: { a: "b" } } })).toEqual([]);
    expect(set(tags({ references: ["var.tags", "local.more"] }))).toEqual(noted("default_tags"));
    expect(set(tags({ constant_value: { environment: "dev" } }))).toEqual([]);
  });

  test("refuses AWS's from elsewhere, and lets it have another region and alias", () => {
    expect(saidOf({ name: "aws", full_name, alias: "global", expressions })).toEqual([]);
    expect(saidOf({ name: "aws", full_name: "registry.terraform.io/other/aws" })).toEqual([
      "refuse provider.it:configure the provider comes from registry.terraform.io/other/aws, not from HashiCorp",
    ]);
  });

  test("notes another provider of a plan that changes only what Terraform remembers", () => {
    const says = (full_name: string, name: string) => {
      const { format_version, configuration } = document("after-release");
      const provider_config = { it: { name, full_name, expressions: {} } };
      const root_module = { resources: [{ address: "terraform_data.a", type: "terraform_data" }] };
      const refreshed = {
        ...{ format_version, planned_values: {}, prior_state: { values: { root_module } } },
        configuration: { ...configuration, provider_config },
      };
      const plan = readPlan(refreshed, "test");
      expect(plan.isRefreshOnly).toBe(true);
      return unfamiliarProvider()
        .check(plan, undefined)
        .map(({ verdict, what }) => `${verdict} ${what}`);
    };
    expect(says("registry.terraform.io/hashicorp/random", "random")).toEqual([
      "note the provider random is one that the module does not use",
    ]);
    expect(says("registry.terraform.io/other/aws", "aws")).toEqual([
      "refuse the provider comes from registry.terraform.io/other/aws, not from HashiCorp",
    ]);
  });

  test("refuses another provider, unless the project declares a kind of it", () => {
    const other = { name: "random", full_name: "registry.terraform.io/hashicorp/random" };
    expect(saidOf(other)).toEqual([
      "refuse provider.it:configure the provider random is one that the module does not use",
    ]);
    expect(saidOf(other, new Map([["random_pet", "names for tests"]]))).toEqual([]);
    expect(saidOf(other, new Map([["randomly_pet", "names for tests"]]))).toHaveLength(1);
    expect(saidOf({ name: "terraform", full_name: "terraform.io/builtin/terraform" })).toEqual([]);
    expect(saidOf({ name: "terraform" })).toEqual([]);
    expect(saidOf({ name: "terraform", full_name: "registry.example.gov/x/terraform" })).toEqual([
      "refuse provider.it:configure the provider terraform is one that the module does not use",
    ]);
  });

  test.each(["eec-dev-second", "eec-prod-memory"] as const)(
    "has nothing to say of the real plan %s, nor has unfamiliar-data",
    (name) => {
      const plan = readPlan(ownDocument(name), "test");
      expect(Object.keys(plan.providers ?? {})).toEqual(["aws"]);
      expect(unfamiliarProvider().check(plan, undefined)).toEqual([]);
      expect(plan.configuration.sources().length).toBeGreaterThan(2);
      expect(unfamiliarData().check(plan, undefined)).toEqual([]);
    },
  );
});
