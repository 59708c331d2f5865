import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { CommandError } from "../../../src/base/errors";
import type { Person } from "../../../src/base/person";
import { newCommand } from "../../../src/cli/commands/new";
import { loadEnvironments } from "../../../src/config/load";
import { parity } from "../../../src/parity/parity";
import { personWho } from "../../support/init-folder";
import { memoryTerminal } from "../../support/memory-terminal";
import { runSlipway } from "../../support/run-slipway";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { describeWithTools } from "../../support/tools";

const folder = useTemporaryFolder();
const shop =
  "--application shop --environments production,development,test --pipelines both --production-account 111111111111 --development-account 222222222222 --test-account 333333333333";

/** Runs `slipway new` for a folder of the test's own, with words as a shell would split them. */
async function make(name: string, words: string, person?: Person) {
  const terminal = memoryTerminal();
  const program = new Command("slipway").exitOverride().addCommand(newCommand(terminal, person));
  await program.parseAsync([
    "node",
    "slipway",
    "new",
    join(folder(), name),
    ...words.split(" ").filter(Boolean),
  ]);
  return terminal;
}

/** Every file of a folder with its text, by path. */
function filesIn(name: string): Record<string, string> {
  const root = join(folder(), name);
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(root, path)).isFile())
    .sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

function environmentsOf(name: string) {
  const result = loadEnvironments(join(folder(), name, "environments"));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return Object.fromEntries(
    result.environments.map(({ name, environment }) => [name, environment]),
  );
}

const paths = [
  ".github/actions/apply/action.yml",
  ".github/actions/plan/action.yml",
  ".github/actions/prepare/action.yml",
  ".github/workflows/deploy.yml",
  ".github/workflows/infrastructure.yml",
  ".gitignore",
  ".npmrc",
  "README.md",
  "cdktf.json",
  "deploy/Dockerfile",
  "deploy/Dockerfile.dockerignore",
  "environments/shop-dev.yaml",
  "environments/shop-prod.yaml",
  "environments/shop-test.yaml",
  "jenkins/Jenkinsfile",
  "jenkins/infrastructure.Jenkinsfile",
  "package.json",
  "test/plans/database-destroyed.json",
  "test/plans/logs-kept-longer.json",
  "test/review.test.js",
];

describe("a repository with all that there is", () => {
  test("has environments, pipelines and kit, the same bytes each time, and no environment's name outside of its own files", async () => {
    const terminal = await make("one", shop);
    await make("two", shop);
    const files = filesIn("one");

    expect(Object.keys(files)).toEqual(paths);
    expect(filesIn("two")).toEqual(files);
    for (const [path, text] of Object.entries(files)) {
      if (!/^(README|environments)/.test(path))
        expect(text, path).not.toMatch(/shop-(dev|prod|test)/);
      expect(text, path).not.toMatch(/\beec\b|loan-engine/i);
    }
    expect(terminal.stdout()).toMatch(/\nnext: cd \S+ && npm install && npm start\n$/);
  });

  test("its pair promotes and mirrors: development lets production's promoter in, and every difference has a reason", async () => {
    await make("one", shop);
    const { "shop-dev": dev, "shop-prod": prod, "shop-test": test } = environmentsOf("one");
    if (!dev || !prod) throw new Error("the pair is not there");

    expect(prod.promotion.source).toMatchObject({
      mode: "environment",
      name: "shop-dev",
      account: "222222222222",
    });
    expect(prod.delivery.countedTags).toEqual(["promoted-*"]);
    expect(dev.access.promotionReaders).toEqual([
      "arn:aws:iam::111111111111:role/shop-prod-promoter",
    ]);
    expect(dev.mirrors).toBe("shop-prod");
    expect(parity(dev, prod).holds).toBe(true);
    expect(filesIn("one")["environments/shop-dev.yaml"]).not.toContain("Say here why");
    expect(test).toMatchObject({ cluster: { mode: "existing" }, database: { mode: "existing" } });
  });

  test("in one account, what is applied first makes what an account has once", async () => {
    await make("one", "--application shop --environments production,development --pipelines none");
    const { "shop-dev": dev, "shop-prod": prod } = environmentsOf("one");
    const provider = (github?: { mode: string; provider?: string }) => github?.provider;
    expect([provider(dev?.access.github), provider(prod?.access.github)]).toEqual([
      "create",
      "existing",
    ]);
    expect(filesIn("one")["README.md"]).toContain(
      "npm run plan shop-dev && npm run apply shop-dev",
    );
  });

  test("with --network create production and development get networks of their own, in ranges apart", async () => {
    await make("one", `${shop} --network create`);
    const { "shop-dev": dev, "shop-prod": prod, "shop-test": test } = environmentsOf("one");
    if (!dev || !prod) throw new Error("the pair is not there");
    expect([prod.network, dev.network, test?.network]).toEqual([
      expect.objectContaining({ mode: "create", cidr: "10.40.0.0/20" }),
      expect.objectContaining({ mode: "create", cidr: "10.41.0.0/20" }),
      expect.objectContaining({ vpcId: expect.stringMatching(/^vpc-/) }),
    ]);
    expect(parity(dev, prod).holds).toBe(true);
    expect(filesIn("one")["environments/shop-dev.yaml"]).not.toContain("Say here why");
  });

  test("its own test passes, which runs the review of the installed version", async () => {
    await make("one", shop);
    const modules = join(folder(), "one/node_modules");
    mkdirSync(modules);
    symlinkSync(resolve("."), join(modules, "slipway"));
    const run = spawnSync(process.execPath, ["--test", "test/review.test.js"], {
      cwd: join(folder(), "one"),
      encoding: "utf8",
    });
    expect(run.stdout).toContain("# pass 3\n# fail 0\n");
    expect(runSlipway(join(folder(), "one"), ["check"])).toMatchObject({ code: 0, stderr: "" });
  });

  test("has the package in an exact version, and its overrides", async () => {
    await make("one", `${shop} --package 0.1.0`);
    const { dependencies, overrides } = JSON.parse(filesIn("one")["package.json"] ?? "");
    const own = JSON.parse(readFileSync("package.json", "utf8"));
    expect({ dependencies, overrides }).toEqual({
      dependencies: { slipway: "0.1.0" },
      overrides: own.overrides,
    });
  });
});

describeWithTools(["actionlint", "shellcheck"], "actionlint", ({ actionlint, shellcheck }) => {
  test("has no finding in the workflows of a new repository", async () => {
    await make("one", shop);
    const cwd = join(folder(), "one");
    spawnSync("git", ["init", "--quiet"], { cwd });
    const run = spawnSync(actionlint, ["-shellcheck", shellcheck, "-pyflakes", ""], {
      cwd,
      encoding: "utf8",
    });
    expect(run).toMatchObject({ stdout: "", stderr: "", status: 0 });
  });
});

test.each([
  ["github", [".github", true], ["jenkins", false]],
  ["jenkins", [".github", false], ["jenkins", true]],
  ["none", [".github", false], ["jenkins", false]],
] as const)("--pipelines %s", async (kind, ...there) => {
  await make("one", `--application shop --environments test --pipelines ${kind}`);
  for (const [path, is] of there as readonly (readonly [string, boolean])[])
    expect(existsSync(join(folder(), "one", path))).toBe(is);
});

test("with Jenkins alone its agent plans and applies, GitHub has no role, and the files are right", async () => {
  await make("jenkins", shop.replace("--pipelines both", "--pipelines jenkins"));

  for (const [name, { account, access }] of Object.entries(environmentsOf("jenkins"))) {
    const agent = `arn:aws:iam::${account}:role/infrastructure-agent`;
    const named = { mode: "role", trustedArns: [agent] };
    expect(access, name).toMatchObject({
      github: { mode: "none" },
      ...{ planners: named, appliers: named },
    });
    const text = filesIn("jenkins")[`environments/${name}.yaml`];
    const marked = `- ${agent} # placeholder: the role of the Jenkins agent for infrastructure\n`;
    expect(text?.split(marked), name).toHaveLength(3);
    expect(text, name).not.toContain("planEnvironment");
  }
  expect(Object.keys(filesIn("jenkins")).filter((path) => path.startsWith(".github"))).toEqual([]);
});

test("a dry run lists the files and writes none", async () => {
  const terminal = await make("one", `${shop} --dry-run`);
  const listed = [...terminal.stdout().matchAll(/^would write: (.+)$/gm)].map(
    ([, file = ""]) => file,
  );
  expect(listed.sort()).toEqual(paths.map((path) => join(folder(), "one", path)));
  expect(terminal.stdout()).toMatch(/\ndry run: nothing was written\n$/);
  expect(existsSync(join(folder(), "one"))).toBe(false);
});

test("asks for what no flag gives, then each environment's own, production first", async () => {
  const person = personWho({
    "Name of the application": ["Shop", "shop"],
    Environments: ["qa", "development, production"],
    Pipelines: "none",
    Port: "3000",
  });
  const terminal = await make("one", "--production-account 111111111111", person);

  expect(terminal.stdout()).toContain(
    '  --environments must be of production, development, test, got "qa". Nothing was written.\n',
  );
  const { "shop-dev": dev, "shop-prod": prod } = environmentsOf("one");
  expect([dev?.service.port, prod?.service.port]).toEqual([3000, 3000]);
  expect(person.asked.filter((question) => question.startsWith("Port"))).toHaveLength(1);
  expect(person.isDone()).toBe(true);
});

test("refuses to overwrite a file, names each, and writes nothing", async () => {
  mkdirSync(join(folder(), "one/deploy"), { recursive: true });
  writeFileSync(join(folder(), "one/README.md"), "mine");
  writeFileSync(join(folder(), "one/deploy/Dockerfile"), "mine");
  await expect(make("one", shop)).rejects.toThrow(
    new CommandError(
      2,
      `${join(folder(), "one")} has README.md, deploy/Dockerfile already, which would be overwritten. Nothing was written.\nChoose an empty folder, or move what is there.`,
    ),
  );
  expect(Object.keys(filesIn("one"))).toEqual(["README.md", "deploy/Dockerfile"]);
});

test.each([
  ["", "--application is needed where nobody can be asked. Nothing was written."],
  [
    "--application shop --environments production --pipelines gitlab",
    '--pipelines must be one of github, jenkins, both, none, got "gitlab". Nothing was written.',
  ],
  [
    "--application Shop --environments production --pipelines none",
    'application must be 2 to 20 lower-case letters, digits and single hyphens, beginning with a letter, got "Shop". Nothing was written.',
  ],
  [
    "--application shop --environments production --pipelines none --production-account 12",
    '--account must be an AWS account id: 12 digits, such as "111111111111", got "12". Nothing was written.',
  ],
  [
    `${shop} --package ^0.1.0`,
    '--package must be file:… or https://….tgz, or an exact version of your registry, got "^0.1.0". Nothing was written.',
  ],
])("refuses %j in one sentence", async (words, message) => {
  await expect(make("one", words)).rejects.toThrow(new CommandError(2, message));
  expect(existsSync(join(folder(), "one"))).toBe(false);
});
