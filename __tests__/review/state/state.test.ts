import { readFileSync } from "node:fs";
import pc from "picocolors";
import { describe, expect, test } from "vitest";
import { Unreadable } from "../../../src/review/read/unreadable";
import { secretsWithin } from "../../../src/review/secrets-within";
import { readState, type StateObject } from "../../../src/review/state/read-state";
import { renderState } from "../../../src/review/state/render-state";
import { reviewState, type StateReviewOptions } from "../../../src/review/state/review-state";
import { fixturePath } from "../support/plans";

interface Shown {
  values: { root_module: { resources: Resource[]; child_modules?: unknown[] } };
}
interface Resource {
  address: string;
  mode: string;
  type: string;
  name: string;
  values: Record<string, unknown>;
  sensitive_values?: unknown;
  tainted?: boolean;
  deposed_key?: string;
}

const shown = (): Shown => JSON.parse(readFileSync(fixturePath("state.json"), "utf8"));

function real(edit: (state: Shown) => void = () => {}): readonly StateObject[] {
  const state = shown();
  edit(state);
  return readState(state, "state.json");
}

function found(kind: string, objects = real(), options: StateReviewOptions = {}): string[] {
  return reviewState(objects, options)
    .findings.filter((finding) => finding.kind === kind)
    .map(({ address, what }) => `${address}: ${what}`);
}

function object(
  address: string,
  values: Record<string, unknown>,
  sensitive: unknown = {},
): StateObject {
  return {
    address,
    type: address.split(".")[0] ?? "",
    isData: false,
    values,
    sensitive,
    isTainted: false,
    isDeposed: false,
  };
}

describe("secrets in plain text", () => {
  const outputs = {
    db_password: { value: "hunter2", sensitive: false },
    url: { value: "postgresql://app:hunter2@db.example.gov/app" },
    marked: { value: { users: ["anna"] }, sensitive: true },
    empty: { value: "", sensitive: true },
    db_password_arn: { value: "arn:aws:secretsmanager:us-east-1:111111111111:secret:x" },
    address: { value: "db.example.gov", sensitive: false },
  };
  const raw = { version: 4, serial: 1, lineage: "x", resources: [], outputs };
  const printed = { format_version: "1.0", values: { root_module: {}, outputs } };

  test.each([
    ["as it is kept", raw],
    ["as Terraform prints it", printed],
  ])(
    "an output's is found in a state %s, marked or not, and is none of its objects",
    (_, state) => {
      const objects = readState(state, "state.json");
      expect(found("secret in plain text", objects)).toEqual([
        "output.db_password: `db_password`",
        "output.url: `url`",
        "output.marked: `marked.users[0]`",
      ]);
      const review = reviewState(objects, { stackAddresses: [], defaultTags: { owner: "x" } });
      expect(review.findings).toHaveLength(3);
      expect(review.addressesByGroup.size).toBe(0);
      for (const format of ["text", "markdown", "json"] as const) {
        const style = { colors: pc.createColors(false), columns: 80, format, next: "x" };
        expect(renderState(review, style)).not.toMatch(/hunter2|anna/);
      }
    },
  );

  test("the real state's database password is found, its image pointer is none", () => {
    expect(found("secret in plain text")).toEqual(["aws_db_instance.db: `password`"]);
    expect(JSON.stringify(reviewState(real()))).not.toContain("abcdefgh1");
  });

  test.each([
    [
      "a value that the provider calls sensitive",
      object("aws_x.y", { body: { code: "hunter2" } }, { body: { code: true } }),
      "`body.code`",
    ],
    ["a value of a secret's name", object("aws_x.y", { auth_token: "hunter2" }), "`auth_token`"],
    [
      "a password within an address",
      object("aws_x.y", { target: "https://me:hunter2@example.gov" }),
      "`target`",
    ],
    ["a private key", object("aws_x.y", { body: "-----BEGIN EC PRIVATE KEY-----" }), "`body`"],
    [
      "a variable of a container",
      object("aws_ecs_task_definition.y", {
        container_definitions: '[{"environment":[{"name":"SECRET_KEY","value":"hunter2"}]}]',
      }),
      "`container_definitions[0].environment[0].SECRET_KEY`",
    ],
    [
      "what a data source read",
      {
        ...object("data.aws_secretsmanager_secret_version.y", { secret_string: "hunter2" }),
        isData: true,
      },
      "`secret_string`",
    ],
    [
      "a secret parameter whose value nobody marked",
      object("aws_ssm_parameter.y", { type: "SecureString", name: "/a/b", value: "x" }),
      "`value`",
    ],
    [
      "a plain parameter of a secret's name",
      object("aws_ssm_parameter.y", {
        type: "String",
        name: "/a/db_password",
        insecure_value: "x",
      }),
      "`insecure_value`",
    ],
    [
      "a connection string within JSON",
      object("aws_x.y", { body: '{"url":"jdbc:postgresql://db/a?user=a&password=hunter2"}' }),
      "`body.url`",
    ],
  ])("%s is found", (_, one, path) => {
    expect(found("secret in plain text", [one])).toEqual([`${one.address}: ${path}`]);
  });

  test.each([
    [
      "where a secret lies",
      { secret_arn: "arn:aws:secretsmanager:x", valueFrom: "arn:x", password_wo_version: 1 },
    ],
    ["a write-only value, which is not there", { password: null, secret_string: "" }],
    [
      "what is named after it",
      { token_ttl_seconds: "60", kms_key_id: "k", db_password_parameter_name: "/x" },
    ],
    ["where a key is read from", { api_key_source: "HEADER" }],
    ["an address without a password", { url: "postgresql://db:5432/app" }],
    [
      "a variable that is none",
      { container_definitions: '[{"environment":[{"name":"LOG_LEVEL","value":"debug"}]}]' },
    ],
  ])("%s is not taken for one", (_, values) => {
    expect(found("secret in plain text", [object("aws_x.y", values)])).toEqual([]);
  });
});

describe("missing protection", () => {
  test("is found on the real state's load balancer and database", () => {
    expect(found("missing protection")).toEqual([
      "aws_alb.alb: `enable_deletion_protection` is false",
      "aws_db_instance.db: `backup_retention_period` is 0",
      "aws_db_instance.db: `deletion_protection` is false",
      "aws_db_instance.db: `skip_final_snapshot` is true",
    ]);
  });

  test("is not found where everything is on", () => {
    const safe = object("aws_db_instance.it", {
      deletion_protection: true,
      backup_retention_period: 7,
      skip_final_snapshot: false,
      storage_encrypted: true,
    });
    expect(found("missing protection", [safe])).toEqual([]);
  });

  test.each([
    ["aws_kms_key.it", { enable_key_rotation: false }],
    [
      "aws_ecr_repository.it",
      { image_scanning_configuration: [], image_tag_mutability: "IMMUTABLE" },
    ],
    [
      "aws_ecr_repository.it",
      { image_scanning_configuration: [{ scan_on_push: true }], image_tag_mutability: "MUTABLE" },
    ],
    ["aws_s3_bucket.it", { force_destroy: true }],
  ])("is found on %s with %j", (address, values) => {
    expect(found("missing protection", [object(address, values)])).toHaveLength(1);
  });
});

describe("missing tags", () => {
  test("are those that most others carry", () => {
    const untagged = real((state) => {
      const cluster = state.values.root_module.resources.find(
        ({ type }) => type === "aws_ecs_cluster",
      );
      Object.assign(cluster?.values ?? {}, { tags_all: { other: "x" } });
    });
    expect(found("missing tags", untagged)).toEqual(["aws_ecs_cluster.cluster: env"]);
    expect(found("missing tags")).toEqual([]);
  });

  test("are the stack's, where the stack is known, although nobody else carries them", () => {
    const alike = [
      object("aws_x.y", { tags_all: { owner: "a" } }),
      object("aws_x.z", { tags_all: { owner: "a" } }),
    ];
    const defaultTags = { owner: "a", environment: "dev" };
    expect(found("missing tags", alike, { defaultTags })).toEqual([
      "aws_x.y: environment",
      "aws_x.z: environment",
    ]);
    expect(found("missing tags", alike)).toEqual([]);
    expect(found("missing tags", [object("aws_x.y", { tags_all: null })], { defaultTags })).toEqual(
      ["aws_x.y: environment, owner"],
    );
  });

  test("are any, where nothing is tagged, and none where nothing can be", () => {
    expect(
      found("missing tags", [
        object("aws_x.y", { tags_all: {} }),
        object("aws_x.z", { name: "no tags here" }),
      ]),
    ).toEqual(["aws_x.y: any"]);
  });
});

describe("other tags", () => {
  const defaultTags = { owner: "eec", environment: "dev" };

  test("are found where the stack gives another value", () => {
    const objects = [
      object("aws_x.y", { tags_all: { owner: "eec", environment: "prod", more: "x" } }),
      object("aws_x.z", { tags_all: { owner: "eec", environment: "dev" } }),
    ];
    expect(found("other tags", objects, { defaultTags })).toEqual([
      "aws_x.y: has `environment` = prod, the stack says dev",
    ]);
    expect(found("missing tags", objects, { defaultTags })).toEqual([]);
  });

  test("are none where the tag is missing, nor where no stack says what is right", () => {
    const objects = [object("aws_x.y", { tags_all: { owner: "", environment: "dev" } })];
    expect(found("other tags", objects, { defaultTags })).toEqual([]);
    expect(found("missing tags", objects, { defaultTags })).toEqual(["aws_x.y: owner"]);
    const differing = [...objects, object("aws_x.z", { tags_all: { environment: "prod" } })];
    expect(found("other tags", differing)).toEqual([]);
  });
});

describe("compared with lists", () => {
  const addresses = real()
    .filter(({ isData }) => !isData)
    .map(({ address }) => address);

  test("orphans and absentees of the stack are found, whatever their index", () => {
    const stackAddresses = [...addresses.slice(1), "aws_lb.new"];
    expect(found("orphan", real(), { stackAddresses })).toEqual([
      "aws_alb.alb: is not in the stack: the next plan deletes it",
    ]);
    expect(found("absent", real(), { stackAddresses })).toEqual([
      "aws_lb.new: is in the stack and not in the state: the next plan makes it",
    ]);
    const counted = [object('aws_subnet.a["x"]', {}), object("aws_subnet.a[1]", {})];
    expect(found("orphan", counted, { stackAddresses: ["aws_subnet.a"] })).toEqual([]);
  });

  test("what a `moved` renames is neither an orphan nor absent, and counts as committed under its new name", () => {
    const objects = [object('aws_x.first["a"]', {}), object("aws_x.stays", {})];
    const stackAddresses = ["aws_x.third", "aws_x.stays"];
    const moves = [
      { from: "aws_x.second", to: "aws_x.third" },
      { from: "aws_x.first", to: "aws_x.second" },
    ];
    const kinds = (options: StateReviewOptions) =>
      reviewState(objects, {
        stackAddresses,
        committedAddresses: stackAddresses,
        ...options,
      }).findings.map(({ kind, address }) => `${kind}: ${address}`);
    expect(kinds({ moves })).toEqual([]);
    expect(kinds({ moves: moves.slice(0, 1) })).toEqual([
      'orphan: aws_x.first["a"]',
      "absent: aws_x.third",
      'not in the committed list: aws_x.first["a"]',
    ]);
    const circle = [
      { from: "aws_x.first", to: "aws_x.stays" },
      { from: "aws_x.stays", to: "aws_x.first" },
    ];
    expect(kinds({ moves: circle })).toContain("absent: aws_x.third");
  });

  test("addresses that nobody committed are found, and nothing is said without a list", () => {
    expect(
      found("not in the committed list", real(), { committedAddresses: addresses.slice(1) }),
    ).toHaveLength(1);
    expect(found("not in the committed list", real(), { committedAddresses: addresses })).toEqual(
      [],
    );
    expect(reviewState(real()).findings.map(({ kind }) => kind)).not.toContain("orphan");
  });
});

test("what an apply did not finish is found", () => {
  const unfinished = real((state) => {
    const [first, second] = state.values.root_module.resources.filter(
      ({ mode }) => mode === "managed",
    );
    Object.assign(first ?? {}, { tainted: true });
    Object.assign(second ?? {}, { deposed_key: "1a2b3c4d" });
  });
  expect(found("unfinished", unfinished)).toEqual([
    "aws_alb.alb: is tainted: the next plan replaces it",
    "aws_alb_listener.http (deposed 1a2b3c4d): is left over from a replacement: the next plan deletes it",
  ]);
});

test("objects are grouped by the part of the environment they belong to, in the order of the traffic", () => {
  const { addressesByGroup } = reviewState(real());
  expect([...addressesByGroup.keys()]).toEqual([
    "network",
    "load balancer",
    "service",
    "database",
    "images",
    "access",
    "delivery",
    "observability",
  ]);
  expect(addressesByGroup.get("database")).toEqual([
    "aws_db_instance.db",
    "aws_db_subnet_group.db-subnets",
  ]);
  expect([...addressesByGroup.values()].flat()).toHaveLength(24);
});

describe("a state is read", () => {
  test("as it is kept, with the same findings as when Terraform shows it", () => {
    const resources = shown().values.root_module.resources.map(
      ({ mode, type, name, values, address }) => ({
        mode,
        type,
        name,
        instances: [
          {
            attributes: values,
            sensitive_attributes:
              address === "aws_db_instance.db" ? [[{ type: "get_attr", value: "password" }]] : [],
          },
        ],
      }),
    );
    const kept = readState(
      { version: 4, serial: 7, terraform_version: "1.11.4", resources },
      "state.json",
    );
    expect(reviewState(kept)).toEqual(reviewState(real()));
  });

  test("with modules, indexes, and what is tainted or left over", () => {
    const instance = (more: object) => ({ attributes: {}, ...more });
    const resources = [
      {
        module: "module.web",
        mode: "managed",
        type: "aws_alb",
        name: "a",
        instances: [
          instance({ index_key: "x", status: "tainted" }),
          instance({ index_key: 0, deposed: "k" }),
        ],
      },
    ];
    expect(readState({ version: 4, serial: 1, resources }, "state.json")).toMatchObject([
      { address: 'module.web.aws_alb.a["x"]', type: "aws_lb", isTainted: true, isDeposed: false },
      { address: "module.web.aws_alb.a[0] (deposed k)", isTainted: false, isDeposed: true },
    ]);
    const nested = real((state) => {
      state.values.root_module.child_modules = [
        {
          child_modules: [
            {
              resources: [
                { address: "module.a.module.b.aws_x.y", mode: "managed", type: "aws_x", name: "y" },
              ],
            },
          ],
        },
      ];
    });
    expect(nested.at(-1)).toMatchObject({ address: "module.a.module.b.aws_x.y", values: {} });
  });

  test("also where Terraform 0.11 left its attributes flat", () => {
    const objects = readState(
      {
        version: 4,
        serial: 1,
        resources: [
          {
            mode: "managed",
            type: "aws_mq_broker",
            name: "it",
            instances: [
              { attributes_flat: { "user.#": "1", "user.0.password": "hunter2hunter2" } },
            ],
          },
        ],
      },
      "state.json",
    );
    expect(objects.flatMap((one) => secretsWithin(one)).map(({ path }) => path)).toEqual([
      "user.0.password",
    ]);
  });

  test.each([
    [
      { planned_values: {} },
      "state.json is a plan, not a state: read it with `npx slipway review`.",
    ],
    [
      {},
      "state.json is JSON, but not a state. Give the output of `terraform show -json` or `terraform state pull`.",
    ],
    [
      [],
      "state.json is JSON, but not a state. Give the output of `terraform show -json` or `terraform state pull`.",
    ],
    [
      { format_version: "2.0", values: { root_module: {} } },
      "state.json is not a state that can be read:\n  `format_version` must be 1.x, another is not guessed at\nGive the output of `terraform state pull` or `terraform show -json`.",
    ],
    [
      { version: 5, serial: 1, resources: [] },
      "state.json is not a state that can be read:\n  `version` must be 4, another is not guessed at\nGive the output of `terraform state pull` or `terraform show -json`.",
    ],
    [
      { version: 3, serial: 1, modules: [] },
      "state.json was written by Terraform 0.11 or older. Let a newer Terraform upgrade it, and give what `terraform state pull` prints.",
    ],
    [
      { serial: 5, meta: {}, encrypted_data: "AAAA", encryption_version: "v0" },
      "state.json is encrypted by OpenTofu. Give what `tofu state pull` prints in the folder of its configuration.",
    ],
    [
      { version: 3, serial: 2, backend: { type: "s3", config: {} } },
      "state.json is Terraform's note of where it keeps the state, not the state. Give what `terraform state pull` prints in its folder.",
    ],
    [
      { format_version: "1.0", provider_schemas: {} },
      "state.json is what `terraform providers schema -json` prints, not a state. Give what `terraform state pull` prints.",
    ],
    [
      { format_version: "1.0", valid: true, diagnostics: [] },
      "state.json is what `terraform validate -json` prints, not a state. Give what `terraform state pull` prints.",
    ],
    [
      { version: 3, deployment: { resources: [] } },
      "state.json is a state of Pulumi, not of Terraform.",
    ],
    [
      { format_version: "1.0", values: { root_module: { resources: [{ address: "aws_x.y" }] } } },
      "state.json is not a state that can be read:\n  `values.root_module.resources[0].mode` must be text and is not there\n  `values.root_module.resources[0].type` must be text and is not there\nGive the output of `terraform state pull` or `terraform show -json`.",
    ],
  ])("and refused when it is none that can be vouched for: %j", (document, message) => {
    expect(() => readState(document, "state.json")).toThrow(new Unreadable(message));
  });
});
