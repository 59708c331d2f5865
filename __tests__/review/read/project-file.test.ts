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

  const must = (...wrong: string[]) =>
    `${file()} is not as it must be:\n${wrong.map((one) => `  ${one}`).join("\n")}\nIt may have review.ownKinds, a kind and its reason a line.`;

  test("refuses one without a reason, a name that is no kind, and a key that nobody reads", () => {
    expect(() => kindsOf("review:\n  ownKinds:\n    aws_lambda_function: ' '\n")).toThrow(
      must("review.ownKinds.aws_lambda_function: the reason why the project makes it"),
    );
    expect(() => kindsOf("review:\n  ownKinds:\n    Lambda: x\n")).toThrow(
      must("review.ownKinds.Lambda: Invalid key in record"),
    );
    expect(() => kindsOf("kinds: {}\n")).toThrow(must('the file: Unrecognized key: "kinds"'));
  });

  test("refuses what is no YAML", () => {
    expect(() => kindsOf("a: [")).toThrow(`${file()} is not YAML: `);
  });

  test("refuses a kind that the module makes: its rules would be lost", () => {
    expect(() => kindsOf("review:\n  ownKinds:\n    aws_db_instance: Ours.\n")).toThrow(
      `${file()}: review.ownKinds: Slipway makes aws_db_instance itself, so the review's rules judge it; take it out.`,
    );
  });
});
