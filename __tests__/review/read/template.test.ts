import { describe, expect, test } from "vitest";
import { readTemplate } from "../../../src/review/read/template";

describe("JSON with references in it", () => {
  test("keeps a reference to an attribute as it is written", () => {
    expect(readTemplate('{"Resource":"${aws_s3_bucket.logs.arn}/*"}')).toEqual({
      Resource: "${aws_s3_bucket.logs.arn}/*",
    });
    expect(
      readTemplate(
        '["${data.aws_caller_identity.me.account_id}", "${aws_x.y[0].arn}", "${aws_x.y["k"].arn}"]',
      ),
    ).toEqual([
      "${data.aws_caller_identity.me.account_id}",
      "${aws_x.y[0].arn}",
      '${aws_x.y["k"].arn}',
    ]);
  });

  test.each([
    "var.resource",
    "local.arn",
    "each.value",
    'join(":", local.parts)',
    "aws_x.y[*].arn",
    "module.a.b",
  ])("counts ${%s} as anything at all", (expression) => {
    expect(readTemplate(`{"Resource":"\${${expression}}"}`)).toEqual({ Resource: "*" });
  });

  test("reads a literal ${ as the text it stands for, such as a policy's own variable", () => {
    expect(readTemplate('{"Resource":"home/$${aws:username}/*"}')).toEqual({
      Resource: "home/${aws:username}/*",
    });
  });

  test.each(["${file(local.path)}", '{"a":"${never closed"}', "not JSON", ""])(
    "does not guess at %s",
    (text) => {
      expect(readTemplate(text)).toBeUndefined();
    },
  );
});

describe("jsonencode", () => {
  test("is read with its texts, numbers, lists and references", () => {
    const text =
      '${jsonencode([{"name" = "app", "essential" = true, "cpu" = -1.5, "none" = null, "list" = [], port = 80, "log" = aws_cloudwatch_log_group.logs.name, "image" = "${aws_ecr_repository.repo.repository_url}@${aws_ssm_parameter.image.insecure_value}", "say" = "a \\"quote\\"\\n\\u0041"}])}';
    expect(readTemplate(text)).toEqual([
      {
        name: "app",
        essential: true,
        cpu: -1.5,
        none: null,
        list: [],
        port: 80,
        log: "${aws_cloudwatch_log_group.logs.name}",
        image:
          "${aws_ecr_repository.repo.repository_url}@${aws_ssm_parameter.image.insecure_value}",
        say: 'a "quote"\nA',
      },
    ]);
  });

  test.each([
    '{"a" = upper("x")}',
    '{"a" = 1 + 1}',
    '{"a" = [for x in y : x]}',
    '{"a" = "x" "y"}',
    '{"a" 1}',
    "[1 2]",
    "[",
    '{"a" = "',
  ])("does not guess at %s", (inner) => {
    expect(readTemplate(`\${jsonencode(${inner})}`)).toBeUndefined();
  });

  test("does not follow brackets without end", () => {
    expect(readTemplate(`\${jsonencode(${"[".repeat(100_000)})}`)).toBeUndefined();
  });

  test("is given up at once when a text has no end, however many references it has", () => {
    const started = performance.now();
    expect(readTemplate(`\${jsonencode(["${"${a.b.c}".repeat(2_000)})}`)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test("counts a reference to what is no attribute as anything at all", () => {
    expect(readTemplate('${jsonencode({"a" = local.resource})}')).toEqual({ a: "*" });
  });
});
