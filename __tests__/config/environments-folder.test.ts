import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CommandError } from "../../src/base/errors";
import {
  loadOne,
  loadOrExplain,
  loadWithRelated,
  neitherFileNorEnvironment,
} from "../../src/config/environments-folder";
import { exampleText, exampleTextOf } from "../support/example-environment";
import { copyEnvironments } from "../support/fixture-environments";
import { slipwayHere } from "../support/slipway-here";
import { useTemporaryFolder } from "../support/temporary-folder";

const folder = useTemporaryFolder();
const home = process.cwd();

beforeEach(() => {
  mkdirSync(join(folder(), "environments"));
  process.chdir(folder());
});
afterEach(() => process.chdir(home));

function files(texts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(texts)) {
    writeFileSync(join("environments", `${name}.yaml`), text);
  }
}

const mirroring = exampleText.replace("mirrors: null", "mirrors: shop-prod");
const problem = (
  name: string,
) => `environments/${name}.yaml:1:2  is not YAML: flow sequence must end with a ]
    look for a missing quote, bracket or colon in this line or the one before

1 problem in 1 file; nothing was written`;

test("a mistake in another's file keeps nobody from an environment", () => {
  files({ "shop-dev": exampleText, "shop-prod": exampleTextOf("prod"), "loans-prod": "[" });
  expect(loadOne("shop-prod").environment.environment).toBe("prod");
  expect(() => loadOrExplain()).toThrow(problem("loans-prod"));
});

test("refuses a mistake in the environment's own file, and in one that it mirrors", () => {
  files({ "shop-dev": mirroring, "shop-prod": "[" });
  expect(() => loadOne("shop-dev")).toThrow(problem("shop-prod"));
  expect(() => loadOne("shop-prod")).toThrow(problem("shop-prod"));
});

test("reads what it mirrors, and nothing of the rest", () => {
  files({ "shop-dev": mirroring, "shop-prod": exampleTextOf("prod"), "shop-qa": "[" });
  expect(loadWithRelated(["shop-dev"]).map(({ name }) => name)).toEqual(["shop-dev", "shop-prod"]);
  expect(loadWithRelated(["shop-prod"]).map(({ name }) => name)).toEqual(["shop-prod"]);
});

test("reads what it takes images from", () => {
  copyEnvironments(folder());
  expect(loadWithRelated(["eec-prod"]).map(({ name }) => name)).toEqual(["eec-dev", "eec-prod"]);
});

test("refuses a mirrored environment that has no file, and knows the names of those that have one", () => {
  files({
    "shop-dev": exampleText.replace("mirrors: null", "mirrors: shop-prdo"),
    "shop-prod": "[",
  });
  expect(() => loadOne("shop-dev")).toThrow(
    `environments/shop-dev.yaml:4:10  mirrors: must be an environment with a file here, got shop-prdo
    did you mean shop-prod?`,
  );
});

test("refuses a name that no file has, without opening any", () => {
  files({ "shop-dev": "[", "shop-prod": "[" });
  expect(() => loadOne("shop-dve")).toThrow(
    "There is no environment shop-dve. Did you mean shop-dev? There are: shop-dev, shop-prod.",
  );
});

test("a word is neither a file nor an environment where there is no environment file at all", () => {
  expect(neitherFileNorEnvironment([], "state.json").message).toBe(
    "state.json is neither a file nor an environment: there is no environment file in environments/.",
  );
});

test.each([
  [
    "",
    'An empty name (in each terminal, eval "$(npx slipway env <environment>)" gives $ENVIRONMENT its value) is no environment.',
  ],
  [
    "environments/shop-dev.yaml",
    "There is no environment environments/shop-dev.yaml. Did you mean shop-dev?",
  ],
  ["SHOP-DEV", "There is no environment SHOP-DEV. Did you mean shop-dev?"],
  ["a\u001b[2J", "There is no environment a\\u001b[2J."],
])("refuses %j as a name, and says what was probably meant", (name, why) => {
  files({ "shop-dev": exampleText, "shop-prod": exampleTextOf("prod") });
  expect(() => loadOne(name)).toThrow(
    new CommandError(2, `${why} There are: shop-dev, shop-prod.`),
  );
});

test("refuses the stack of the state bucket, which is no environment, with the commands that take it", () => {
  files({ "shop-dev": exampleText });
  expect(() => loadOne("state-111111111111")).toThrow(
    "state-111111111111 is the stack of the state bucket, not an environment. It is planned and applied with npx cdktf plan state-111111111111 and npx cdktf apply state-111111111111.",
  );
});

test("refuses a second file of the environment with another ending, and not that of another", () => {
  files({ "shop-dev": exampleText, "shop-prod": exampleTextOf("prod") });
  writeFileSync("environments/shop-prod.yml", "");
  expect(loadOne("shop-dev").name).toBe("shop-dev");
  expect(() => loadOne("shop-prod")).toThrow(
    `environments/shop-prod.yml  must end in .yaml
    it is a second file for the environment of shop-prod.yaml: keep one of the two`,
  );
});

test.each(["status", "rollback", "plan", "env"])(
  "slipway %s of production goes on although a colleague's file is broken",
  async (command) => {
    copyEnvironments(folder());
    files({ "loan-engine-test": "[" });
    const { stdout, stderr } = await slipwayHere(folder(), [command, "eec-prod"], {
      TERRAFORM_BINARY_NAME: "/nowhere",
    });
    expect(stdout + stderr).not.toContain("is not YAML");
    expect(stdout + stderr).toMatch(
      { status: /credentials/, rollback: /credentials/, plan: /nowhere/, env: /eec-prod/ }[
        command
      ] ?? /^$/,
    );
  },
);
