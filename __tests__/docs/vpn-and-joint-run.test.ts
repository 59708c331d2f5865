import { readFileSync } from "node:fs";
import * as acm from "@aws-sdk/client-acm";
import * as ec2 from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { program } from "../../src/cli/program";
import { namesOf } from "../../src/contract/names";
import { outcomes } from "../../src/contract/outcomes";
import { fixtureEnvironment } from "../support/fixture-environments";
import { memoryTerminal } from "../support/memory-terminal";

const page = (file: string) => readFileSync(`docs/${file}`, "utf8");
const vpn = part(page("access.md"), "\n## OHSH-610: VPN\n");
const joint = part(page("promotion.md"), "\n## The joint run on the real account (OHSH-635)\n");

/** A section of a page, up to the next of its rank. */
function part(text: string, heading: string): string {
  const [, after] = text.split(heading);
  if (after === undefined) throw new Error(`no section ${heading.trim()}`);
  return after.split("\n## ")[0] ?? "";
}

/** What stands between backticks, and the lines of boxes. */
function quoted(text: string): readonly string[] {
  const boxes = [...text.matchAll(/```\w*\n([\s\S]*?)```/g)].flatMap(([, lines = ""]) =>
    lines.trim().split("\n"),
  );
  const words = text.replaceAll(/```\w*\n[\s\S]*?```/g, "").matchAll(/`([^`\n]+)`/g);
  return [...new Set([...[...words].map(([, one = ""]) => one), ...boxes])];
}

/** The settings with the values that they may have, and the forms of sections (`mode: cdn`), as the generated page lists them. */
const settingsPage = page("environment-settings.md");
const settings = new Map(
  [...settingsPage.matchAll(/^\| `([\w.]+)` \| ([^|]*) \|/gm)].map(
    ([, path = "", values = ""]) => [path, values] as const,
  ),
);
const forms = new Set(
  settingsPage.split(/^#+ `(?=[\w.]+`$)/m).flatMap((section) => {
    const [path = ""] = section.split("`");
    return [...section.matchAll(/^\| \*\*`(\w+: \w+)`\*\*/gm)].map(([, form]) => `${path}.${form}`);
  }),
);
const scripts = JSON.parse(readFileSync("package.json", "utf8")).scripts;
const slipway = program(memoryTerminal()).commands;
const { vpnLogGroup } = namesOf(fixtureEnvironment("eec-dev"));

/** Whether a setting is there, by its path or below `access.vpn`, and may have the value. */
function isSetting(words: string): boolean {
  const [, path = "", value = ""] = /^([A-Za-z][\w.]*)(?:: (\w+))?$/.exec(words) ?? [];
  const places = ["", "access.vpn.", "access.vpn.authentication."].map((at) => `${at}${path}`);
  if (value === "") {
    const keys = [...settings.keys(), ...[...forms].map((form) => form.split(":")[0] ?? "")];
    return keys.some((key) => places.some((at) => key === at || key.startsWith(`${at}.`)));
  }
  return places.some(
    (at) =>
      forms.has(`${at}: ${value}`) || new RegExp(`\\b${value}\\b`).test(settings.get(at) ?? ""),
  );
}

const operations = { ec2, acm };

/** Whether an API has the operation of a command such as `describe-certificate`. */
function hasOperation(service: string, command: string): boolean {
  const name = command.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return `${name}Command` in (Reflect.get(operations, service) ?? {});
}

/** What a name of these pages may be, and whether one is. */
const kinds: Readonly<Record<string, (words: string) => boolean>> = {
  "a command of slipway": (words) => {
    const [, name, rest = ""] = /^(?:npx )?slipway ([\w-]+)(.*)$/.exec(words) ?? [];
    const command = slipway.find((one) => one.name() === name);
    const known = ["--help", ...(command?.options ?? []).map(({ long }) => long)];
    const options = rest.match(/(?<= )--[\w-]+/g) ?? [];
    return command !== undefined && options.every((one) => known.includes(one));
  },
  "a script": (words) => (/^npm run ([\w:]+)( [\w-]+)?$/.exec(words)?.[1] ?? "") in scripts,
  "a setting": isSetting,
  "an operation of AWS": (words) => {
    const [, service = "", command = ""] = /^aws (\w+) ([\w-]+)/.exec(words) ?? [];
    return hasOperation(service, command);
  },
  "an event of CloudTrail": (words) => `${words}Command` in ec2,
  "the log group": (words) => words === vpnLogGroup,
  "an outcome": (words) => outcomes.some(({ kind }) => kind === words),
  "a repository": (words) =>
    ["eec-dev", "eec-prod"].some((name) => fixtureEnvironment(name).repository.name === words),
};

/** Words of others, each looked at: they are nothing of ours that could be renamed. */
const ofOthers = [
  ...["200", "http://", "memberOf", "certificate", "docker push", "denied"],
  ...["connection-attempt-status", "username", "client-ip"], // columns of AWS's connection log
  ...["/", "/any/path", "/api/nothing"], // addresses that a person types
  "{setting: access.vpn, because: …}",
];

const isCurl = (words: string) => words.startsWith("curl ");

test.each([
  ["access.md, OHSH-610", vpn, 25],
  ["promotion.md, OHSH-635", joint, 15],
])("every name of %s is one that exists", (_, text, atLeast) => {
  const names = quoted(text).filter((words) => !isCurl(words) && !ofOthers.includes(words));
  expect(names.length).toBeGreaterThan(atLeast);
  const unknown = names.filter((words) => !Object.values(kinds).some((is) => is(words)));
  expect(unknown).toEqual([]);
});

test.each([
  [
    "a command of slipway",
    "npx slipway vpn-config eec-dev > eec-dev.ovpn",
    "npx slipway vpn-export eec-dev",
  ],
  [
    "a command of slipway",
    "slipway promote eec-dev eec-prod --dry-run",
    "slipway promote a b --dry",
  ],
  ["a script", "npm run plan eec-dev", "npm run replan"],
  ["a setting", "authentication.groups", "authentication.people"],
  ["a setting", "zones: perZone", "zones: all"],
  ["a setting", "frontend.mode: cdn", "frontend.mode: edge"],
  ["an operation of AWS", "aws acm describe-certificate", "aws acm describe-certificates"],
  ["an event of CloudTrail", "AuthorizeClientVpnIngress", "AuthoriseClientVpnIngress"],
  ["the log group", "/slipway/eec-dev/vpn", "/slipway/vpn"],
  ["an outcome", "rollout-failed", "rollout-broken"],
])("distinguishes %s from another word: %s, not %s", (kind, known, unknown) => {
  expect([kinds[kind]?.(known), Object.values(kinds).some((is) => is(unknown))]).toEqual([
    true,
    false,
  ]);
});

test("the joint run has a row for the VPN and for the frontend: granted and revoked, published and not reached past CloudFront", () => {
  const rows = joint.split("\n").filter((line) => /^\| \d+ \|/.test(line));
  expect(rows.map((row) => Number(row.split("|")[1]))).toEqual(rows.map((_, index) => index + 1));
  for (const words of [
    /VPN/,
    /takes that developer out of the group/,
    /frontend\.mode: cdn/,
    /by its own name, from the Internet/,
  ]) {
    expect(rows.filter((row) => words.test(row)).length).toBe(1);
  }
});
