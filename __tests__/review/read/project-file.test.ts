import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ownKinds } from "../../../src/review/read/project-file";
import { useTemporaryFolder } from "../../support/temporary-folder";

const folder = useTemporaryFolder();
const file = () => join(folder(), "slipway.yaml");

function kindsOf(text: string) {
  writeFileSync(file(), text);
  return [...ownKinds(file())];
}

describe("the kinds that a project makes beside the module", () => {
  test("are those that slipway.yaml declares, each with its reason; none without the file", () => {
    expect([...ownKinds(join(folder(), "none.yaml"))]).toEqual([]);
    expect(kindsOf("")).toEqual([]);
    expect(kindsOf("# none yet\n\n")).toEqual([]);
    expect(kindsOf("review: {}\n")).toEqual([]);
    expect(
      kindsOf(
        "review:\n  ownKinds:\n    aws_lambda_function: Resizes uploads.\n    aws_ssm_parameter: Flags.\n",
      ),
    ).toEqual([
      ["aws_lambda_function", "Resizes uploads."],
      ["aws_ssm_parameter", "Flags."],
    ]);
  });

  const says = (...lines: string[]) =>
    `${lines.map((line) => `${file()}:${line}`).join("\n")}\nThe file may have review.ownKinds: a line for each kind, with the reason why the project makes it.`;

  test.each([
    [
      "one without a reason",
      "review:\n  ownKinds:\n    aws_lambda_function: ' '\n",
      "3:5  review.ownKinds.aws_lambda_function: must be the reason why the project makes it",
    ],
    [
      "one with a reason that is no text",
      "review:\n  ownKinds:\n    aws_lambda_function: [a]\n",
      "3:5  review.ownKinds.aws_lambda_function: must be the reason why the project makes it",
    ],
    [
      "a name that is no kind",
      "review:\n  ownKinds:\n    Lambda: x\n",
      "3:5  review.ownKinds.Lambda: must be a kind, such as aws_lambda_function",
    ],
    [
      "a key that nobody reads",
      "# ours\nkinds: {}\n",
      "2:1  kinds: is not a setting of this file; remove it",
    ],
    [
      "a list of kinds",
      "review:\n  ownKinds:\n    - aws_lambda_function\n",
      "2:3  review.ownKinds: must be a section",
    ],
    ["a text instead of sections", "aws_lambda_function\n", "1:1  must be a section"],
    [
      "a kind that the module makes: its rules would be lost",
      "review:\n  ownKinds:\n    aws_db_instance: Ours.\n",
      "3:5  review.ownKinds.aws_db_instance: must not be a kind that Slipway makes: its rules judge it; remove the line",
    ],
  ])("refuses %s, with its line and column", (_, text, line) => {
    expect(() => kindsOf(text)).toThrow(says(line));
  });

  test("refuses several at once", () => {
    expect(() => kindsOf("a: 1\nreview:\n  b: 1\n  ownKinds: {}\n")).toThrow(
      says(
        "1:1  a: is not a setting of this file; remove it",
        "3:3  review.b: is not a setting of this file; remove it",
      ),
    );
  });

  test("refuses what is no YAML, is there twice or cannot be seen, with its line and column", () => {
    expect(() => kindsOf("a: [")).toThrow(`${file()}:1:5  is not YAML: `);
    expect(() => kindsOf("review:\n  ownKinds:\n    aws_a: x\n    aws_a: y\n")).toThrow(
      `${file()}:4:5  review.ownKinds.aws_a: is there twice, first in line 3`,
    );
    expect(() => kindsOf("review:\u00a0{}\n")).toThrow(
      `${file()}:1:8  must not contain spaces other than the plain one, found a no-break space (U+00A0)`,
    );
  });
});
