import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

/** The environment whose life is taken on by later versions, and the one that it mirrors. */
const kept = ["eec-dev", "eec-prod"] as const;

/**
 * `node --require ./bin/register.js tools/keep-release.ts <version> [<checkout>]`, once a release: keeps an environment file of it and the Terraform that it
 * writes for that, so that `npm run test:apply` goes on proving that an environment which it applied can be planned by every later version. The checkout
 * must have been synthesized.
 */
function keepRelease(version: string, checkout: string): void {
  const target = resolve("__tests__/fixtures/releases", version);
  mkdirSync(target, { recursive: true });
  for (const name of kept) {
    cpSync(
      join(checkout, "environments", `${name}.yaml`),
      join(target, "environments", `${name}.yaml`),
    );
  }
  const [name] = kept;
  const terraform = readFileSync(join(checkout, "cdktf.out/stacks", name, "cdk.tf.json"), "utf8");
  writeFileSync(
    join(target, `${name}.tf.json.gz`),
    gzipSync(withoutMetadata(terraform), { level: 9 }),
  );
}

/** Terraform's JSON without the framework's comments, which are half of it. */
function withoutMetadata(json: string): string {
  return JSON.stringify(JSON.parse(json, (key, value) => (key === "//" ? undefined : value)));
}

const [version = "", checkout = "."] = process.argv.slice(2);
if (/^[\w.-]+$/.test(version)) {
  keepRelease(version, checkout);
} else {
  process.stderr.write(
    "say which version: node --require ./bin/register.js tools/keep-release.ts 1.2.0\n",
  );
  process.exitCode = 2;
}
