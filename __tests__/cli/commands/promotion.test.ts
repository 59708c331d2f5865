import { expect, test } from "vitest";
import { useNoCrane } from "../../operate/promotion/support/stand-in-crane";
import { copyEnvironments } from "../../support/fixture-environments";
import { runSlipway } from "../../support/run-slipway";
import { slipwayHere } from "../../support/slipway-here";
import { useTemporaryFolder } from "../../support/temporary-folder";

const folder = useTemporaryFolder();
const run = (...words: string[]) => {
  copyEnvironments(folder());
  return slipwayHere(folder(), words);
};
const noCredentials = (environment: string) =>
  `There are no AWS credentials for ${environment}. Log in, or set AWS_PROFILE or the AWS_ACCESS_KEY_ID variables.\n`;

test.each([
  [["promote", "eec-dev", "eec-prod", "--dry-run"], "eec-prod"],
  [["history", "eec-prod"], "eec-prod"],
  [["evidence", "start", "eec-dev"], "eec-dev"],
  [["evidence", "run", "eec-dev"], "eec-dev"],
  [["evidence", "show", "eec-dev"], "eec-dev"],
])("slipway %j says in one line that there are no credentials", async (words, environment) => {
  expect(await run(...words)).toEqual({ code: 2, stdout: "", stderr: noCredentials(environment) });
});

test("names the environments when it is asked for another", () => {
  copyEnvironments(folder());
  expect(runSlipway(folder(), ["promote", "eec-dev", "eec-pord"])).toMatchObject({
    code: 2,
    stderr:
      "There is no environment eec-pord. Did you mean eec-prod? There are: eec-dev, eec-prod, loan-engine-test.\n",
  });
});

test.each([
  ["eec-prod", "eec-dev", "eec-dev takes images from no environment, not from eec-prod"],
  ["eec-prod", "eec-prod", "eec-prod takes images from eec-dev, not from eec-prod"],
])(
  "a pair of which one takes nothing from the other is refused before crane is asked for: %s to %s",
  async (from, to, why) => {
    useNoCrane();
    expect(await run("promote", from, to)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(`^${why}: see promotion\\.source in .*${to}\\.yaml\\.\\n$`),
    });
  },
);

test.each([
  [["promote", "eec-dev", "eec-prod", "--digest", "latest"]],
  [["evidence", "record", "eec-dev", "passed", "--digest", "latest"]],
])("refuses a tag where a digest is required, because a tag says nothing: %j", async (words) => {
  expect(await run(...words)).toMatchObject({
    code: 2,
    stderr:
      'A digest is sha256: and 64 hexadecimal digits, got "latest". See npx slipway status.\n',
  });
});

test("says that an environment has no tests, and where to write them", async () => {
  expect((await run("evidence", "run", "loan-engine-test")).stderr).toMatch(
    /^loan-engine-test has no tests: write promotion\.testCommand into .*loan-engine-test\.yaml, or give a command after --\.\n$/,
  );
});

test("knows no result of tests but passed and failed", async () => {
  const { code, stderr } = await run("evidence", "record", "eec-dev", "maybe", "--digest", "x");
  expect(code).toBe(2);
  expect(stderr).toContain("Allowed choices are passed, failed.");
});

test("refuses a format without a dry run, because a promotion that is carried out prints its steps", async () => {
  expect(await run("promote", "eec-dev", "eec-prod", "--format", "markdown")).toEqual({
    code: 2,
    stdout: "",
    stderr: "--format markdown goes with --dry-run only.\n",
  });
});
