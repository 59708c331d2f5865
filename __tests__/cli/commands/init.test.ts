import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CommandError } from "../../../src/base/errors";
import { initCommand } from "../../../src/cli/commands/init";
import { personWho, useInitFolder } from "../../support/init-folder";
import { memoryTerminal } from "../../support/memory-terminal";
import { runSlipway } from "../../support/run-slipway";

const { init, text, made, addOtherModes } = useInitFolder();

test("writes a file that loads, counts its placeholders, and ends with the next command", async () => {
  const terminal = await init("shop test --like loan-engine-test");

  expect(text("shop-test")).toContain("application: shop\nenvironment: test\n");
  expect(terminal.stdout()).toBe(
    "environments/shop-test.yaml is written and valid.\n" +
      `placeholders: ${made("shop-test").placeholders.length}: lines that are copied from loan-engine-test and that only you can fill in; search the file for "placeholder".\n` +
      "next: npx slipway check shop-test\n",
  );
});

test("the command that it names next finds nothing wrong", async () => {
  const terminal = await init("shop test --like loan-engine-test");
  const next = terminal.stdout().match(/^next: npx slipway (.*)$/m)?.[1] ?? "";
  expect(runSlipway(process.cwd(), next.split(" "))).toMatchObject({ code: 0, stderr: "" });
});

test("the example of its help can be run as it stands", async () => {
  const terminal = memoryTerminal();
  const command = initCommand(terminal).configureOutput({ writeOut: terminal.out });
  command.outputHelp();
  const example = terminal.stdout().match(/^Example: npx slipway init (.*)$/m)?.[1];

  await init(example ?? "");
  expect(made("shop-test").environment.account).toBe("444444444444");
});

test("whatever it is like, and whoever it is for, the file is valid", async () => {
  addOtherModes();
  const names = readdirSync("environments").filter((file) => file.endsWith(".yaml"));
  for (const [index, like] of names.map((file) => file.replace(".yaml", "")).entries()) {
    const { application } = made(like).environment;
    await init(`rds-shop q${index} --like ${like}`);
    await init(`rds-shop r${index} --like ${like} --account 444444444444`);
    await init(`${application} s${index} --like ${like}`);
    await init(`${application} t${index} --like ${like} --account 444444444444`);
  }
  expect(made("rds-shop-q0")).toBeDefined(); // all were loaded with it
});

test("asks for what no flag gives, and Enter leaves what is in brackets", async () => {
  const person = personWho({ VPC: "vpc-0fedcba9876543210" });
  await init("shop test --like loan-engine-test --repository shop/web", person);

  expect(person.asked).toEqual([
    "AWS account (12 digits) [333333333333, a placeholder]: ",
    "AWS region [us-east-1]: ",
    "VPC (vpc-…) [vpc-0a1b2c3d4e5f80001, a placeholder]: ",
    "Subnets of the load balancer, with commas [subnet-0a1b2c3d4e5f80101, subnet-0a1b2c3d4e5f80102, a placeholder]: ",
    "Private subnets of the tasks, with commas [subnet-0a1b2c3d4e5f80111, subnet-0a1b2c3d4e5f80112, a placeholder]: ",
    "Private subnets of the database, with commas [subnet-0a1b2c3d4e5f80121, subnet-0a1b2c3d4e5f80122, a placeholder]: ",
    "Route 53 zone of the host name [test.example.gov, a placeholder]: ",
    "Id of that zone (Z…) [Z0123456789LOANTEST, a placeholder]: ",
    "Host name (app.example.gov) [shop-test.test.example.gov, a placeholder]: ",
  ]);
  expect(person.isDone()).toBe(true);
  expect(text("shop-test")).toContain("vpcId: vpc-0fedcba9876543210\n");
  expect(text("shop-test")).toContain("- subnet-0a1b2c3d4e5f80101 # placeholder\n");
});

test("in an account of its own it asks for the bucket, and beside a private zone for the public one", async () => {
  const person = personWho({ "AWS account": "444444444444" });
  await init("shop test --like eec-dev", person);

  expect(person.asked).toContain(
    "S3 bucket for the Terraform state (made by `state-<account>`) [slipway-state-444444444444]: ",
  );
  expect(person.asked).toContain(
    "Id of that public zone (Z…), if another [Z0123456789EECPROD, a placeholder]: ",
  );
});

test("what is answered decides what is in the next brackets", async () => {
  const person = personWho({ "Route 53 zone": "example.com" });
  await init("shop test --like eec-prod", person);
  expect(person.asked).toContain("Host name (app.example.gov) [shop-test.example.com]: ");
});

test("asks again with the reason, and nothing that was typed is lost", async () => {
  const person = personWho({
    "AWS account": ["12", "444444444444"],
    "Private subnets of the database": [
      "subnet-0a1b2c3d4e5f80111,subnet-0a1b2c3d4e5f80112",
      "subnet-0000000000000000a, subnet-0000000000000000b",
    ],
    "Host name": ["shop.example.com", "shop.test.example.gov"],
    "Route 53 zone": "test.example.gov",
  });
  const terminal = await init("shop test --like loan-engine-test", person);

  expect(terminal.stdout().match(/^ {2}.*$/gm)).toEqual([
    '  must be an AWS account id: 12 digits, such as "111111111111", got "12"',
    "  must not be in serviceSubnetIds too, got subnet-0a1b2c3d4e5f80111; give the database subnets of its own, without a route to the internet",
    "  domain.hostedZone.name: must be a zone that shop.example.com is inside, got test.example.gov; the host name must be test.example.gov or end in .test.example.gov; change one of the two",
  ]);
  expect(made("shop-test").environment).toMatchObject({
    account: "444444444444",
    network: { databaseSubnetIds: ["subnet-0000000000000000a", "subnet-0000000000000000b"] },
    domain: { hostName: "shop.test.example.gov" },
  });
});

test("asks which environment it is like until there is one", async () => {
  const person = personWho({ "Like which": ["eec-de", "eec-prod"] });
  const terminal = await init("shop test", person);

  expect(person.asked[1]).toBe(
    "Like which environment (eec-dev, eec-prod, loan-engine-test) [loan-engine-test]: ",
  );
  expect(terminal.stdout()).toContain("  There is no environment eec-de. Did you mean eec-dev?");
  expect(text("shop-test")).toContain("like eec-prod.");
});

test.each([
  ["shop test", "loan-engine-test", "of the same name"],
  ["eec test", "eec-dev", "of the same application"],
  ["shop qa", "eec-dev", "the first"],
])("Enter makes %s like %s: %s", async (names, like) => {
  const person = personWho({});
  await init(names, person);
  expect(person.asked[0]).toContain(`[${like}]: `);
  expect(text(names.replace(" ", "-"))).toContain(`like ${like}.`);
});

test("refuses to guess what it is like where nobody can be asked", async () => {
  await expect(init("shop test")).rejects.toThrow(
    new CommandError(
      2,
      "--like <environment> is needed where nobody can be asked. There are: eec-dev, eec-prod, loan-engine-test.",
    ),
  );
});

test("a person who leaves leaves no file, and the conversation ends", async () => {
  const person = personWho({});
  const left = new CommandError(1, "\nStopped; nothing was written.");
  const leaves = { ...person, ask: () => Promise.reject(left) };
  await expect(init("shop test --like eec-dev", leaves)).rejects.toThrow(left);
  expect(existsSync("environments/shop-test.yaml")).toBe(false);
  expect(person.isDone()).toBe(true);
});

test("refuses to overwrite a file, before it asks anything", async () => {
  const before = readFileSync("environments/eec-dev.yaml", "utf8");
  const person = personWho({});
  await expect(init("eec dev --like eec-prod", person)).rejects.toThrow(
    new CommandError(
      2,
      "environments/eec-dev.yaml exists and is left as it is. Choose another name, or edit that file.",
    ),
  );
  expect(readFileSync("environments/eec-dev.yaml", "utf8")).toBe(before);
  expect(person.asked).toEqual([]);
});

test.each([
  [
    "shop test --like eec-dev --vpc vpc-1",
    '--vpc must be an id such as vpc-0123456789abcdef0, got "vpc-1"',
  ],
  [
    "shop test --like eec-dev --database-subnets subnet-0a1b2c3d4e5f70121,x",
    '--database-subnets must be an id such as subnet-0123456789abcdef0, got "x"',
  ],
  [
    "Shop test --like eec-dev",
    'application must be 2 to 20 lower-case letters, digits and single hyphens, beginning with a letter, got "Shop"',
  ],
])("refuses %s in one sentence, before it asks anything", async (words, message) => {
  const person = personWho({});
  await expect(init(words, person)).rejects.toThrow(
    new CommandError(2, `${message}. Nothing was written.`),
  );
  expect(person.asked).toEqual([]);
  expect(readdirSync("environments").filter((file) => /shop/i.test(file))).toEqual([]);
});

test("refuses a flag for what the other environment has not", async () => {
  addOtherModes();
  await expect(
    init("shop dev --like books-dev --validation-zone-id Z0123456789NEW"),
  ).rejects.toThrow(
    "--validation-zone-id must be left out: the environment that it is like has no domain.certificate.validationZone.id. Nothing was written.",
  );
});

test("refuses what only a rule knows with the report of the file, and asks nothing in vain", async () => {
  const person = personWho({});
  await expect(
    init("shop test --like eec-dev --account 222222222222 --state-bucket other-bucket", person),
  ).rejects.toThrow(
    /^environments\/shop-test\.yaml:\d+:\d+ {2}state\.bucket: must be slipway-state-222222222222[\s\S]*nothing was written$/,
  );
  expect(person.asked).toEqual([]);
  expect(existsSync("environments/shop-test.yaml")).toBe(false);
});

test("refuses an environment to copy that does not exist", async () => {
  await expect(init("shop test --like eec-de")).rejects.toThrow("Did you mean eec-dev?");
});
