import { chmodSync, linkSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadEnvironments } from "../../src/config/load";
import { parse } from "../../src/config/parse";
import {
  environmentFiles,
  loadFiles,
  reportOn,
  reportOnDirectory,
} from "../support/environment-files";
import { exampleEnvironment, exampleText, exampleTextOf } from "../support/example-environment";

const file = "shop-dev.yaml";
const exampleLines = exampleText.split("\n").length - 1;

/** The report on the example with one change, without its last line. */
function reportWith(from: string, to: string): string {
  expect(exampleText).toContain(from);
  return problemsOf(reportOn({ [file]: exampleText.replace(from, to) }));
}

function problemsOf(report: string): string {
  return report.replace(/\n\d+ problems? in \d+ files?; nothing was written\n$/, "");
}

test("a valid file loads with its name, its content and the lines that only the owner can fill", () => {
  const result = loadFiles({ [file]: exampleText });
  expect(result).toEqual({
    ok: true,
    environments: [
      {
        name: "shop-dev",
        file: expect.stringMatching(/environments\/shop-dev\.yaml$/),
        environment: exampleEnvironment(),
        placeholders: [
          {
            line: 7,
            setting: "account",
            text: `account: "111111111111" # placeholder: the account's id`,
          },
          {
            line: 16,
            setting: "network.vpcId",
            text: "vpcId: vpc-0123456789abcdef0 # placeholder: the VPC's id",
          },
        ],
      },
    ],
  });
});

test("whoever loads the same text again has a value of their own, which nobody else has changed", () => {
  const load = () => {
    const result = loadFiles({ [file]: exampleText });
    if (!result.ok) throw new Error("the example is right");
    return result.environments.map(({ environment }) => environment);
  };
  for (const environment of load()) {
    environment.service.tasksMin = 7;
    environment.repository.pushers.push("arn:aws:iam::111111111111:role/later");
  }
  expect(load()).toEqual([exampleEnvironment()]);
});

test.each([
  ["a list's item", "    - subnet-0aaa", "network.loadBalancerSubnetIds[0]"],
  ["a section", "  egress:", "network.egress"],
  ["a comment above its setting", "  vpcId:", "network.vpcId"],
])("names the setting that lacks its value: %s", (title, beginning, setting) => {
  const isAlone = title.startsWith("a comment");
  const text = exampleText
    .replaceAll(/ # placeholder.*/g, "")
    .split("\n")
    .flatMap((line) => {
      if (!line.startsWith(beginning)) return [line];
      return isAlone ? ["  # placeholder: ask for it", line] : [`${line} # placeholder`];
    })
    .join("\n");
  const result = loadFiles({ [file]: text });
  expect(result.ok && result.environments[0]?.placeholders.map((one) => one.setting)[0]).toBe(
    setting,
  );
});

test("environments come sorted by name, whatever the directory's order", () => {
  const names = ["prod", "dev", "a1"].map((name) => [`shop-${name}.yaml`, exampleTextOf(name)]);
  const result = loadFiles(Object.fromEntries(names));
  expect(result.ok && result.environments.map((one) => one.name)).toEqual([
    "shop-a1",
    "shop-dev",
    "shop-prod",
  ]);
});

test("other files, hidden files and backup copies are left alone", () => {
  const result = loadFiles({
    ...{ [file]: exampleText, "schema.json": "{", "README.md": "# Environments" },
    ...{ ".shop-dev.yaml": "broken: [", ".shop-dev.yaml.swp": "x", "shop-dev.yaml~": "y" },
  });
  expect(result.ok && result.environments.map((one) => one.name)).toEqual(["shop-dev"]);
});

test("a byte order mark, Windows line ends, --- and ... change nothing", () => {
  const text = `\uFEFF---\n${exampleText}...\n`.replaceAll("\n", "\r\n");
  const result = loadFiles({ [file]: text });
  expect(result.ok && result.environments[0]?.environment).toEqual(exampleEnvironment());
});

test("a word such as placeholder in a value or in the explanation above is not a placeholder", () => {
  const text = exampleText
    .replace("LOG_LEVEL: info", 'LOG_LEVEL: "# placeholder"')
    .replace(
      "# yaml-language-server",
      "# Lines marked placeholder are for you.\n# yaml-language-server",
    );
  const result = loadFiles({ [file]: text });
  expect(result.ok && result.environments[0]?.placeholders.map(({ line }) => line)).toEqual([
    8, 17,
  ]);
});

test("refuses all that is wrong in all files at once, in the order of files and lines", () => {
  const report = reportOn({
    "shop-dev.yaml": exampleText
      .replace("cpuUnits: 512", "cpuUnits: 300")
      .replace("port: 8080", "port: 0"),
    "shop-prod.yaml": exampleTextOf("prod").replace("region: us-east-1", "region: virginia"),
  });
  expect(
    report,
  ).toBe(`environments/shop-dev.yaml:69:13  service.cpuUnits: must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, got 300
    CPU of one task in units, 1024 to a vCPU: 256 to 16384 as Fargate sells them
environments/shop-dev.yaml:72:9  service.port: must be a whole number from 1 to 65535, got 0
    TCP port on which the container listens, 1 to 65535

environments/shop-prod.yaml:8:9  region: must be a commercial or GovCloud AWS region, such as us-east-1, got "virginia"
    AWS region of everything in this environment, commercial or GovCloud, such as us-east-1

3 problems in 2 files; nothing was written
`);
});

test.each([
  {
    reason: "an account that YAML reads as a number, whose leading zero would be lost",
    change: ['"111111111111"', "012345678901"],
    report: `environments/shop-dev.yaml:7:10  account: must be an AWS account id: 12 digits in quotes, such as "111111111111", got 012345678901
    put it in quotes: "012345678901"
`,
  },
  {
    reason: "a number in quotes",
    change: ["tasksMin: 1", 'tasksMin: "1"'],
    report: `environments/shop-dev.yaml:76:13  service.tasksMin: must be a whole number from 1 to 100 tasks, got "1"
    write it without quotes: 1
`,
  },
  {
    reason: "yes and no, which are text in YAML 1.2",
    change: ["multiAz: false", "multiAz: No"],
    report: `environments/shop-dev.yaml:109:12  database.multiAz: must be true or false, got "No"
    write false, without quotes. true keeps a standby in another availability zone
`,
  },
  {
    reason:
      "a word for neither yes nor no, though every object of JavaScript has something of that name",
    change: ["multiAz: false", "multiAz: constructor"],
    report: `environments/shop-dev.yaml:109:12  database.multiAz: must be true or false, got "constructor"
    true keeps a standby in another availability zone
`,
  },
  {
    reason: "a word that is nearly right",
    change: ["architecture: X86_64", "architecture: x86-64"],
    report: `environments/shop-dev.yaml:71:17  service.architecture: must be one of X86_64, ARM64, got "x86-64"
    did you mean X86_64? Processor that the image was built for
`,
  },
  {
    reason: "a minor version, and not by its digits the nearest number",
    change: ['engineVersion: "17"', 'engineVersion: "17.4"'],
    report: `environments/shop-dev.yaml:105:18  database.engineVersion: must be one of "14", "15", "16", "17", "18", got "17.4"
    did you mean 17? Major version of PostgreSQL, in quotes: "14" to "18". Minor versions are installed in the maintenance window
`,
  },
  {
    reason: "a minor version without quotes",
    change: ['engineVersion: "17"', "engineVersion: 17.4"],
    report: `environments/shop-dev.yaml:105:18  database.engineVersion: must be one of "14", "15", "16", "17", "18", got 17.4
    did you mean "17", in quotes? Major version of PostgreSQL, in quotes: "14" to "18". Minor versions are installed in the maintenance window
`,
  },
  {
    reason: "a number that only looks like an allowed one",
    change: ['engineVersion: "17"', 'engineVersion: "147"'],
    report: `environments/shop-dev.yaml:105:18  database.engineVersion: must be one of "14", "15", "16", "17", "18", got "147"
    Major version of PostgreSQL, in quotes: "14" to "18". Minor versions are installed in the maintenance window
`,
  },
  {
    reason: "a misspelt mode, and not that the mode is missing",
    change: ["cluster:\n  mode: create", "cluster:\n  mod: create"],
    report: `environments/shop-dev.yaml:59:3  cluster.mod: is not a setting
    did you mean mode? create (a cluster of this environment's own), existing (a cluster that others own)
`,
  },
  {
    reason: "a misspelt key, which was the one that is missing",
    change: ["tasksMax: 2", "tasksMxn: 2"],
    report: `environments/shop-dev.yaml:77:3  service.tasksMxn: is not a setting
    did you mean tasksMax? allowed here: cpuUnits, memoryMiB, architecture, port, healthCheck, tasksMin, tasksMax, scaling, variables, migrationCommand, execEnabled, permissions, logRetentionDays
`,
  },
  {
    reason: "a misspelt key, once and not also as missing",
    change: ["cpuUnits: 512", "cpuUnit: 512"],
    report: `environments/shop-dev.yaml:69:3  service.cpuUnit: is not a setting
    did you mean cpuUnits? allowed here: cpuUnits, memoryMiB, architecture, port, healthCheck, tasksMin, tasksMax, scaling, variables, migrationCommand, execEnabled, permissions, logRetentionDays
`,
  },
  {
    reason: "a key of another section",
    change: ["  mode: create\n\nrepository", "  mode: create\n  keepImages: 3\n\nrepository"],
    report: `environments/shop-dev.yaml:60:3  cluster.keepImages: is not a setting
    it belongs to repository: move it there; allowed here: mode
`,
  },
  {
    reason: "a key of another mode",
    change: ["  mode: create\n\nrepository", "  mode: create\n  name: shared\n\nrepository"],
    report: `environments/shop-dev.yaml:60:3  cluster.name: is not a setting
    it belongs to mode: existing; remove it, or change mode; allowed here: mode
`,
  },
  {
    reason: "a key that nothing is like",
    change: ["cluster:\n", "cluster:\n  zzz: 1\n"],
    report: `environments/shop-dev.yaml:59:3  cluster.zzz: is not a setting
    remove it; allowed here: mode
`,
  },
  {
    reason: "a missing key, at the section that lacks it",
    change: ["  port: 8080\n", ""],
    report: `environments/shop-dev.yaml:68:1  service.port: is missing
    add port in service: TCP port on which the container listens, 1 to 65535
`,
  },
  {
    reason: "a missing section",
    change: ["cluster:\n  mode: create\n", ""],
    report: `environments/shop-dev.yaml:1:1  cluster: is missing
    add cluster at the top level: The ECS cluster
`,
  },
  {
    reason: "a missing key of a list entry",
    change: ["differences: []", "differences:\n  - setting: service.tasksMin"],
    report: `environments/shop-dev.yaml:5:1  differences: must be empty where mirrors is null: there is nothing to differ from
    name the mirrored environment in mirrors, or write differences: []
environments/shop-dev.yaml:6:5  differences[0].because: is missing
    add because in differences[0]: Why it differs, 10 to 300 characters; shown by the parity check
`,
  },
  {
    reason: "a missing mode",
    change: ["cluster:\n  mode: create", "cluster: {}"],
    report: `environments/shop-dev.yaml:58:1  cluster.mode: is missing
    add mode in cluster: create (a cluster of this environment's own), existing (a cluster that others own)
`,
  },
  {
    reason: "a mode that does not exist, without guessing at the rest of the section",
    change: ["cluster:\n  mode: create", "cluster:\n  mode: creat\n  foo: 1"],
    report: `environments/shop-dev.yaml:59:9  cluster.mode: must be one of create, existing, got "creat"
    did you mean create? create (a cluster of this environment's own), existing (a cluster that others own)
`,
  },
  {
    reason: "a word where a section is expected",
    change: ["cluster:\n  mode: create", "cluster: create"],
    report: `environments/shop-dev.yaml:58:10  cluster: must be a section with mode: create or existing, got "create"
    write mode below it: create (a cluster of this environment's own), existing (a cluster that others own)
`,
  },
  {
    reason: "a list where a section is expected",
    change: [
      "state:\n  bucket: shop-terraform-state-111111111111\n  region: us-east-1",
      "state: [a, b]",
    ],
    report: `environments/shop-dev.yaml:9:8  state: must be a section with the keys bucket, region, fargateFips, got a list of 2
    Where Terraform keeps its state
`,
  },
  {
    reason: "nothing after the colon",
    change: ["region: us-east-1", "region:"],
    report: `environments/shop-dev.yaml:8:1  region: must be a commercial or GovCloud AWS region, such as us-east-1, got nothing
    write a value after the colon. AWS region of everything in this environment, commercial or GovCloud, such as us-east-1
`,
  },
  {
    reason: "null where it means nothing",
    change: ["cpuPercent: 60", "cpuPercent: null"],
    report: `environments/shop-dev.yaml:79:17  service.scaling.cpuPercent: must be a whole number from 10 to 95 percent, got null
    Average CPU that scaling aims at, 10 to 95 percent
`,
  },
  {
    reason: "an entry of a list, at that entry",
    change: ["10.20.0.0/16", "10.20.0.1/16"],
    report: `environments/shop-dev.yaml:40:7  loadBalancer.allowedCidrs[0]: must be written as its network address 10.20.0.0/16, got "10.20.0.1/16"
    Address ranges that may connect on 443 (and 80, which only redirects)
`,
  },
  {
    reason: "a free key, at the key",
    change: ["team: shop", "aws:team: shop"],
    report: `environments/shop-dev.yaml:13:3  tags["aws:team"]: must be a tag key of 1 to 128 characters that does not begin with aws:, got "aws:team"
    Tags of every resource besides \`application\`, \`environment\` and \`managed-by\`; keys to 128, values to 256 characters
`,
  },
  {
    reason: "a long value, shortened in the report",
    change: ["mirrors: null", `mirrors: "${"x ".repeat(500)}"`],
    report: `environments/shop-dev.yaml:4:10  mirrors: must be the name of another environment file without .yaml, or null, got "${"x ".repeat(28)}x…"
    The environment that this one must equal but for \`differences\`, such as \`eec-prod\`; null for none
`,
  },
])("refuses $reason", ({ change: [from = "", to = ""], report }) => {
  expect(reportWith(from, to)).toBe(report);
});

test("takes the same signs within text for what they are", () => {
  const text =
    "a: |\n  – one\n  note：two\nb: note：x\nc: one\n  note：two\nd:\n  - note：x\n  - '– y'\n";
  expect(parse(text)).toMatchObject({
    findings: [],
    value: { a: "– one\nnote：two\n", b: "note：x", c: "one note：two", d: ["note：x", "– y"] },
  });
});

test.each([
  {
    reason: "a key twice",
    text: exampleText.replace("  port: 8080", "  port: 8080\n  port: 8081"),
    report: `environments/shop-dev.yaml:73:3  service.port: is there twice, first in line 72
    keep one of the two
`,
  },
  {
    reason: "anchors and aliases",
    text: exampleText
      .replace("region: us-east-1", "region: &r us-east-1")
      .replace("region: us-east-1\ntags", "region: *r\ntags"),
    report: `environments/shop-dev.yaml:8:9  must not use anchors (&)
    environment files are literal: what a line says is what there is; write the value in each place
environments/shop-dev.yaml:11:11  must not use aliases (*)
    environment files are literal: what a line says is what there is; write the value in each place
`,
  },
  {
    reason: "merge keys",
    text: exampleText.replace("cluster:", "cluster:\n  <<: {}"),
    report: `environments/shop-dev.yaml:59:3  cluster["<<"]: must not use merge keys (<<)
    environment files are literal: write the keys in each place
`,
  },
  {
    reason: "tags",
    text: exampleText.replace("tasksMin: 1", "tasksMin: !!int 1"),
    report: `environments/shop-dev.yaml:76:13  must not use tags (!)
    environment files are literal: what a line says is what there is; write a plain or quoted value
`,
  },
  {
    reason: "directives, which could change how the rest is read",
    text: `%YAML 1.1\n---\n${exampleText}`,
    report: `environments/shop-dev.yaml:1:1  must not use directives (%)
    remove the line
`,
  },
  {
    reason: "explicit keys",
    text: exampleText.replace("cluster:\n  mode: create", "? cluster\n: mode: create"),
    report: `environments/shop-dev.yaml:58:1  must not use explicit keys (?)
    write \`key: value\`
`,
  },
  {
    reason: "keys that are not words",
    text: exampleText.replace("tags:\n", "tags:\n  [a, b]: c\n"),
    report: `environments/shop-dev.yaml:13:3  tags: must have plain keys
    write \`key: value\`
`,
  },
  {
    reason: "__proto__",
    text: exampleText.replace("cluster:", "__proto__: {}\ncluster:"),
    report: `environments/shop-dev.yaml:58:1  __proto__: must not be used as a key
    remove it
`,
  },
  {
    reason: "a second document",
    text: `${exampleText}---\n${exampleText}`,
    report: `environments/shop-dev.yaml:${exampleLines + 1}:1  must be one document, found the beginning of another
    keep one environment in a file: remove the line --- and what follows it
`,
  },
  {
    reason: "content after the end of the document",
    text: `${exampleText}...\nfoo: 1\n`,
    report: `environments/shop-dev.yaml:${exampleLines + 2}:1  must be one document, found the beginning of another
    keep one environment in a file: remove the line --- and what follows it
`,
  },
  {
    reason: "an empty file",
    text: "",
    report: `environments/shop-dev.yaml:1:1  is empty
    start from the file of another environment, or remove this one
`,
  },
  {
    reason: "a file of comments alone",
    text: "# nothing yet\n---\n",
    report: `environments/shop-dev.yaml:1:1  is empty
    start from the file of another environment, or remove this one
`,
  },
  {
    reason: "a word instead of settings",
    text: "hello\n",
    report: `environments/shop-dev.yaml:1:1  must be a section with the keys application, environment, mirrors, differences, account, region, state, tags, network, loadBalancer, domain, frontend, cluster, repository, service, secrets, database, delivery, monitoring, promotion, access, got "hello"
    start from the file of another environment
`,
  },
  {
    reason: "text with a colon that is not in quotes",
    text: exampleText.replace("LOG_LEVEL: info", "LOG_LEVEL: level: info"),
    report: `environments/shop-dev.yaml:83:16  is not YAML: nested mappings are not allowed in compact mappings
    put text that contains ": " in quotes
`,
  },
  {
    reason: "tabs as indent",
    text: exampleText.replace("  mode: create", "\tmode: create"),
    report: `environments/shop-dev.yaml:36:1  is not YAML: tabs are not allowed as indentation
    indent with spaces
`,
  },
  {
    reason: "a quote that is not closed",
    text: exampleText.replace('PORT: "8080"', 'PORT: "8080'),
    report: `environments/shop-dev.yaml:84:16  is not YAML: missing closing "quote
    look for a missing quote, bracket or colon in this line or the one before
`,
  },
  {
    reason: "a key without its colon",
    text: exampleText.replace("tags:\n", "tags\n"),
    report: `environments/shop-dev.yaml:12:1  is not YAML: implicit keys need to be on a single line
    look for a missing colon in this line
`,
  },
  {
    reason: "text that begins with a character that YAML keeps for itself",
    text: exampleText.replace("LOG_LEVEL: info", "LOG_LEVEL: @info"),
    report: `environments/shop-dev.yaml:83:16  is not YAML: plain value cannot start with reserved character @
    put text that begins with this character in quotes
`,
  },
  {
    reason: "a merge that nobody ended",
    text: `<<<<<<< HEAD\n${exampleText}=======\n${exampleText}>>>>>>> theirs\n`,
    report: `environments/shop-dev.yaml:1:1  is the beginning of a merge conflict
    keep one of the two sides, and remove git's lines of <, = and >
`,
  },
  {
    reason: "17 levels of brackets",
    text: `a: ${"[".repeat(17)}${"]".repeat(17)}\n`,
    report: `environments/shop-dev.yaml:1:20  must not nest deeper than 16
    the settings nest 5 deep
`,
  },
  {
    reason: "control characters, which a terminal would not show",
    text: exampleText.replace("info", "in\u001b[8mfo"),
    report: `environments/shop-dev.yaml:83:18  must not contain characters that are not seen, found U+001B
    remove it, or write it as an escape in double quotes
`,
  },
  {
    reason: "a no-break space after a colon, which the parser trips over",
    text: exampleText.replace("region: us-east-1", "region:\u00A0us-east-1"),
    report: `environments/shop-dev.yaml:8:8  must not contain spaces other than the plain one, found a no-break space (U+00A0)
    type a plain space in its place: text from web pages and chats brings such spaces along
`,
  },
  {
    reason: "a no-break space as indent",
    text: exampleText.replace("  vpcId", "\u00A0 vpcId"),
    report: `environments/shop-dev.yaml:16:1  must not contain spaces other than the plain one, found a no-break space (U+00A0)
    type a plain space in its place: text from web pages and chats brings such spaces along
`,
  },
  {
    reason: "a full-width colon after a key, which the parser takes for a part of the text",
    text: exampleText.replace("region: us-east-1", "region：us-east-1"),
    report: `environments/shop-dev.yaml:8:7  must have a plain colon after a key, found ： (U+FF1A)
    type a plain colon and a space in its place
`,
  },
  {
    reason: "a dash of a word processor before an entry of a list",
    text: exampleText.replace(/- (?=\S*\d\/\d)/, "– "),
    report: `environments/shop-dev.yaml:40:5  must have a plain hyphen before each entry of a list, found – (U+2013)
    type a plain hyphen and a space in its place
`,
  },
  {
    reason: "an ideographic space within text",
    text: exampleText.replace("info", "in\u3000fo"),
    report: `environments/shop-dev.yaml:83:18  must not contain spaces other than the plain one, found an ideographic space (U+3000)
    type a plain space in its place: text from web pages and chats brings such spaces along
`,
  },
  {
    reason: "a character that is drawn as nothing",
    text: exampleText.replace("info", "in\u3164fo"),
    report: `environments/shop-dev.yaml:83:18  must not contain characters that are not seen, found U+3164
    remove it, or write it as an escape in double quotes
`,
  },
  {
    reason: "text that changes the direction of reading, so that a review sees something else",
    text: exampleText.replace("info", "in\u202efo"),
    report: `environments/shop-dev.yaml:83:18  must not contain characters that are not seen, found U+202E
    remove it, or write it as an escape in double quotes
`,
  },
])("refuses $reason", ({ text, report }) => {
  expect(problemsOf(reportOn({ [file]: text }))).toBe(report);
});

test("a sign that is seen, although it is made of one that alone is not, may stand in a comment", () => {
  expect(
    reportOn({ [file]: exampleText.replace("# placeholder", "# \u26A0\uFE0F placeholder") }),
  ).toBe("");
});

test.each([
  ["100,000 brackets", "[".repeat(100_000)],
  ["100,000 braces", "a: {".repeat(50_000)],
  ["100,000 dashes", "- ".repeat(100_000)],
  ["700 levels of indent", Array.from({ length: 700 }, (_, i) => `${" ".repeat(i)}a:\n`).join("")],
  [
    "an alias bomb",
    `a: &a [x]\n${Array.from({ length: 9 }, (_, i) => `b${i}: &b${i} [*a, *a]`).join("\n")}\n`,
  ],
  ["60,000 tags", "!x ".repeat(60_000)],
  [
    "40,000 keys",
    Array.from({ length: 40_000 }, (_, i) => `k${i}:\n`)
      .join("")
      .slice(0, 250_000),
  ],
  ["100,000 commas", `[${",".repeat(100_000)}`],
  ["100,000 closing brackets", "}\n".repeat(100_000)],
])("refuses %s within seconds and without a trace", (_, text) => {
  const before = process.cpuUsage();
  const report = reportOn({ [file]: text });
  expect(report).toMatch(/^environments\/shop-dev\.yaml:\d+:\d+ {2}.+\n {4}.+\n/);
  expect(report.length).toBeLessThan(30_000);
  expect(process.cpuUsage(before).user).toBeLessThan(10_000_000); // microseconds
});

test("a file of 256 KiB is read and one byte more is refused without reading it", () => {
  const ofSize = (bytes: number) => `${exampleText}#${"x".repeat(bytes - exampleText.length - 1)}`;
  expect(loadFiles({ [file]: ofSize(256 * 1024) }).ok).toBe(true);
  const fix =
    "\n    an environment file has less than 10 KiB; look for what does not belong here\n";
  expect(problemsOf(reportOn({ [file]: ofSize(256 * 1024 + 1) }))).toBe(
    `environments/shop-dev.yaml:1:1  must be at most 256 KiB, got 257 KiB${fix}`,
  );
  expect(problemsOf(reportOn({ [file]: "a".repeat(10_000_000) }))).toBe(
    `environments/shop-dev.yaml:1:1  must be at most 256 KiB, got 9766 KiB${fix}`,
  );
});

test.each([
  ["Latin 1", Buffer.from(exampleText.replace("us-east-1", "é"), "latin1"), placeOf("us-east-1")],
  ["UTF-16", Buffer.from(`\uFEFF${exampleText}`, "utf16le"), "1:1"],
])("refuses %s, where it begins", (_, bytes, place) => {
  expect(problemsOf(reportOn({ [file]: bytes }))).toBe(
    `environments/shop-dev.yaml:${place}  is not UTF-8 text from here on\n    save it in your editor with the encoding UTF-8\n`,
  );
});

/** Line and column of the words in the example, as an editor has them. */
function placeOf(words: string): string {
  const before = exampleText.slice(0, exampleText.indexOf(words)).split("\n");
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

test("a file is named for its environment", () => {
  expect(problemsOf(reportOn({ "shop-test.yaml": exampleText }))).toBe(
    `environments/shop-test.yaml:2:14  must be named shop-dev.yaml for this application and environment, got shop-test.yaml
    rename the file, or set application and environment to what its name says
`,
  );
});

test("a copy that nobody renamed inside is reported once, not for all that it has in common", () => {
  const files = { [file]: exampleText, "shop-new.yaml": exampleText };
  expect(problemsOf(reportOn(files))).toBe(
    `environments/shop-new.yaml:2:14  is a second file for shop-dev, beside shop-dev.yaml
    remove one of the two, or give this one its own application and environment
`,
  );
});

test("refuses two files for one environment, whatever their names", () => {
  const files = {
    [file]: exampleText,
    "shop-dev-copy.yaml": exampleText,
    "shop-dev.yml": exampleText,
  };
  expect(
    problemsOf(reportOn({ ...files, "other.YAML": "" })),
  ).toBe(`environments/other.YAML  must end in .yaml
    rename it to other.yaml

environments/shop-dev-copy.yaml:2:14  is a second file for shop-dev, beside shop-dev.yaml
    remove one of the two, or give this one its own application and environment

environments/shop-dev.yml  must end in .yaml
    it is a second file for the environment of shop-dev.yaml: keep one of the two
`);
});

test("refuses a directory that is missing, a file, or without environment files", () => {
  const directory = environmentFiles({ "README.md": "" });
  const empty =
    "environments  has no environment file\n    add one, named <application>-<environment>.yaml\n";
  expect(problemsOf(reportOnDirectory(directory))).toBe(empty);
  expect(problemsOf(reportOnDirectory(join(directory, "none")))).toBe(
    "none  is not in this folder\n    change to the folder that holds it; a repository of your own begins with npx slipway new\n",
  );
  expect(problemsOf(reportOnDirectory(join(directory, "README.md")))).toBe(
    "README.md  is a file\n    it must be a folder with one file for each environment\n",
  );
});

test("refuses links and folders in the place of a file; a second name of the same file is a file", () => {
  const directory = environmentFiles({ [file]: exampleText });
  symlinkSync(join(directory, file), join(directory, "shop-link.yaml"));
  symlinkSync("nowhere", join(directory, "shop-lost.yaml"));
  symlinkSync("shop-loop.yaml", join(directory, "shop-loop.yaml"));
  mkdirSync(join(directory, "shop-folder.yaml"));
  const link = `is a symbolic link
    put the file itself here: a review of this folder does not show what a link points to
`;
  expect(problemsOf(reportOnDirectory(directory))).toBe(
    `environments/shop-folder.yaml:1:1  is not a file
    remove it, or give it another ending

environments/shop-link.yaml:1:1  ${link}
environments/shop-loop.yaml:1:1  ${link}
environments/shop-lost.yaml:1:1  ${link}`,
  );
  const hard = environmentFiles({});
  linkSync(join(directory, file), join(hard, file));
  expect(loadEnvironments(hard).ok).toBe(true);
});

test("refuses a file that may not be read", () => {
  const directory = environmentFiles({ [file]: exampleText });
  chmodSync(join(directory, ".."), 0o755);
  chmodSync(join(directory, file), 0o000);
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.("nobody"); // root may read everything
  const report = reportOnDirectory(directory);
  if (root) process.seteuid?.(0);
  expect(problemsOf(report)).toBe(
    "environments/shop-dev.yaml:1:1  cannot be read (EACCES)\n    look at the file's owner and permissions\n",
  );
});

test("a file with hundreds of problems shows fifty and counts the rest", () => {
  const keys = Array.from({ length: 200 }, (_, index) => `key${index}: 1\n`).join("");
  const report = reportOn({ [file]: exampleText + keys });
  expect(report.match(/is not a setting/g)).toHaveLength(50);
  expect(report).toContain("environments/shop-dev.yaml  and 150 more problems\n");
});
