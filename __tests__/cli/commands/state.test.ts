import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { main } from "../../../src/cli/main";
import { memoryTerminal } from "../../support/memory-terminal";
import { useTemporaryFolder } from "../../support/temporary-folder";

const folder = useTemporaryFolder();
const real = join(__dirname, "../../fixtures/terraform/state.json");

async function state(...args: string[]) {
  const terminal = memoryTerminal();
  await main(["node", "slipway", "state", ...args], terminal);
  return { code: terminal.code(), out: terminal.stdout(), err: terminal.stderr() };
}

test("the real state is told by its parts, its secret and what it lacks, and what a state cannot tell", async () => {
  const { code, out } = await state(real);
  expect(code).toBe(1);
  expect(out).toMatch(
    /│ database +│ aws_db_instance\.db +│\n│ +│ aws_db_subnet_group\.db-subnets +│/,
  );
  expect(out).toContain("SECRET IN PLAIN TEXT\n  aws_db_instance.db: `password`\n");
  expect(out).toContain("\n24 objects, 5 findings\n\nThe state does not hold `prevent_destroy`");
  expect(out).not.toContain("abcdefgh1");
});

test("a state without findings exits with 0", async () => {
  const path = join(folder(), "state.json");
  writeFileSync(
    path,
    JSON.stringify({
      version: 4,
      serial: 1,
      resources: [
        {
          mode: "managed",
          type: "aws_ecs_cluster",
          name: "it",
          instances: [{ attributes: { tags_all: { owner: "eec" } } }],
        },
      ],
    }),
  );
  expect(await state(path)).toMatchObject({
    code: 0,
    out: expect.stringContaining("1 object, nothing to complain about"),
  });
});

test("an environment brings its stack and its committed list", async () => {
  const { out } = await state(real, "--environment", "eec-dev", "--format", "json");
  const kinds = JSON.parse(out).findings.map(({ kind }: { kind: string }) => kind);
  expect(kinds).toContain("orphan");
  expect(kinds).toContain("absent");
  expect(kinds).toContain("not in the committed list");
});

test("a list of one's own is one address a line, with remarks", async () => {
  const list = join(folder(), "addresses.txt");
  writeFileSync(list, "# ours\naws_alb.alb # the door\n\naws_db_instance.db\n");
  const { out } = await state(real, "--addresses", list, "--format", "json");
  const unlisted = JSON.parse(out).findings.filter(
    ({ kind }: { kind: string }) => kind === "not in the committed list",
  );
  expect(unlisted).toHaveLength(22);
});

describe("refuses with one message", () => {
  test("a plan, and a state without any object", async () => {
    expect(await state(join(__dirname, "../../fixtures/terraform/create.plan.json"))).toMatchObject(
      {
        code: 2,
        out: "",
        err: expect.stringContaining("is a plan, not a state: read it with `slipway review`."),
      },
    );
    const empty = join(folder(), "empty.json");
    writeFileSync(empty, '{"format_version":"1.0"}');
    expect(await state(empty)).toEqual({
      code: 2,
      out: "",
      err: `${empty} is a state without any object: is it the right one?\n`,
    });
  });
});

test("a hostile state cannot move the cursor, in any format", async () => {
  const path = join(folder(), "state.json");
  const name = "\u001b[2J\u202e`</details>";
  writeFileSync(
    path,
    JSON.stringify({
      format_version: "1.0",
      values: {
        root_module: {
          resources: [
            {
              address: `aws_x.${name}`,
              mode: "managed",
              type: "aws_x",
              name,
              values: { [`password_${name}`]: "x", password: name, tags_all: {} },
            },
          ],
        },
      },
    }),
  );
  for (const format of ["text", "markdown", "json"]) {
    const { out } = await state(path, "--format", format);
    expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(out).toContain("\\u001b[2J\\u202e");
  }
});
