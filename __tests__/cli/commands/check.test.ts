import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { main } from "../../../src/cli/main";
import { exampleText, exampleTextOf } from "../../support/example-environment";
import { memoryTerminal } from "../../support/memory-terminal";
import { monitoringText } from "../../support/monitored";
import { useTemporaryFolder } from "../../support/temporary-folder";

const root = join(__dirname, "../../..");
const folder = useTemporaryFolder();
beforeEach(() => process.chdir(folder()));
afterEach(() => process.chdir(root));

const filled = (text: string) => text.replaceAll(/ # placeholder.*/g, "");

function write(files: Readonly<Record<string, string>>): void {
  mkdirSync("environments", { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join("environments", name), text);
}

async function check(...words: string[]) {
  const terminal = memoryTerminal();
  await main(["node", "slipway", "check", ...words], terminal);
  return { code: terminal.code(), stdout: terminal.stdout(), stderr: terminal.stderr() };
}

/** Every file below a folder with its content. */
function contents(directory: string): Record<string, string> {
  const paths = readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((path) => join(directory, path))
    .filter((path) => statSync(path).isFile())
    .sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, "utf8")]));
}

test("right files: a block for each environment, the values that are missing, and what is next", async () => {
  write({ "shop-dev.yaml": exampleText, "shop-prod.yaml": filled(exampleTextOf("prod")) });
  const { code, stdout, stderr } = await check();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toBe(`shop-dev  https://shop.dev.example.gov
  account    111111111111, us-east-1
  reached    from 10.20.0.0/16, sg-0aaaaaaaaaaaaaaaa; internal load balancer
  runs       1 to 2 tasks of 0.5 vCPU and 1 GiB, once an image is released
  data       PostgreSQL 17 on db.t4g.medium, one zone, 7 days of backups
  needs      VPC, 2 hosted zones, 1 secret
  Terraform  cdktf.out/stacks/shop-dev/cdk.tf.json (${resources(stdout, 0)} resources)
  warning    no monitoring; no snapshots; 14 more with --details

shop-prod  https://shop-prod.dev.example.gov
  account    111111111111, us-east-1
  reached    from 10.20.0.0/16, sg-0aaaaaaaaaaaaaaaa; internal load balancer
  runs       1 to 2 tasks of 0.5 vCPU and 1 GiB, once an image is released
  data       PostgreSQL 17 on db.t4g.medium, one zone, 7 days of backups
  needs      VPC, 2 hosted zones, 1 secret
  Terraform  cdktf.out/stacks/shop-prod/cdk.tf.json (${resources(stdout, 1)} resources)
  warning    no monitoring; no snapshots; 14 more with --details

placeholders: 2 in environments/shop-dev.yaml
next: npx slipway check shop-dev --details (its placeholders, line by line)
`);
});

/** The number of resources that a block gives: what the stack makes is other tests' matter. */
function resources(stdout: string, block: number): string | undefined {
  return [...stdout.matchAll(/\((\d+) resources\)/g)][block]?.[1];
}

test("--details: everything that will exist, and each placeholder by its setting", async () => {
  write({ "shop-dev.yaml": exampleText });
  const { stdout } = await check("shop-dev", "--details");
  const lines = stdout.split("\n");
  expect(lines).toEqual(
    expect.arrayContaining([
      "  images     repository shop/dev; released digest in /shop/dev/image",
      "  data       PostgreSQL 17 on db.t4g.medium, one zone, 50 to 200 GiB, 7 days of backups",
      "  state      s3://shop-terraform-state-111111111111/shop-dev/terraform.tfstate;",
      "             its bucket is made by the stack state-111111111111",
    ]),
  );
  expect(
    stdout.slice(stdout.indexOf("placeholders:")),
  ).toBe(`placeholders: 2 in environments/shop-dev.yaml
  environments/shop-dev.yaml:7  account
  environments/shop-dev.yaml:16  network.vpcId
next: put the real values into these lines, take the word placeholder off them, run npm start
`);
  expect(lines.filter((line) => line.length > 120)).toEqual([]);
});

test("at most eight lines an environment, each whole at 80 columns", async () => {
  write({
    "shop-dev.yaml": exampleText
      .replace("mirrors: null", "mirrors: shop-prod")
      .replace('engineVersion: "17"', 'engineVersion: "14"'),
    "shop-prod.yaml": exampleTextOf("prod"),
  });
  const blocks = (await check()).stdout.split("\n\n").slice(0, -1);
  expect(blocks.map((block) => block.split("\n").length)).toEqual([8, 8]);
  expect(blocks[0]).toContain(
    "\n  warning    no mirror of shop-prod; no monitoring; 16 more with --details",
  );
  expect(blocks.flatMap((block) => block.split("\n")).filter(({ length }) => length > 80)).toEqual(
    [],
  );
});

test("says why an environment is no mirror of what it mirrors", async () => {
  write({
    "shop-dev.yaml": exampleText
      .replace("mirrors: null", "mirrors: shop-prod")
      .replace("tasksMax: 2", "tasksMax: 3"),
    "shop-prod.yaml": exampleTextOf("prod"),
  });
  expect((await check("shop-dev", "--details")).stdout).toMatch(
    /\n {2}warning {4}shop-dev is not a mirror of shop-prod: 1 undeclared setting, .*; npx slipway parity shop-dev\n/,
  );
});

test("names what a file does without, because it lacks an optional setting", async () => {
  write({ "shop-dev.yaml": filled(exampleText) });
  const { stdout } = await check("--details");
  expect(stdout).toContain(
    `
  off        monitoring: nobody is notified when the application is down, slow or full of errors; monitoring
  off        snapshots: no migration can be taken back; delivery.migration.snapshot
  off        firewall: nothing says what looks into requests before they reach the application; loadBalancer.firewall
`,
  );
  write({ "shop-dev.yaml": filled(`${exampleText}${monitoringText}`) });
  expect((await check()).stdout).not.toContain("monitoring");
});

test("where nothing that guards users and data is absent, the line is no warning", async () => {
  const snapshot =
    "  migration:\n    snapshot:\n      mode: never\n      reason: The data is made anew.\n";
  write({
    "shop-dev.yaml": filled(`${exampleText.replace("  migration:\n", snapshot)}${monitoringText}`),
  });
  expect((await check()).stdout).toContain(
    "\n  off        no firewall; no TLS policy; 12 more with --details\n",
  );
});

test("without placeholders the next step is the plan", async () => {
  write({ "shop-dev.yaml": filled(exampleText), "shop-prod.yaml": filled(exampleTextOf("prod")) });
  expect((await check()).stdout).toMatch(
    /\nplaceholders: 0\nnext: npm run plan <environment> \(needs Terraform and AWS credentials\)\n$/,
  );
  expect((await check("shop-prod")).stdout).toMatch(
    /\nnext: npm run plan shop-prod \(needs .*\)\n$/,
  );
});

test("what is written is what `cdktf` gets from main.ts, byte for byte, and the same again", async () => {
  write({ "shop-dev.yaml": exampleText });
  await check();
  const ours = contents("cdktf.out");
  expect(Object.keys(ours)).toContain("cdktf.out/stacks/shop-dev/cdk.tf.json");
  await check();
  expect(contents("cdktf.out")).toEqual(ours);
  execFileSync("rm", ["-r", "cdktf.out"]);
  execFileSync(process.execPath, [
    "--require",
    join(root, "bin/register.js"),
    join(root, "main.ts"),
  ]);
  expect(contents("cdktf.out")).toEqual(ours);
});

test("a wrong file: the report on standard error, exit 2, and the last Terraform untouched", async () => {
  write({ "shop-dev.yaml": exampleText });
  await check();
  const before = contents("cdktf.out");
  write({ "shop-dev.yaml": exampleText.replace("cpuUnits: 512", "cpuUnits: 300") });
  expect(await check()).toEqual({
    code: 2,
    stdout: "",
    stderr: `environments/shop-dev.yaml:69:13  service.cpuUnits: must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, got 300
    CPU of one task in units, 1024 to a vCPU: 256 to 16384 as Fargate sells them

1 problem in 1 file; nothing was written
`,
  });
  expect(contents("cdktf.out")).toEqual(before);
});

test("named environments are shown, all are written", async () => {
  write({ "shop-dev.yaml": exampleText, "shop-prod.yaml": exampleTextOf("prod") });
  const { stdout } = await check("shop-prod");
  expect(stdout).not.toContain("shop-dev");
  expect(readdirSync("cdktf.out/stacks")).toEqual(["shop-dev", "shop-prod", "state-111111111111"]);
});

test("refuses the name of an environment that has no file, and writes nothing", async () => {
  write({ "shop-dev.yaml": exampleText });
  expect(await check("shop-dv")).toEqual({
    code: 2,
    stdout: "",
    stderr: "There is no environment shop-dv. Did you mean shop-dev? There are: shop-dev.\n",
  });
  expect(readdirSync(".")).toEqual(["environments"]);
});

test("--format json says the same to a program", async () => {
  write({ "shop-dev.yaml": exampleText });
  const { environments } = JSON.parse((await check("--format", "json")).stdout);
  expect(environments).toHaveLength(1);
  expect(environments[0]).toMatchObject({
    name: "shop-dev",
    file: "environments/shop-dev.yaml",
    url: "https://shop.dev.example.gov",
    terraform: "cdktf.out/stacks/shop-dev/cdk.tf.json",
    state: "s3://shop-terraform-state-111111111111/shop-dev/terraform.tfstate",
    placeholders: [{ line: 7 }, { line: 16 }],
    warnings: [],
  });
  expect(environments[0].makes[0]).toMatchObject({ group: "network" });
});

test("a version that AWS soon stops to support is a warning, not an error", async () => {
  write({ "shop-dev.yaml": exampleText.replace('engineVersion: "17"', 'engineVersion: "14"') });
  const { code, stdout } = await check("--details");
  expect(code).toBe(0);
  // From 2026-02-28 on, whenever this runs.
  expect(stdout).toMatch(
    /\n {2}warning {4}database\.engineVersion: AWS' standard support of PostgreSQL 14 end/,
  );
});

test("`npm start` is this command", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  write({ "shop-dev.yaml": exampleText });
  expect(scripts.start).toBe("node bin/slipway.js check");
  const printed = execFileSync(process.execPath, [join(root, "bin/slipway.js"), "check"], {
    encoding: "utf8",
  });
  expect(printed).toMatch(/^shop-dev {2}https:/);
});

test("refuses a provider's version that was never tried, and writes nothing", async () => {
  write({ "shop-dev.yaml": exampleText });
  writeFileSync("cdktf.json", '{"context": {"awsProviderVersion": "latest"}}');
  const { code, stderr } = await check();
  expect({ code, stderr, written: readdirSync(".").includes("cdktf.out") }).toEqual({
    code: 2,
    stderr:
      'cdktf.json: context.awsProviderVersion must be a version of the AWS provider from 5.100.0 to 6.25.0, such as "6.25.0"; got "latest".\n',
    written: false,
  });
});
