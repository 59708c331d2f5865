import { describe, expect, test } from "vitest";
import { expiryShortened } from "../../../src/review/rules/data-loss/expiry-shortened";
import { imagePointerRewritten } from "../../../src/review/rules/data-loss/image-pointer-rewritten";
import { statefulDestroyed } from "../../../src/review/rules/data-loss/stateful-destroyed";
import { entryOf, fixturePlan, planOf, saidBy, saidOfUpdate, type Values } from "../support/plans";

describe("stateful-destroyed", () => {
  test("refuses a database that is made again, says why, and what holds it back", () => {
    expect(saidBy(statefulDestroyed, fixturePlan("database-replaced"))).toEqual([
      "refused: replaces a database, because `storage_encrypted` cannot be changed in place; deletion protection is off, no final snapshot is taken",
    ]);
  });

  test("lets a database pass that is changed in place", () => {
    const plan = fixturePlan("database-replaced", (it) => {
      entryOf(it, "aws_db_instance.db").change.actions = ["update"];
    });
    expect(saidBy(statefulDestroyed, plan)).toEqual([]);
  });

  test.each([
    ["aws_db_instance.db", "a database"],
    ["aws_ecr_repository.repo", "images, the ones that run included"],
    ["aws_cloudwatch_log_group.logs", "logs"],
    ["aws_ssm_parameter.image", "the pointer to the released image"],
  ])(
    "refuses to delete %s when its block is gone, and says that prevent_destroy went with it",
    (address, contents) => {
      const plan = fixturePlan("after-release", (it) => {
        const entry = entryOf(it, address);
        entry.action_reason = "delete_because_no_resource_config";
        Object.assign(entry.change, { actions: ["delete"], after: null });
      });
      expect(saidBy(statefulDestroyed, plan).join()).toContain(
        `refused: deletes ${contents}, because its block is no longer in the configuration; its \`prevent_destroy\` went with the block`,
      );
    },
  );

  test.each([
    "aws_alb.alb",
    "aws_ecs_service.svc",
    "aws_security_group.db-sg",
    "aws_ecs_task_definition.td",
  ])("has nothing to say of %s, which holds no data", (address) => {
    const plan = fixturePlan("after-release", (it) => {
      Object.assign(entryOf(it, address).change, { actions: ["delete"], after: null });
    });
    expect(saidBy(statefulDestroyed, plan)).toEqual([]);
  });

  test("refuses a replacement that makes the new one first: the old one's data is deleted all the same", () => {
    const plan = planOf({
      address: "aws_s3_bucket.files",
      before: { bucket: "files", force_destroy: true },
      after: { bucket: "files-2" },
      actions: ["create", "delete"],
      replacePaths: [["bucket"]],
    });
    expect(saidBy(statefulDestroyed, plan)).toEqual([
      "refused: replaces a bucket, because `bucket` cannot be changed in place; it is emptied first",
    ]);
  });

  test("refuses to delete what was left over from a replacement: it may be the one with the data", () => {
    const plan = fixturePlan("database-replaced", (it) => {
      const entry = entryOf(it, "aws_db_instance.db");
      const change = { ...entry.change, actions: ["delete"], after: null, replace_paths: [] };
      it.resource_changes = [{ ...entry, deposed: "1a2b3c4d", change }];
    });
    expect(saidBy(statefulDestroyed, plan)).toEqual([
      "refused: deletes a database, left over from a replacement that did not finish; deletion protection is off, no final snapshot is taken",
    ]);
  });

  test.each([
    ["aws_kms_key.key", { deletion_window_in_days: 30 }, "30 days remain to take it back"],
    ["aws_secretsmanager_secret.url", { recovery_window_in_days: 0 }, "nothing can take it back"],
    [
      "aws_dynamodb_table.lock",
      { deletion_protection_enabled: true },
      "deletion protection is on, so AWS will refuse",
    ],
  ])("refuses to delete %s and says what remains", (address, before, remains) => {
    expect(saidBy(statefulDestroyed, planOf({ address, before })).join()).toContain(`; ${remains}`);
  });

  test("notes a rotation: the version is made again, and the one before stays readable", () => {
    const version = {
      address: "aws_secretsmanager_secret_version.url",
      before: { secret_string_wo_version: 1 },
    };
    const rotated = {
      ...version,
      after: { secret_string_wo_version: 2 },
      actions: ["delete", "create"],
    };
    expect(
      saidBy(
        statefulDestroyed,
        planOf({ ...rotated, replacePaths: [["secret_string_wo_version"]] }),
      ),
    ).toEqual([
      "noted: writes a new version of the secret, which tasks get when the rollout of this apply replaces them; the one before stays readable as AWSPREVIOUS",
    ]);
    expect(
      saidBy(statefulDestroyed, planOf({ ...rotated, replacePaths: [["secret_id"]] })),
    ).toEqual([
      "refused: replaces the value of a secret, because `secret_id` cannot be changed in place",
    ]);
    expect(saidBy(statefulDestroyed, planOf(version))).toEqual([
      "refused: deletes the value of a secret",
    ]);
  });

  test("takes a parameter whose name is not known for the image pointer, and another for what it is", () => {
    const gone = (before: Record<string, unknown>) =>
      planOf({ address: "aws_ssm_parameter.some", before });
    expect(
      saidBy(statefulDestroyed, gone({ name: "/eec/dev/image", type: "String" })),
    ).toHaveLength(1);
    expect(saidBy(statefulDestroyed, gone({ name: "/eec/dev/feature", type: "String" }))).toEqual(
      [],
    );
    expect(saidBy(statefulDestroyed, gone({ name: "/eec/dev/key", type: "SecureString" }))).toEqual(
      ["refused: deletes a secret"],
    );
  });
});

test("stateful-destroyed refuses a store that it has never heard of, and knows which ones are none", () => {
  const gone = (address: string) =>
    saidBy(statefulDestroyed, planOf({ address, before: { name: "it" } }));
  expect(gone("aws_brand_new_vector_bucket.it")).toEqual(["refused: deletes what may hold data"]);
  expect(gone("aws_timestreamwrite_table.it")).toHaveLength(1);
  expect(gone("aws_route_table.it")).toEqual([]);
});

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

describe("expiry-shortened", () => {
  test.each([
    [30, 7, ["refused: keeps logs for 7 days instead of 30 days"]],
    [0, 30, ["refused: keeps logs for 30 days instead of ever"]],
    [30, 365, []],
    [30, 0, []],
  ])("of a log group's retention from %s to %s days says %j", (was, will, expected) => {
    const plan = fixturePlan("after-release", (it) => {
      const { change } = entryOf(it, "aws_cloudwatch_log_group.logs");
      change.actions = ["update"];
      change.before = { ...change.before, retention_in_days: was };
      change.after = { ...change.after, retention_in_days: will };
    });
    expect(saidBy(expiryShortened, plan)).toEqual(expected);
  });

  test("counts a retention that is not known yet as one day", () => {
    const said = saidOfUpdate(
      expiryShortened,
      "aws_cloudwatch_log_group.logs",
      { retention_in_days: 30 },
      {},
      { retention_in_days: true },
    );
    expect(said).toEqual(["refused: keeps logs for 1 day instead of 30 days"]);
  });

  const lifecycle = (days: number | undefined, status = "Enabled") => ({
    rule:
      days === undefined ? [] : [{ status, filter: [{ prefix: "logs/" }], expiration: [{ days }] }],
  });

  test("refuses that objects of a bucket expire sooner, or at all", () => {
    const said = (was?: number, will?: number) =>
      saidOfUpdate(
        expiryShortened,
        "aws_s3_bucket_lifecycle_configuration.it",
        lifecycle(was),
        lifecycle(will),
      );
    expect(said(365, 30)).toEqual([
      'refused: objects [{"prefix":"logs/"}] expire after 30 days, before after 365 days',
    ]);
    expect(said(undefined, 30)).toEqual([
      'refused: objects [{"prefix":"logs/"}] expire after 30 days, before after ever',
    ]);
    expect(said(30, 365)).toEqual([]);
    expect(said(30, undefined)).toEqual([]);
  });

  test("lets a lifecycle rule pass that is switched off", () => {
    const said = saidOfUpdate(
      expiryShortened,
      "aws_s3_bucket_lifecycle_configuration.it",
      lifecycle(undefined),
      lifecycle(1, "Disabled"),
    );
    expect(said).toEqual([]);
  });

  const keep = (countNumber: number) => ({
    policy: JSON.stringify({
      rules: [
        {
          selection: {
            tagStatus: "tagged",
            tagPatternList: ["*"],
            countType: "imageCountMoreThan",
            countNumber,
          },
        },
      ],
    }),
  });

  test("refuses that fewer images are kept: a rollback reaches no further", () => {
    const address = "aws_ecr_lifecycle_policy.retention";
    expect(saidOfUpdate(expiryShortened, address, keep(50), keep(5))).toEqual([
      "refused: images tagged * imageCountMoreThan expire beyond 5, before 50: a rollback reaches no further",
    ]);
    expect(saidOfUpdate(expiryShortened, address, keep(5), keep(50))).toEqual([]);
    expect(saidOfUpdate(expiryShortened, address, keep(5), {}, { policy: true })).toEqual([
      "refused: changes which images expire to what is known only after the apply",
    ]);
  });

  test("refuses that the rule goes, or steps back, that keeps released images from those after it", () => {
    const rule = (rulePriority: number, tag: string | undefined, countNumber: number) => ({
      rulePriority,
      selection: {
        tagStatus: tag ? "tagged" : "untagged",
        ...(tag ? { tagPatternList: [tag] } : {}),
        countType: "imageCountMoreThan",
        countNumber,
      },
    });
    const said = (before: unknown[], after: unknown[]) =>
      saidOfUpdate(
        expiryShortened,
        "aws_ecr_lifecycle_policy.retention",
        { policy: JSON.stringify({ rules: before }) },
        { policy: JSON.stringify({ rules: after }) },
      );
    const [released, others, untagged] = [
      rule(1, "released-*", 1000),
      rule(2, "*", 50),
      rule(3, undefined, 5),
    ];
    const refused = [
      "refused: images tagged released-* imageCountMoreThan are no longer kept apart from the rules after theirs",
    ];
    expect(said([released, others, untagged], [others, untagged])).toEqual(refused);
    expect(said([released, others], [rule(2, "released-*", 1000), rule(1, "*", 50)])).toEqual(
      refused,
    );
    expect(said([released, others, untagged], [released, untagged])).toEqual([]);
    expect(said([released, untagged], [untagged])).toEqual([]);
    expect(said([others, released], [rule(7, "*", 50), rule(5, "released-*", 1000)])).toEqual([]);
    expect(said([released, others], [])).toEqual([]);
  });

  test("refuses that a queue keeps messages for less time, and lets it keep them longer", () => {
    const said = (before: unknown, after: unknown) =>
      saidOfUpdate(
        expiryShortened,
        "aws_sqs_queue.undelivered",
        { message_retention_seconds: before },
        { message_retention_seconds: after },
      );
    expect(said(1209600, 60)).toEqual([
      "refused: keeps messages for less time: `message_retention_seconds` goes from 1209600 to 60",
    ]);
    expect(said(1209600, null)).toHaveLength(1);
    expect(said(345600, null)).toEqual([]);
    expect(said(60, 1209600)).toEqual([]);
  });

  test("refuses that items of a table begin to expire, and lets them stop", () => {
    const ttl = (enabled: boolean) => ({ ttl: [{ enabled }] });
    const address = "aws_dynamodb_table.records";
    expect(saidOfUpdate(expiryShortened, address, ttl(false), ttl(true))).toEqual([
      "refused: lets items of the table expire",
    ]);
    expect(saidOfUpdate(expiryShortened, address, ttl(true), ttl(false))).toEqual([]);
    const by = (attribute_name: string, enabled = true) => ({ ttl: [{ attribute_name, enabled }] });
    expect(saidOfUpdate(expiryShortened, address, by("expires"), by("id"))).toEqual([
      "refused: lets items of the table expire by another attribute: `ttl.attribute_name` goes from expires to id",
    ]);
    expect(saidOfUpdate(expiryShortened, address, by("expires"), by("id", false))).toEqual([]);
    expect(saidOfUpdate(expiryShortened, address, by("expires"), { ttl: [] })).toEqual([]);
    expect(saidOfUpdate(expiryShortened, address, by("expires"), by("expires"))).toEqual([]);
  });
});
