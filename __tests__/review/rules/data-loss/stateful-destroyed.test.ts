import { describe, expect, test } from "vitest";
import { statefulDestroyed } from "../../../../src/review/rules/data-loss/stateful-destroyed";
import { entryOf, fixturePlan, planOf, saidBy, type Values } from "../../support/plans";

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
      replacePaths: [["bucket"], ["logging", 0, "target"]],
    });
    expect(saidBy(statefulDestroyed, plan)).toEqual([
      "refused: replaces a bucket, because `bucket`, `logging.0.target` cannot be changed in place; it is emptied first",
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

  const versioned = {
    address: "aws_secretsmanager_secret_version.url",
    before: { secret_string: "a" },
    after: { secret_string: "b" },
    actions: ["delete", "create"],
  };

  test.each(["secret_string_wo_version", "secret_string", "secret_binary"])(
    "notes a version that is made again for its %s alone",
    (path) => {
      expect(saidBy(statefulDestroyed, planOf({ ...versioned, replacePaths: [[path]] }))).toEqual([
        expect.stringMatching(/^noted: writes a new version of the secret, /),
      ]);
      const both = [[path], ["secret_id"]];
      expect(saidBy(statefulDestroyed, planOf({ ...versioned, replacePaths: both }))).toEqual([
        `refused: replaces the value of a secret, because \`${path}\`, \`secret_id\` cannot be changed in place`,
      ]);
    },
  );

  test("refuses a version that is made again for nothing that is named, or goes, or is no version", () => {
    expect(
      saidBy(statefulDestroyed, planOf({ ...versioned, reason: "replace_by_request" })),
    ).toEqual([
      "refused: replaces the value of a secret, because somebody asked for it with -replace",
    ]);
    const replacePaths = [["secret_string"]];
    expect(
      saidBy(
        statefulDestroyed,
        planOf({ ...versioned, after: null, actions: ["delete"], replacePaths }),
      ),
    ).toEqual([
      "refused: deletes the value of a secret, because `secret_string` cannot be changed in place",
    ]);
    expect(
      saidBy(
        statefulDestroyed,
        planOf({ ...versioned, address: "aws_secretsmanager_secret.url", replacePaths }),
      ),
    ).toEqual(["refused: replaces a secret, because `secret_string` cannot be changed in place"]);
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

test.each([
  ["aws_db_instance", "a database"],
  ["aws_rds_cluster", "what may hold data"],
  ["aws_rds_cluster_instance", "what may hold data"],
  ["aws_rds_global_cluster", "what may hold data"],
  ["aws_db_snapshot", "what may hold data"],
  ["aws_db_cluster_snapshot", "what may hold data"],
  ["aws_db_instance_automated_backups_replication", "what may hold data"],
  ["aws_docdb_cluster", "what may hold data"],
  ["aws_neptune_cluster", "what may hold data"],
  ["aws_redshift_cluster", "what may hold data"],
  ["aws_dynamodb_table", "a table"],
  ["aws_dynamodb_global_table", "what may hold data"],
  ["aws_elasticache_cluster", "what may hold data"],
  ["aws_elasticache_replication_group", "what may hold data"],
  ["aws_memorydb_cluster", "what may hold data"],
  ["aws_opensearch_domain", "what may hold data"],
  ["aws_s3_bucket", "a bucket"],
  ["aws_s3_directory_bucket", "what may hold data"],
  ["aws_s3_object", "what may hold data"],
  ["aws_efs_file_system", "what may hold data"],
  ["aws_fsx_lustre_file_system", "what may hold data"],
  ["aws_ebs_volume", "what may hold data"],
  ["aws_ebs_snapshot", "what may hold data"],
  ["aws_instance", "what may hold data"],
  ["aws_backup_vault", "what may hold data"],
  ["aws_kms_key", "a key, and with it everything encrypted under it, every backup included"],
  ["aws_kms_replica_key", "what may hold data"],
  ["aws_kms_external_key", "what may hold data"],
  ["aws_secretsmanager_secret", "a secret"],
  ["aws_secretsmanager_secret_version", "the value of a secret"],
  ["aws_ecr_repository", "images, the ones that run included"],
  ["aws_cloudwatch_log_group", "logs"],
  ["aws_cloudtrail_event_data_store", "what may hold data"],
  ["aws_sqs_queue", "messages"],
  ["aws_kinesis_stream", "what may hold data"],
  ["aws_cognito_user_pool", "what may hold data"],
  ["aws_acmpca_certificate_authority", "what may hold data"],
  ["random_password", "what may hold data"],
  ["random_string", "what may hold data"],
  ["random_id", "what may hold data"],
  ["random_uuid", "what may hold data"],
  ["tls_private_key", "what may hold data"],
  ["aws_timestreamwrite_database", "what may hold data"],
  ["aws_new_vault", "what may hold data"],
])("stateful-destroyed refuses to delete %s: %s", (type, contents) => {
  expect(saidBy(statefulDestroyed, planOf({ address: `${type}.it`, before: {} }))).toEqual([
    `refused: deletes ${contents}`,
  ]);
});

test.each([
  "aws_ecs_cluster",
  "aws_eks_cluster",
  "aws_route_table",
  "aws_default_route_table",
  "aws_ec2_transit_gateway_route_table",
  "aws_ec2_local_gateway_route_table",
  "aws_lb",
  "constructor",
])("stateful-destroyed says nothing of %s, which holds nothing", (type) => {
  expect(saidBy(statefulDestroyed, planOf({ address: `${type}.it`, before: {} }))).toEqual([]);
});

test.each([
  [
    "delete_because_no_resource_config",
    ", because its block is no longer in the configuration; its `prevent_destroy` went with the block",
  ],
  [
    "delete_because_no_module",
    ", because its module is no longer in the configuration; its `prevent_destroy` went with it",
  ],
  ["delete_because_no_move_target", ", because it was moved to an address that is not there"],
  ["delete_because_wrong_repetition", ", because `count` or `for_each` came or went"],
  ["delete_because_count_index", ", because `count` became smaller"],
  ["delete_because_each_key", ", because `for_each` lost its key"],
  [
    "replace_because_tainted",
    ", because it is marked as tainted: an earlier apply did not finish it",
  ],
  ["replace_by_request", ", because somebody asked for it with -replace"],
  ["replace_by_triggers", ", because `replace_triggered_by` says so"],
  ["of_a_new_kind", " (of_a_new_kind)"],
])("stateful-destroyed says the reason %s", (reason, words) => {
  const plan = planOf({ address: "aws_s3_bucket.it", before: {}, reason });
  expect(saidBy(statefulDestroyed, plan)).toEqual([`refused: deletes a bucket${words}`]);
});

test.each<[Values, string]>([
  [{ deletion_protection: true }, "; deletion protection is on, so AWS will refuse"],
  [{ deletion_protection_enabled: true }, "; deletion protection is on, so AWS will refuse"],
  [{ deletion_protection: false }, "; deletion protection is off"],
  [{ skip_final_snapshot: true }, "; no final snapshot is taken"],
  [{ skip_final_snapshot: false }, ""],
  [{ force_destroy: true }, "; it is emptied first"],
  [{ force_delete: true }, "; it is emptied first"],
  [{ force_destroy: false, force_delete: false }, ""],
  [{ deletion_window_in_days: "7" }, ""],
  [
    { deletion_protection: false, deletion_protection_enabled: true },
    "; deletion protection is off",
  ],
  [{ deletion_protection_enabled: false }, "; deletion protection is off"],
  [{ deletion_window_in_days: 7 }, "; 7 days remain to take it back"],
  [{ recovery_window_in_days: 0 }, "; nothing can take it back"],
  [
    { deletion_protection: false, force_destroy: true },
    "; deletion protection is off, it is emptied first",
  ],
])("stateful-destroyed says of %j what is left", (before, words) => {
  const plan = planOf({ address: "aws_s3_bucket.it", before });
  expect(saidBy(statefulDestroyed, plan)).toEqual([`refused: deletes a bucket${words}`]);
});
