import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { main } from "../../../src/cli/main";
import { type KeptResource, stackState } from "../../review/support/stack-state";
import { copyEnvironments, fixtureEnvironment } from "../../support/fixture-environments";
import { memoryTerminal } from "../../support/memory-terminal";
import { synthesizeEnvironment } from "../../support/synth";
import { useTemporaryFolder } from "../../support/temporary-folder";

const folder = useTemporaryFolder();
const home = process.cwd();

beforeEach(() => {
  copyEnvironments(folder());
  process.chdir(folder());
});
afterEach(() => process.chdir(home));

const real = join(__dirname, "../../fixtures/terraform/state.json");

interface Finding {
  readonly kind: string;
  readonly address: string;
  readonly what: string;
}

/** Writes the state that an environment would have, or an edited one. */
function stateOf(...environment: Parameters<typeof stackState>): string {
  const path = join(folder(), "state.json");
  writeFileSync(path, JSON.stringify(stackState(...environment)));
  return path;
}

const tagsOf = ({ instances }: KeptResource) => instances[0]?.attributes["tags_all"] as object;

async function state(...args: string[]) {
  const terminal = memoryTerminal();
  await main(["node", "slipway", "state", ...args], terminal);
  return { code: terminal.code(), out: terminal.stdout(), err: terminal.stderr() };
}

test("the real state is shown by its parts, its secret and what it lacks, and what a state cannot show", async () => {
  const { code, out } = await state(real);
  expect(code).toBe(1);
  expect(out).toMatch(/^WHAT TERRAFORM MANAGES\n {2}network\n {4}aws_/);
  expect(out).toContain(
    "\n  database\n    aws_db_instance.db\n    aws_db_subnet_group.db-subnets\n  images\n",
  );
  expect(out).toContain("SECRET IN PLAIN TEXT\n  aws_db_instance.db: `password`\n");
  expect(out).toContain(
    "\n24 objects, 5 findings\n\n" +
      "No environment was named: an object should have the tags that most others carry, whatever their values.\n\n" +
      "The state does not hold `prevent_destroy`: it is in the configuration alone, so this review cannot say where it is\nmissing.\n\n" +
      `next: npx slipway state ${real} --environment NAME\n`,
  );
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

describe("compared with an environment", () => {
  test("its own state as it was applied has nothing to complain about, and the plan comes next", async () => {
    const { code, out, err } = await state(stateOf("eec-dev"), "--environment", "eec-dev");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(
      /\n\d+ objects, nothing to complain about\n\nThe state does not hold `prevent_destroy`[\s\S]+\n\nnext: npm run plan eec-dev\n$/,
    );
    expect(out).not.toContain("most others carry");
  });

  test("the stack says what is an orphan, what is absent and which tags are right, the committed list what is new", async () => {
    const committed = synthesizeEnvironment(fixtureEnvironment("eec-dev")).addresses().join("\n");
    mkdirSync("environments/addresses");
    writeFileSync("environments/addresses/eec-dev.txt", committed);
    const path = stateOf("eec-dev", (resources) => {
      const [cluster] = resources.filter(({ type }) => type === "aws_ecs_cluster");
      const [images] = resources.filter(({ type }) => type === "aws_ecr_repository");
      if (!cluster || !images) throw new Error("the stack has a cluster and a repository");
      Object.assign(tagsOf(images), { environment: "prod", owner: "" });
      return [
        ...resources.filter(({ type }) => type !== "aws_db_instance"),
        { ...cluster, name: "second" },
      ];
    });
    const { code, out } = await state(path, "--environment", "eec-dev", "--format", "json");
    const { findings, next, tagsExpectedBy } = JSON.parse(out);
    expect(
      findings.map(({ kind, address, what }: Finding) => `${kind}: ${address}: ${what}`),
    ).toEqual([
      "orphan: aws_ecs_cluster.second: is not in the stack: the next plan deletes it",
      "absent: aws_db_instance.database: is in the stack and not in the state: the next plan makes it",
      "not in the committed list: aws_ecs_cluster.second: was renamed without a `moved`, or added without the list",
      "missing tags: aws_ecr_repository.images: owner",
      "other tags: aws_ecr_repository.images: has `environment` = prod, the stack says dev",
    ]);
    expect({ code, next, tagsExpectedBy }).toEqual({
      code: 1,
      next: "npm run plan eec-dev",
      tagsExpectedBy: "stack",
    });
  });

  test("refuses production's state with one sentence, although the addresses are the same", async () => {
    const path = stateOf("eec-prod");
    const { code, out, err } = await state(path, "--environment", "eec-dev");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err.replace(/(\d+) of its \1 /, "N of its N ")).toBe(
      `${path} is not the state of eec-dev but looks like that of eec-prod (N of its N ARNs are of account 111111111111): ` +
        `compare it with its own stack by \`npx slipway state ${path} --environment eec-prod\`.\n`,
    );
  });

  test("refuses it also where both are in one account and only the tags show it", async () => {
    const path = stateOf("eec-dev", (resources) => {
      for (const resource of resources) Object.assign(tagsOf(resource), { environment: "prod" });
      return resources;
    });
    const { code, out, err } = await state(path, "--environment", "eec-dev");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(
      /is not the state of eec-dev \((\d+) of its \1 taggable objects have the tag environment = prod\): look it over alone by `npx slipway state \S+state\.json`\.\n$/,
    );
  });

  test("refuses a state that no environment here has, and says how to look at it all the same", async () => {
    expect(await state(real, "--environment", "eec-dev")).toEqual({
      code: 2,
      out: "",
      err: `${real} is not the state of eec-dev (22 of its 22 ARNs are of account 000000000000): look it over alone by \`npx slipway state ${real}\`.\n`,
    });
  });

  test("of a state that nobody named an environment for it says whose it looks like", async () => {
    const path = stateOf("eec-prod");
    expect((await state(path)).out).toContain(
      `\nnext: npx slipway state ${path} --environment eec-prod\n`,
    );
    expect((await state(path, "--format", "markdown")).out).toContain(
      `\nnext: \`npx slipway state ${path} --environment eec-prod\`\n`,
    );
  });
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
  test("a word that is neither a file nor an environment", async () => {
    expect(await state("eec-dve")).toEqual({
      code: 2,
      out: "",
      err: "eec-dve is neither a file nor an environment. Did you mean eec-dev? The environments are: eec-dev, eec-prod, loan-engine-test.\n",
    });
    expect(await state("missing/state.json")).toMatchObject({
      code: 2,
      err: "missing/state.json is neither a file nor an environment. The environments are: eec-dev, eec-prod, loan-engine-test.\n",
    });
  });

  test("any word in the wrong folder, where no environment is", async () => {
    mkdirSync(join(folder(), "elsewhere"));
    process.chdir(join(folder(), "elsewhere"));
    expect(await state("eec-dev")).toEqual({
      code: 2,
      out: "",
      err: "eec-dev is neither a file nor an environment: there is no environment file in environments/.\n",
    });
  });

  test("the stack of the state bucket, which is no environment, as word and as option", async () => {
    const said = (file: string) => ({
      code: 2,
      out: "",
      err: `state-111111111111 is the stack of the state bucket, not an environment, so its state is looked over by itself: npx slipway state ${file}\n`,
    });
    expect(await state("state-111111111111")).toEqual(said("state-111111111111.tfstate"));
    expect(await state("a.tfstate", "--environment", "state-111111111111")).toEqual(
      said("a.tfstate"),
    );
  });

  test("what is no JSON, and what is nested too deep", async () => {
    const path = join(folder(), "state.json");
    writeFileSync(path, "no state");
    expect((await state(path)).err).toBe(
      `${path} is not JSON. Give the output of \`terraform state pull\` or \`terraform show -json\`.\n`,
    );
    writeFileSync(path, "Error: no state");
    expect((await state(path)).err).toBe(
      `${path} is what Terraform says when it fails. Correct that, and save the output of \`terraform state pull\` again.\n`,
    );
    writeFileSync(path, "[".repeat(300));
    expect((await state(path)).err).toBe(
      `${path} is nested deeper than 200 levels: no state is.\n`,
    );
  });

  test("two environments at once", async () => {
    expect(await state("eec-dev", "--environment", "eec-prod")).toEqual({
      code: 2,
      out: "",
      err: "eec-dev is an environment, so its state is compared with its own stack: leave out --environment eec-prod.\n",
    });
  });

  test("a plan, and a state without any object", async () => {
    expect(await state(join(__dirname, "../../fixtures/terraform/create.plan.json"))).toMatchObject(
      {
        code: 2,
        out: "",
        err: expect.stringContaining("is a plan, not a state: read it with `npx slipway review`."),
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
