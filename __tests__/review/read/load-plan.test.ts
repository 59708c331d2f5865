import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { loadPlan, savedPlanPath } from "../../../src/review/read/load-plan";
import { reviewPlan } from "../../../src/review/review-plan";
import { scriptedTerraform } from "../../support/scripted-terraform";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { describeWithTools } from "../../support/tools";
import { fixturePath } from "../support/plans";

const nothing = Readable.from([]);
const folder = useTemporaryFolder();
const load = (path: string, terraform = "terraform", input: NodeJS.ReadableStream = nothing) =>
  loadPlan({ path, input, terraform });

describe("a plan is read", () => {
  const path = fixturePath("environment-variable.plan.json");

  test("from a file and from standard input alike", async () => {
    const fromFile = await load(path);
    const bytes = execFileSync(process.execPath, [
      "-e",
      `process.stdout.write(require("fs").readFileSync(${JSON.stringify(path)}))`,
    ]);
    const piped = await load(
      "-",
      "terraform",
      Readable.from([bytes.subarray(0, 1000), bytes.subarray(1000)]),
    );
    expect(piped.changes).toEqual(fromFile.changes);
    expect(fromFile.changes).toHaveLength(24);
  });

  test("of an environment where `npm run plan` saves it", () => {
    expect(savedPlanPath("eec-dev")).toBe("cdktf.out/stacks/eec-dev/plan");
  });
});

describe("refuses, in one sentence,", () => {
  test("a file that is not there, and a folder", async () => {
    await expect(load(join(folder(), "plan"))).rejects.toThrow(
      "/plan cannot be opened: there is no such file.",
    );
    await expect(load(folder())).rejects.toThrow(`${folder()} cannot be read: it is a folder.`);
  });

  test("what something else was printed into, or that is no JSON, with what to do", async () => {
    const plan = '{"format_version":"1.2"}';
    const wrapper =
      "Standard input begins with what setup-terraform's wrapper writes around Terraform's output. Set `terraform_wrapper: false` in that step of the workflow, and make it again.";
    const said: [string | Buffer, string][] = [
      [`[command]/home/runner/terraform-bin show -json p\n${plan}\n`, wrapper],
      [`${plan}\n::debug::Terraform exited with code 0.\n`, wrapper],
      [
        `Picked up JAVA_TOOL_OPTIONS\n${plan}`,
        "Standard input is JSON from line 2 on; line 1 is something else that was printed into it. Save the output of `terraform show -json FILE` alone, without its error output.",
      ],
      [
        `${plan}\nReleasing state lock.\n`,
        "Standard input is JSON up to line 1; what follows is something else that was printed into it. Save the output of `terraform show -json FILE` alone, without its error output.",
      ],
      [
        '{"meta":{},"encrypted_data":"x","encryption_version":"v0"}',
        "Standard input is encrypted by OpenTofu. Give what `tofu show -json PLAN` prints in the folder of its configuration.",
      ],
      [
        `time=12:00 level=info\ntime=12:01 level=info\n${plan}`,
        "Standard input is JSON from line 3 on; lines 1 to 2 are something else that was printed into it. Save the output of `terraform show -json FILE` alone, without its error output.",
      ],
      [
        "\nTerraform used the selected providers to generate the following plan.\n\n  # aws_lb.it will be created\n",
        "Standard input is a plan as people read it, not JSON. Give the saved plan file, or the output of `terraform show -json FILE`.",
      ],
      [
        "<!DOCTYPE html><html>log in</html>",
        "Standard input is a web page, such as one that asks for a login. Make it again where Terraform runs.",
      ],
      [
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
        "Standard input is only Git LFS's note of the file: fetch it with `git lfs pull`.",
      ],
      [
        JSON.stringify(plan),
        "Standard input is JSON within a text: something encoded it twice, such as `toJSON` or `jq -R`. Save the output as it is.",
      ],
      [
        `01:02:03.004 STDOUT [app] terraform: ${plan}\n`,
        "Standard input has what Terragrunt writes before each line. Set `--tf-forward-stdout`, and make it again.",
      ],
      [
        "\u001b[31m╷\u001b[0m\n│ Error: No configuration files\n",
        "Standard input is what Terraform says when it fails. Correct that, and save the output of `terraform show -json FILE` again.",
      ],
      [
        "Error: Failed to read the given file as a state or plan file\n",
        "Standard input is what Terraform says when it fails. Correct that, and save the output of `terraform show -json FILE` again.",
      ],
      [
        `\u001b[0m\u001b[1m${plan}`,
        "Standard input begins with the colours of a terminal. Save the output of `terraform show -json FILE` with -no-color, and alone.",
      ],
      [
        '# aws_lb.it:\nresource "aws_lb" "it" {\n}\n',
        "Standard input is what people read, not JSON. Give the output of `terraform show -json FILE`.",
      ],
      [
        Buffer.from(plan, "utf16le"),
        "Standard input has no planned_values, so it is not a plan: give the output of `terraform show -json PLAN`.",
      ],
      [
        Buffer.from(plan, "utf16le").swap16(),
        "Standard input has no planned_values, so it is not a plan: give the output of `terraform show -json PLAN`.",
      ],
      ["\n \t\r\n", "Standard input is empty."],
      [gzipSync(plan), "Standard input is compressed with gzip: unpack it first, with `gunzip`."],
      [
        "hello",
        "Standard input is not JSON. Give a saved plan file or the output of `terraform show -json`.",
      ],
    ];
    for (const [given, message] of said) {
      await expect(load("-", "terraform", Readable.from([given]))).rejects.toThrow(message);
    }
  });

  test("a name that would colour the terminal", async () => {
    await expect(load("\u001b[31mplan")).rejects.toThrow(
      "\\u001b[31mplan cannot be opened: there is no such file.",
    );
  });

  test("more than any plan has", async () => {
    const path = join(folder(), "plan.json");
    writeFileSync(path, "{");
    truncateSync(path, 201 * 1024 ** 2);
    await expect(load(path)).rejects.toThrow(
      "plan.json is larger than 200 MiB: no plan or state is.",
    );
  });

  test("a saved plan that is piped, and one that there is no Terraform for", async () => {
    const zip = Buffer.from("PK\u0003\u0004 and so on");
    await expect(load("-", "terraform", Readable.from([zip]))).rejects.toThrow(
      "Standard input is a saved plan, which Terraform reads only from a file: give the file's name.",
    );
    const path = join(folder(), "plan");
    writeFileSync(path, zip);
    await expect(load(path, "no-such-terraform")).rejects.toThrow(
      `${path} is a saved plan, and there is no \`no-such-terraform\` to read it with. Install Terraform, set TERRAFORM_BINARY_NAME, or give the output of \`terraform show -json\` instead.`,
    );
  });
});

describe("a saved plan that Terraform does not read is refused", () => {
  const refusal = async (stderr: string) => {
    const path = join(folder(), "plan");
    writeFileSync(path, "PK\u0003\u0004");
    const terraform = scriptedTerraform(folder(), { show: { stderr, code: 1 } }).path;
    const error = await load(path, terraform).catch((caught: Error) => caught);
    return String((error as Error).message)
      .replaceAll(path, "plan")
      .replaceAll(terraform, "terraform");
  };

  test("with both versions, when another one made it", async () => {
    const said =
      "\nError: Couldn't show local plan\n\nPlan read error: plan file was created by Terraform 1.12.0, but this is\n1.11.4; plan files cannot be transferred between different Terraform versions\n";
    expect(await refusal(said)).toBe(
      "plan is a saved plan of Terraform 1.12.0, and `terraform` is 1.11.4: no other version reads it.\nGive the output of `show -json` of Terraform 1.12.0, or plan again with 1.11.4.",
    );
  });

  test("with Terraform's own words, when nobody foresaw why", async () => {
    expect(await refusal("╷\n│ Error: Failed to load plugin schemas\n╵\n")).toBe(
      "plan is a saved plan, and `terraform show -json` could not read it: Error: Failed to load plugin schemas\nRun it in the folder where the plan was made, after `terraform init`.",
    );
  });
});

describeWithTools(["terraform"], "a plan that Terraform itself saved", ({ terraform }) => {
  const configuration = (input: string) =>
    `resource "terraform_data" "it" { input = ${JSON.stringify(input)} }\n`;
  const run = (...args: string[]) =>
    execFileSync(terraform, args, { cwd: folder(), stdio: "pipe" });

  test("is read in the folder where it was made, whichever folder one stands in", async () => {
    writeFileSync(join(folder(), "main.tf"), configuration("a"));
    run("init", "-input=false");
    run("plan", "-input=false", "-out=plan");
    run("apply", "-input=false", "plan");
    writeFileSync(join(folder(), "main.tf"), configuration("b"));
    run("plan", "-input=false", "-out=plan");

    const review = reviewPlan(await load(join(folder(), "plan"), terraform));
    expect(review).toMatchObject({ refused: false, isEmpty: false });
    expect(review.changes).toMatchObject([
      {
        address: "terraform_data.it",
        action: "update",
        differences: [{ path: "input", before: "a", after: "b" }],
      },
    ]);
  });

  test("is refused when it was cut off", async () => {
    writeFileSync(join(folder(), "main.tf"), configuration("a"));
    run("init", "-input=false");
    run("plan", "-input=false", "-out=plan");
    const path = join(folder(), "plan");
    truncateSync(path, 500);
    await expect(load(path, terraform)).rejects.toThrow(
      `${path} is not a whole saved plan: it was cut off, or is an archive of something else. Make it again.`,
    );
  });

  test("is read from a copy elsewhere, when that folder is initialised", async () => {
    writeFileSync(join(folder(), "main.tf"), configuration("a"));
    run("init", "-input=false");
    run("plan", "-input=false", "-out=plan");
    const elsewhere = join(folder(), "elsewhere");
    mkdirSync(join(elsewhere, ".terraform"), { recursive: true });
    copyFileSync(join(folder(), "plan"), join(elsewhere, "plan"));
    const review = reviewPlan(await load(join(elsewhere, "plan"), terraform));
    expect(review.changes).toMatchObject([{ address: "terraform_data.it", action: "create" }]);
  });
});
