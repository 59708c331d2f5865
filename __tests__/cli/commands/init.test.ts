import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CommandError } from "../../../src/base/errors";
import { initCommand } from "../../../src/cli/commands/init";
import { personWho, useInitFolder } from "../../support/init-folder";
import { memoryTerminal } from "../../support/memory-terminal";
import { runSlipway } from "../../support/run-slipway";
import { slipwayHere } from "../../support/slipway-here";

const { init, text, made, addOtherModes } = useInitFolder();

test("writes a file that loads, says by key what only its owner knows, and ends with the next command", async () => {
  const terminal = await init("shop test --role test --account 444444444444");

  expect(text("shop-test")).toContain("application: shop\nenvironment: test\n");
  const lines = terminal.stdout().split("\n");
  expect(lines.slice(0, 2)).toEqual([
    "environments/shop-test.yaml is written and valid.",
    "Only you know these, which are marked as placeholders:",
  ]);
  expect(lines).toEqual(
    expect.arrayContaining([
      "  network.vpcId",
      "  service.port: where the container listens",
      "  secrets.variables.DATABASE_URL.arn",
    ]),
  );
  expect(lines.slice(-2)).toEqual(["next: npx slipway check shop-test", ""]);
  expect(lines.length - 4).toBe(new Set(placeholderKeys("shop-test")).size);
});

/** The settings above each line that says placeholder, lists as one. */
function placeholderKeys(name: string): string[] {
  const open: string[] = [];
  return text(name)
    .split("\n")
    .flatMap((line) => {
      const [, indent = "", key] = /^( *)(?:- )?(?:"?([\w.]+)"?:(?= |$))?/.exec(line) ?? [];
      const depth = indent.length / 2 + (/^ *- /.test(line) ? 1 : 0);
      if (key) open.splice(depth, open.length, key);
      const path = /^ *- /.test(line) && !key ? open.slice(0, depth) : open.slice(0, depth + 1);
      return /# placeholder/.test(line) ? [path.slice(0, 4).join(".")] : [];
    });
}

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
  expect(made("shop-prod").environment.account).toBe("444444444444");
});

test("whatever it is like, and whoever it is for, the file is valid", async () => {
  addOtherModes();
  const names = readdirSync("environments").filter((file) => file.endsWith(".yaml"));
  for (const like of names.map((file) => file.replace(".yaml", ""))) {
    const { application } = made(like).environment;
    await init(`rds-shop q1 --like ${like}`);
    await init(`rds-shop r1 --like ${like} --account 444444444444`);
    await init(`${application} s1 --like ${like}`);
    await init(`${application} t1 --like ${like} --account 444444444444`);
    expect(made("rds-shop-q1")).toBeDefined(); // all were loaded with it
    for (const name of ["rds-shop-q1", "rds-shop-r1", `${application}-s1`, `${application}-t1`])
      rmSync(`environments/${name}.yaml`);
  }
}, 240_000);

test("asks for what no flag gives, and Enter leaves what is in brackets", async () => {
  const person = personWho({ VPC: "vpc-0fedcba9876543210" });
  await init("shop test --like loan-engine-test --repository shop/web", person);

  expect(person.asked).toEqual([
    "AWS account (12 digits) [333333333333, a placeholder]: ",
    "AWS region [us-east-1]: ",
    "VPC (vpc-…) [vpc-0a1b2c3d4e5f80001, a placeholder]: ",
    "Load balancer: internet-facing or internal [internet-facing]: ",
    "Subnets of the load balancer, with commas [subnet-0a1b2c3d4e5f80101, subnet-0a1b2c3d4e5f80102, a placeholder]: ",
    "Private subnets of the tasks, with commas [subnet-0a1b2c3d4e5f80111, subnet-0a1b2c3d4e5f80112, a placeholder]: ",
    "Private subnets of the database, with commas [subnet-0a1b2c3d4e5f80121, subnet-0a1b2c3d4e5f80122, a placeholder]: ",
    "Route 53 zone of the host name [test.example.gov, a placeholder]: ",
    "Id of that zone (Z…) [Z0123456789LOANTEST, a placeholder]: ",
    "Is that zone public or private [public]: ",
    "Host name (app.example.gov) [shop-test.test.example.gov, a placeholder]: ",
    "Port on which the container listens [8080, a placeholder]: ",
    "Path that answers 200 when a task can serve [/health/ready, a placeholder]: ",
    "Command that migrates the database, or none [alembic upgrade head, a placeholder]: ",
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

  expect(terminal.stdout().match(/^ {2}.*, got .*$/gm)).toEqual([
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

test("asks first what it is for, explains the choices, and proposes no development file for production", async () => {
  const person = personWho({ "What is it for": ["prod", ""] });
  const terminal = await init("shop prod", person);

  expect(person.asked.slice(0, 2)).toEqual(
    Array(2).fill("What is it for: production, development, test [production]: "),
  );
  expect(terminal.stdout()).toContain(
    "  production: public, in two zones, large, gets only what was tested elsewhere\n",
  );
  expect(made("shop-prod").environment).toMatchObject({
    loadBalancer: { scheme: "internet-facing" },
    service: { tasksMin: 2, execEnabled: false },
    database: { multiAz: true },
    access: { developers: { mode: "none" } },
  });
});

test("proposes a role only where the name says it", async () => {
  const person = personWho({ "What is it for": "test" });
  await init("shop qa", person);
  expect(person.asked[0]).toBe("What is it for: production, development, test: ");
  expect(made("shop-qa").environment.cluster.mode).toBe("existing");
});

test("a development environment begins as a mirror of the application's production, with a reason for each difference", async () => {
  await init("books prod --role production --port 3000 --account 444444444444");
  await init("books dev --role development --account 555555555555");

  const { environment } = made("books-dev");
  expect(environment).toMatchObject({ mirrors: "books-prod", service: { port: 3000 } });
  expect(environment.differences).toContainEqual({
    setting: "database.multiAz",
    because: "An hour without development is acceptable; production needs its standby.",
  });
  expect(await slipwayHere(process.cwd(), ["parity", "books-dev"])).toMatchObject({ code: 0 });
});

test("a difference that no role knows a reason for is declared with a placeholder for it", async () => {
  writeFileSync("environments/eec-prod.yaml", text("eec-prod").replace("port: 8080", "port: 9090"));
  await init("eec qa --role development --port 9999");
  expect(text("eec-qa")).toContain(
    "  - setting: service.port\n    because: Say here why this may differ from what is mirrored. # placeholder: why\n",
  );
});

test("takes what aws route53 prints, and a port as a number that PORT follows", async () => {
  await init(
    "shop prod --role production --zone-name example.gov. --zone-id /hostedzone/Z0123456789NEW --host-name shop.example.gov. --port 3000 --migration-command none",
  );
  expect(made("shop-prod").environment).toMatchObject({
    domain: {
      hostName: "shop.example.gov",
      hostedZone: { id: "Z0123456789NEW", name: "example.gov" },
    },
    service: { port: 3000, variables: { PORT: "3000" }, migrationCommand: null },
  });
  expect(text("shop-prod")).toContain("  port: 3000\n");
});

test("a command's words in quotes are one", async () => {
  const person = personWho({ "Command that migrates": 'sh -c "bin/wait && bin/migrate"' });
  await init("shop prod --role production", person);
  expect(made("shop-prod").environment.service.migrationCommand).toEqual([
    "sh",
    "-c",
    "bin/wait && bin/migrate",
  ]);
});

test("? explains a question, and it is asked again", async () => {
  const person = personWho({ "Path that answers 200": ["?", "/up"] });
  const terminal = await init("shop prod --role production", person);
  expect(terminal.stdout()).toContain(
    "  Path that answers 200 when a task can serve, such as /health/ready.\n" +
      "  The load balancer asks with the task's address in the Host header, so an application that checks it must let that through (Django: ALLOWED_HOSTS).\n" +
      "  Setting service.healthCheck.path.\n",
  );
  expect(made("shop-prod").environment.service.healthCheck.path).toBe("/up");
});

test("an internal load balancer is not open to everybody by what the template says", async () => {
  await init("shop prod --role production --scheme internal");
  expect(text("shop-prod")).toContain("- 10.0.0.0/8 # placeholder: who may reach it\n");
});

test("refuses to guess what it is for where nobody can be asked", async () => {
  await expect(init("shop test")).rejects.toThrow(
    new CommandError(
      2,
      "--role <role> or --like <environment> is needed where nobody can be asked. Roles: production, development, test. Environments: eec-dev, eec-prod, loan-engine-test.",
    ),
  );
});

test.each([
  [
    "shop test --role qa",
    '--role must be one of production, development, test, got "qa". Nothing was written.',
  ],
  [
    "shop test --role test --like eec-dev",
    "--role and --like exclude each other. Nothing was written.",
  ],
  [
    "shop test --role test --port no",
    '--port must be a whole number from 1 to 65535, got "no". Nothing was written.',
  ],
])("refuses %s", async (words, message) => {
  await expect(init(words)).rejects.toThrow(new CommandError(2, message));
});

test("a person who leaves leaves no file, and the conversation ends", async () => {
  const person = personWho({});
  const left = new CommandError(1, "\nStopped; nothing was written.");
  const leaves = { ...person, ask: () => Promise.reject(left) };
  await expect(init("shop test --like eec-dev", leaves)).rejects.toThrow(left);
  expect(existsSync("environments/shop-test.yaml")).toBe(false);
  expect(person.isDone()).toBe(true);
});

test("refuses where environments is a file, before it asks anything", async () => {
  rmSync("environments", { recursive: true });
  writeFileSync("environments", "");
  const person = personWho({});
  await expect(init("shop dev --role development", person)).rejects.toThrow(
    "environments  is a file\n    it must be a folder with one file for each environment",
  );
  expect(person.asked).toEqual([]);
});

test("leaves no half of a file where the disk is full", () => {
  // A disk on which the first half has room.
  writeFileSync(
    "full-disk.js",
    `const fs = require("node:fs");
const { writeFileSync } = fs;
fs.writeFileSync = (path, text, options) => {
  if (path !== "environments/shop-test.yaml") return writeFileSync(path, text, options);
  writeFileSync(path, text.slice(0, text.length / 2), options);
  throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC", syscall: "write" });
};
`,
  );
  const words = ["init", "shop", "test", "--role", "test", "--account", "444444444444"];
  const env = { NODE_OPTIONS: `--require ${process.cwd()}/full-disk.js` };
  expect(runSlipway(process.cwd(), words, env)).toEqual({
    code: 2,
    stdout: "",
    stderr: "A file cannot be written: no space is left. Free some, and try again.\n",
  });
  expect(existsSync("environments/shop-test.yaml")).toBe(false);
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
