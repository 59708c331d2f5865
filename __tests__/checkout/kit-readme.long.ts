import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { kitEnvironment, kitFiles } from "../../tools/generate-kit";
import { fixtureEnvironment } from "../support/fixture-environments";
import { useRepositoryCopy } from "../support/repository-copy";
import { useTemporaryFolder } from "../support/temporary-folder";
import { describeWithTools } from "../support/tools";

const folder = useTemporaryFolder();
const copy = useRepositoryCopy();
const kit = kitFiles(fixtureEnvironment(kitEnvironment));

beforeAll(() => {
  for (const [file, text] of Object.entries(kit)) writeFileSync(join(copy().folder, file), text);
});
const readme = readFileSync("deploy/aws/README.md", "utf8");
const boxes = [...readme.matchAll(/^ *(\S[^\n]*)\n *```sh\n(.*?)\n *```$/gms)].map(
  ([, mark = "", commands = ""]) => ({ mark, commands }),
);
const marked = (mark: string) =>
  boxes.filter((box) => box.mark === mark).map(({ commands }) => commands);

/** What a person finds out in the first step. */
const found = {
  DATABASE_URL_SUFFIX: "a1B2c3",
  SECRET_KEY_SUFFIX: "d4E5f6",
  SECRET_KEY_VERSION_ID: "11111111-2222-4333-8444-555555555555",
  KEY_ID: "66666666-7777-4888-9999-000000000000",
  IMAGE_DIGEST: `sha256:${"ab".repeat(32)}`,
};

test("each box says whether it was run", () => {
  expect(boxes.length).toBe(readme.split("```sh").length - 1);
  for (const { mark } of boxes) expect(mark).toMatch(/^\*(checked|needs AWS)\*$/);
});

test.each(Object.keys(found))("says how to find %s", (name) => {
  expect(marked("*needs AWS*")[0]).toMatch(new RegExp(`^ *${name}="\\$\\(`, "m"));
});

/** Judges an input as the AWS CLI does before it sends anything. */
const validate = `
import json, sys, botocore.session
from botocore.validate import validate_parameters
service, operation, path = sys.argv[1:]
model = botocore.session.get_session().get_service_model(service).operation_model(operation)
try:
    validate_parameters(json.load(open(path)), model.input_shape)
except Exception as error:
    sys.exit(str(error))
`;

describeWithTools(["jq", "ministack"], "the files, filled in as the page says", (tools) => {
  const python = join(dirname(tools.ministack), "python");
  const judged = (service: string, operation: string, path: string) => {
    const words = ["-c", validate, service, operation, path];
    const { status, stderr } = spawnSync(python, words, { encoding: "utf8" });
    return { status, stderr };
  };

  function filled(): string {
    const home = join(folder(), "filled");
    mkdirSync(home);
    const variables = Object.entries(found).map(([name, value]) => `${name}=${value}`);
    const commands = [...variables, `mktemp() { echo ${home}; }`, ...marked("*checked*")];
    execFileSync("bash", ["-euo", "pipefail", "-c", commands.join("\n")], {
      cwd: copy().folder,
      env: { ...process.env, PATH: `${dirname(tools.jq)}:${copy().path}` },
    });
    return home;
  }

  test("are inputs of the AWS CLI with nothing left to fill in", () => {
    const home = filled();

    for (const [service, operation, file] of [
      ["iam", "CreateRole", "create-role.json"],
      ["iam", "PutRolePolicy", "put-role-policy.json"],
      ["ecs", "RegisterTaskDefinition", "ecs-task-definition.json"],
    ] as const) {
      expect(judged(service, operation, join(home, file))).toEqual({ status: 0, stderr: "" });
      expect(readFileSync(join(home, file), "utf8")).not.toMatch(/<[A-Z_]+>/);
    }
  });

  test("say what the kit's role says", () => {
    const home = filled();
    const read = (file: string) => JSON.parse(readFileSync(join(home, file), "utf8"));
    const role = read("task-execution-role.json");

    expect(JSON.parse(read("create-role.json").AssumeRolePolicyDocument)).toEqual(
      role.AssumeRolePolicyDocument,
    );
    expect(role.Policies).toHaveLength(1); // the page takes the first
    expect(read("put-role-policy.json")).toMatchObject({
      RoleName: "loan-engine-test-execution",
      PolicyName: role.Policies[0].PolicyName,
    });
    expect(JSON.parse(read("put-role-policy.json").PolicyDocument)).toEqual(
      role.Policies[0].PolicyDocument,
    );
  });

  test("are refused as they were before: a role in one call, its policies as objects", () => {
    const { status, stderr } = judged(
      "iam",
      "CreateRole",
      join(copy().folder, "deploy/aws/task-execution-role.json"),
    );

    expect(status).toBe(1);
    expect(stderr).toContain("Invalid type for parameter AssumeRolePolicyDocument");
    expect(stderr).toContain('Unknown parameter in input: "Policies"');
  });
});
