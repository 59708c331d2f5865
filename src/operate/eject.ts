import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { CommandError } from "../base/errors";
import { stackFileName, stackFolder, terraformFileName } from "../contract/written-stacks";

type Json = { readonly [key: string]: unknown };

/**
 * Writes a synthesized environment as a folder that `terraform` or `tofu` runs alone: the same addresses and the same state, without
 * Slipway and its framework. Gives the names of the files. Throws a {@link CommandError} when something stands there already.
 */
export function ejectStack(name: string, folder: string): readonly string[] {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new CommandError(2, `${folder} is there already and is not empty: name another folder.`);
  }
  const stack = readJson(join(stackFolder(name), stackFileName));
  const minimum = readJson(join(stackFolder(name), terraformFileName));
  const files = ejectedFiles(name, stack, minimum);
  // Whole or not at all: a folder with half of an environment's resources would plan to destroy the others.
  mkdirSync(dirname(folder), { recursive: true });
  const draft = join(dirname(folder), `.${basename(folder)}.${process.pid}`);
  mkdirSync(draft);
  try {
    for (const [file, text] of Object.entries(files)) writeFileSync(join(draft, file), text);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return Object.keys(files);
}

/** The files of the folder by name. Resources stand under their addresses, as in the state; what the framework noted for itself is gone. */
function ejectedFiles(name: string, stack: Json, minimum: Json): Record<string, string> {
  const { terraform, provider, ...rest } = withoutNotes(stack) as Json;
  const { backend, ...settings } = terraform as Json;
  const required = (minimum["terraform"] ?? {}) as Json;
  return {
    "README.md": readme(name, backend as Json, settings),
    ".gitignore": ".terraform/\n*.tfplan\nplan\n",
    "backend.tf.json": written({ terraform: { backend } }),
    "providers.tf.json": written({ terraform: { ...required, ...settings }, provider }),
    "main.tf.json": written(rest),
  };
}

/** Without the keys `//`, under which the framework notes its construct paths; Terraform reads them as comments. */
function withoutNotes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNotes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "//")
      .map(([key, entry]) => [key, withoutNotes(entry)]),
  );
}

function written(value: Json): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function readJson(file: string): Json {
  return JSON.parse(readFileSync(file, "utf8")) as Json;
}

function readme(name: string, backend: Json, { required_providers }: Json): string {
  const { bucket, key } = backend["s3"] as { readonly bucket: string; readonly key: string };
  const { version } = (required_providers as { readonly aws: { readonly version: string } }).aws;
  return `# ${name}, in Terraform alone

The environment as Slipway made it, with the same addresses and the same state (\`s3://${bucket}/${key}\`). It needs
Terraform 1.11 or OpenTofu 1.12 or later, and the AWS provider ${version}; nothing of Slipway.

\`\`\`sh
terraform init
terraform providers lock -platform=linux_amd64 -platform=darwin_arm64   # once; commit .terraform.lock.hcl
terraform plan    # must say: No changes
\`\`\`

When the plan is not empty, something was changed since the last apply: apply that first, with Slipway, then eject again.

## From now on

- One of the two works on this state. Remove \`environments/${name}.yaml\` from the other repository without \`destroy\`: the resources are now this folder's.
- \`*.tf.json\` is Terraform's JSON syntax. To write HCL instead, move one resource after the other: the address is what counts.
- The deployer goes on: images are scanned, migrated and rolled out, and the image pointer, which this folder reads, is written by it.
- What ended: the check of the file, the comparison with a mirror, the review of plans, and the lock between an apply and a release. Look whether
  the deployer runs before you apply, or a plan may be out of date when it is applied.
`;
}
