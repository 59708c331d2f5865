import type { z } from "zod";
import { identity } from "../../src/config/identity";
import { environmentSchema } from "../../src/config/schema";
import { entryOf, modesOf, type Setting, settingOf, shapeOf } from "../../src/config/schema-walk";
import { mustOf } from "./must";

type Shape = Readonly<Record<string, z.ZodType>>;

/** `docs/environment-files.md`: how to write an environment file, and every setting with its values and limits. */
export function fieldReference(): string {
  const shape = shapeOf(environmentSchema) ?? {};
  const own: Shape = Object.fromEntries(Object.entries(shape).filter(([key]) => key in identity));
  const sections = Object.entries(shape).filter(([key]) => !(key in identity));
  return [
    introduction,
    "## Settings",
    "Every key is required but for those that are said to be optional: absent means off. A setting that does not apply is `null`, `[]` or `{}`.",
    "### The environment itself",
    table(own, ""),
    ...nested(own, "", 4),
    ...sections.flatMap(([key, schema]) => section(key, settingOf(schema), 3)),
  ]
    .join("\n\n")
    .concat("\n");
}

function section(path: string, setting: Setting, level: number): string[] {
  const heading = `${"#".repeat(level)} \`${path}\``;
  const shape = shapeOf(setting.schema);
  if (shape) {
    return [heading, setting.description, table(shape, path), ...nested(shape, path, level + 1)];
  }
  const modes = modesOf(setting.schema).flatMap((mode) => {
    const { [mode.key]: _, ...members } = mode.shape;
    const title = `**\`${mode.key}: ${mode.value}\`** ${mode.description}`;
    const isEmpty = Object.keys(members).length === 0;
    return [title, ...(isEmpty ? [] : [table(members, path)]), ...nested(members, path, level + 1)];
  });
  return [heading, setting.description, ...modes];
}

/** The sections within a section, each under its own heading. */
function nested(shape: Shape, path: string, level: number): string[] {
  return Object.entries(shape).flatMap(([key, schema]) => {
    const setting = settingOf(schema);
    const full = path ? `${path}.${key}` : key;
    if (isSection(setting)) return section(full, setting, level);
    const entry = entryOf(setting.schema);
    if (!entry || !isSection(settingOf(entry))) return [];
    const inside = settingOf(entry);
    const name = mustOf(setting).startsWith("a list") ? `${full}[]` : `${full}.<name>`;
    return section(name, { ...inside, description: inside.description || "Each entry:" }, level);
  });
}

function table(shape: Shape, path: string): string {
  const rows = Object.entries(shape).map(([key, schema]) => {
    const setting = settingOf(schema);
    const name = path ? `${path}.${key}` : key;
    const must = mustOf(setting).replaceAll(", or null", "");
    const value = `${must}${setting.nullable ? ", or null" : ""}${setting.optional ? "; optional" : ""}`;
    return `| \`${name}\` | ${cell(value)} | ${cell(setting.description)} |`;
  });
  return ["| Setting | Value | What it is |", "|---|---|---|", ...rows].join("\n");
}

function isSection({ schema }: Setting): boolean {
  return shapeOf(schema) !== undefined || modesOf(schema).length > 0;
}

/** Text in one cell of a table. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

/** The part of `docs/environment-files.md` that is written by hand. */
const introduction = `# Environment files

<!-- Made by \`npm run generate\` from src/config; change it there. -->

One file in \`environments/\` is one environment, all of it: nothing is merged into it, nothing is taken from the shell, and no
setting has a default. Two files have the same keys in the same order, so \`diff eec-dev.yaml eec-prod.yaml\` is the whole
difference between two environments.

## Writing one

1. Let \`npx slipway init shop test\` write it, like the environment that is most like the new one. On a terminal it asks, and Enter
   keeps what is in brackets; \`npx slipway init --help\` lists the flags, with which it needs nobody. Names follow from application and
   environment; the rest is copied. It never overwrites a file, and what it writes is valid. The file is called
   \`<application>-<environment>.yaml\`, and that is the name of the environment everywhere: \`npm run plan eec-dev\`.
2. Go through its lines. Those with the comment \`placeholder\` hold values that only you know: account, network, zones, people.
3. Run \`npm start\`. It reports everything that is wrong in all files at once, and what to do:

   \`\`\`
   environments/eec-dev.yaml:90:13  service.cpuUnits: must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, got 300
       CPU of one task in units, 1024 to a vCPU: 256 to 16384 as Fargate sells them
   \`\`\`

   Nothing is written until every file is right. A command for one environment, such as \`slipway status eec-prod\`, opens its file and
   those that it mirrors or takes images from, so that a mistake in another's file keeps nobody from it.
4. Remove the word \`placeholder\` from each line that you have filled; \`npm start\` counts those that are left.

An editor with the YAML language server (in VS Code: the extension *YAML* by Red Hat) completes and explains the settings as
you type, because each file begins with \`# yaml-language-server: $schema=./schema.json\`.

## What YAML may be used

The files are YAML 1.2, and literal: what a line says is what there is. Anchors, aliases, merge keys, tags, directives, a second
document, a key twice and characters that a review does not show are refused. \`yes\` and \`no\` are text; write \`true\` and \`false\`.
Account ids and versions are text: put them in quotes (\`"111111111111"\`, \`"17"\`). A file has at most 256 KiB, is UTF-8, and is
a file, not a link to one.

## Rules between settings

- Every name made from \`application\` and \`environment\` must be one that AWS accepts. The access log bucket is the longest of them:
  the two words together may have about 25 characters.
- \`service.memoryMiB\` is one of the sizes that Fargate sells with \`service.cpuUnits\`; \`tasksMin\` is at most \`tasksMax\`.
- The database's subnets are in no other tier. Tasks may share the subnets of an internal load balancer, not of an
  internet-facing one.
- An internal load balancer admits ranges of /8 or narrower (/16 for IPv6), and every load balancer admits somebody. IPv6 ranges need
  \`ipAddressType: dualstack\`. Ranges in \`egress.cidrs\` and \`resolverCidrs\` are of the same width; everywhere is \`mode: anywhere\` with
  a reason.
- The host name is inside \`hostedZone\` and, for a managed certificate, inside \`validationZone\`.
- The listener and the certificate are of this account and region; secrets and their keys are of this region; a secret of another
  account names its key. All ARNs are of the region's partition.
- With \`database.mode: create\` exactly one secret has \`source: database\`, otherwise none.
- A variable is plain or secret, not both; one whose name or value looks like a password, key or token must be a secret. Variables by which
  ECS and the AWS libraries find region and credentials (\`AWS_REGION\`, \`AWS_ACCESS_KEY_ID\`, \`ECS_…\`) are not set.
- The waits of \`delivery\` fit into the 25,000 events that Step Functions keeps of one execution: a long limit wants a slower poll. Each
  finding has one waiver.
- \`database.maxStorageGiB\` is at least a tenth above \`storageGiB\`; both windows have 30 minutes or more and do not meet.
- \`tags\` has at most 40, none of them \`application\`, \`environment\` or \`managed-by\`, which every resource has.
- \`mirrors\` names another environment of the same application that itself mirrors none. \`differences\` are paths of settings, each
  once, and only beside \`mirrors\`; what identifies an environment (account, network, zones, names) is not declared.
- With \`promotion.source\` only the promoter pushes: there are no developers, no other pushers and no workflow that deploys, and what the
  file says of the other environment is what that environment's file says. That environment is tested, and where it is in another account it
  lists the promoter under \`access.promotionReaders\`. A tester needs a \`testCommand\`.
- The GitHub environments of plan, apply and deploy differ, so that whoever plans cannot apply; an account has one identity provider
  for GitHub, which one environment makes.
- Environments of one account share one state bucket; no two use the same repository, host name or listener priority.
- On a cluster that others own, \`service.execEnabled: true\` takes \`cluster.execRecords\`: the log group in which the cluster records the
  sessions, which a plan looks up, or the reason why none are recorded.
- In one account no environment's name begins with another's and a dash, such as \`eec-dev\` and \`eec-dev-test\`: the roles of the first
  reach what begins with \`eec-dev-\`. A hosted zone is private in every file that names it, or public
  in every one.`;
