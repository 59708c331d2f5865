import { describe, expect, test } from "vitest";
import { expiryShortened } from "../../../../src/review/rules/data-loss/expiry-shortened";
import { entryOf, fixturePlan, type Made, planOf, saidBy, saidOfUpdate } from "../../support/plans";

describe("expiry-shortened", () => {
  test.each([
    [30, 7, ["refused: keeps logs for 7 days instead of 30 days"]],
    [0, 30, ["refused: keeps logs for 30 days instead of forever"]],
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

  test("takes no days for no expiry", () => {
    const address = "aws_s3_bucket_lifecycle_configuration.it";
    expect(saidOfUpdate(expiryShortened, address, lifecycle(30), lifecycle(0))).toEqual([]);
    expect(saidOfUpdate(expiryShortened, address, lifecycle(0), lifecycle(30))).toEqual([
      expect.stringMatching(/ are kept for 30 days instead of forever$/),
    ]);
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
      'refused: objects [{"prefix":"logs/"}] are kept for 30 days instead of 365 days',
    ]);
    expect(said(undefined, 30)).toEqual([
      'refused: objects [{"prefix":"logs/"}] are kept for 30 days instead of forever',
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
      "refused: images tagged * imageCountMoreThan expire beyond 5 instead of 50: a rollback reaches no further",
    ]);
    expect(saidOfUpdate(expiryShortened, address, keep(5), keep(50))).toEqual([]);
    expect(saidOfUpdate(expiryShortened, address, keep(5), {}, { policy: true })).toEqual([
      "refused: changes which images expire to what is known only after the apply",
    ]);
  });

  describe("of a bucket or a repository", () => {
    const bucket = { address: "aws_s3_bucket.files", after: {} };
    const ofBucket: Made = {
      address: "aws_s3_bucket_lifecycle_configuration.files",
      after: lifecycle(30),
      unknown: { bucket: true },
      configured: { bucket: "${aws_s3_bucket.files.bucket}" },
    };
    const repository = { address: "aws_ecr_repository.images", after: {} };
    const ofRepository: Made = {
      address: "aws_ecr_lifecycle_policy.retention",
      after: keep(5),
      unknown: { repository: true },
      configured: { repository: "${aws_ecr_repository.images.name}" },
    };
    const objects = 'refused: objects [{"prefix":"logs/"}] are kept for 30 days instead of forever';
    const images =
      "refused: images tagged * imageCountMoreThan expire beyond 5, and had no such limit until now: a rollback reaches no further";

    test.each([
      [ofBucket, bucket, objects],
      [ofRepository, repository, images],
    ])(
      "refuses a first expiry of what stands, and lets one come with what is made",
      (made, of, refusal) => {
        const standing = { ...of, before: {}, actions: ["no-op"] };
        expect(saidBy(expiryShortened, planOf(made, standing))).toEqual([refusal]);
        expect(saidBy(expiryShortened, planOf(made, of))).toEqual([]);
      },
    );

    test("refuses a first expiry of what is named and not in the plan: it may hold data", () => {
      const elsewhere = { ...ofBucket, unknown: {}, configured: {} };
      expect(saidBy(expiryShortened, planOf(elsewhere))).toEqual([objects]);
    });
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
      "refused: images tagged released-* imageCountMoreThan are no longer protected by their rule from those after it",
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
    const unknown = { ttl: [{ enabled: true }] };
    expect(saidOfUpdate(expiryShortened, address, ttl(false), { ttl: [{}] }, unknown)).toEqual([
      "refused: lets items of the table expire",
    ]);
    const by = (attribute_name: string, enabled = true) => ({ ttl: [{ attribute_name, enabled }] });
    expect(saidOfUpdate(expiryShortened, address, by("expires"), by("id"))).toEqual([
      "refused: lets items of the table expire by another attribute: `ttl.attribute_name` goes from expires to id",
    ]);
    expect(saidOfUpdate(expiryShortened, address, by("expires"), by("id", false))).toEqual([]);
    expect(saidOfUpdate(expiryShortened, address, by("expires"), { ttl: [] })).toEqual([]);
    expect(saidOfUpdate(expiryShortened, address, by("expires"), by("expires"))).toEqual([]);
  });
});
