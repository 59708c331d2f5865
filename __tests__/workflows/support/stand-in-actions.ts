import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { pinnedActions } from "../../pipelines/support/pinned-actions";

/** Inputs that each stand-in takes, as the real action names them, each with the real action's default. */
const inputs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "actions/checkout": { ref: "", path: "", "persist-credentials": "true" },
  "actions/download-artifact": { name: "", pattern: "", path: "", "merge-multiple": "false" },
  "actions/setup-node": { "node-version": "", "package-manager-cache": "true" },
  "actions/upload-artifact": {
    name: "artifact",
    path: "",
    "if-no-files-found": "warn",
    "retention-days": "",
    overwrite: "false",
    "include-hidden-files": "false",
  },
  "aws-actions/amazon-ecr-login": {},
  "aws-actions/configure-aws-credentials": {
    "role-to-assume": "",
    "role-session-name": "GitHubActions",
    "role-duration-seconds": "",
    "aws-access-key-id": "",
    "aws-secret-access-key": "",
    "aws-region": "",
    "allowed-account-ids": "",
    audience: "sts.amazonaws.com",
  },
  "docker/build-push-action": {
    context: "",
    file: "",
    "build-args": "",
    platforms: "",
    provenance: "",
    sbom: "",
    push: "false",
    tags: "",
  },
  "docker/setup-buildx-action": {},
  "hashicorp/setup-terraform": { terraform_version: "latest", terraform_wrapper: "true" },
};

/** Makes an action in a folder for each that workflows may use; gives the options by which `act` takes it, at the pinned commit alone. */
export function writeStandInActions(folder: string): string[] {
  const body = join(__dirname, "stand-in-action.js");
  return Object.entries(pinnedActions).flatMap(([name, { sha }]) => {
    const known = inputs[name];
    if (known === undefined) throw new Error(`there is no stand-in for ${name}`);
    const path = join(folder, name.replace("/", "-"));
    mkdirSync(path, { recursive: true });
    const action = {
      name: `stand-in for ${name}`,
      inputs: Object.fromEntries(
        Object.entries(known).map(([input, value]) => [input, { default: value }]),
      ),
      runs: { using: "node24", main: "index.js" },
    };
    writeFileSync(join(path, "action.yml"), stringify(action));
    const given = [name, Object.keys(known)].map((word) => JSON.stringify(word)).join(", ");
    writeFileSync(join(path, "index.js"), `require(${JSON.stringify(body)})(${given});\n`);
    return ["--local-repository", `${name}@${sha}=${path}`];
  });
}
