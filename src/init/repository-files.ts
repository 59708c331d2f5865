import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { overrides, version } from "../../package.json";

/** The tarball of this very version, beside `package.json`. */
export const tarball = `file:slipway-${version}.tgz`;

/** Which pipelines a repository gets. */
export const pipelines = ["github", "jenkins", "both", "none"] as const;

/** One of {@link pipelines}. */
export type Pipelines = (typeof pipelines)[number];

const templates = resolve(__dirname, "../../templates");

/**
 * Every file of a team's repository besides its environments, by path: the same for the same answers. Nothing but the README names an
 * environment.
 */
export function repositoryFiles(props: {
  readonly application: string;
  /** The environments' names, in the order in which they are applied. */
  readonly environments: readonly string[];
  /** Accounts that need a state bucket. */
  readonly accounts: readonly string[];
  readonly pipelines: Pipelines;
  /** Where npm finds slipway: a tarball's path or address, or an exact version. */
  readonly slipway: string;
}): ReadonlyMap<string, string> {
  const { application, pipelines } = props;
  const isWith = (kind: Pipelines) => pipelines === kind || pipelines === "both";
  return new Map([
    ["README.md", readme(props)],
    ["package.json", manifest(application, props.slipway)],
    ["cdktf.json", cdktfJson(application)],
    [
      ".gitignore",
      "node_modules/\ncdktf.out\ncdktf.out.new-*\n.terraform/\n*.tfstate\n*.tfstate.*\n",
    ],
    [
      ".npmrc",
      "ignore-scripts=true\nomit-lockfile-registry-resolved=true\nfund=false\naudit=false\n",
    ],
    ...folder("test", "test"),
    ...(isWith("github") ? folder("github", ".github") : []),
    ...(isWith("jenkins") ? folder("jenkins", "jenkins") : []),
    ...folder("deploy", "deploy"),
  ]);
}

function manifest(application: string, slipway: string): string {
  const content = {
    name: `${application}-environments`,
    private: true,
    scripts: {
      start: "slipway check",
      test: "slipway check && slipway parity && node --test test/review.test.js",
      synth: "cdktf synth",
      plan: "slipway plan",
      apply: "slipway apply",
    },
    engines: { node: ">=20.9" },
    dependencies: { slipway },
    overrides,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function cdktfJson(application: string): string {
  const content = {
    language: "typescript",
    app: "node --max-semi-space-size=8 --initial-old-space-size=128 --require slipway/register node_modules/slipway/main.ts",
    projectId: application,
    sendCrashReports: "false",
    terraformProviders: [],
    terraformModules: [],
    context: {},
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** A folder of templates, as it is, by path in the repository. */
function folder(from: string, to: string): (readonly [string, string])[] {
  const root = join(templates, from);
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(root, path)).isFile())
    .map((path) => path.split(sep).join("/"))
    .sort()
    .map((path) => [`${to}/${path}`, readFileSync(join(root, path), "utf8")]);
}

function readme(props: {
  readonly application: string;
  readonly environments: readonly string[];
  readonly accounts: readonly string[];
  readonly slipway: string;
}): string {
  const [first = ""] = props.environments;
  const [account = ""] = props.accounts;
  return `# Environments of ${props.application}

What runs in AWS for ${props.application} is in \`environments/\`, one file each: ${props.environments.join(", ")}. Everything else comes from the package \`slipway\`.

## The next five commands

\`\`\`sh
npm install                             # once; commit package-lock.json${props.slipway === tarball ? " and the tarball of slipway, which lies here" : ""}
npm start                               # checks the files and says which lines are placeholders: put the real values there
npm test                                # files, parity, and what the review says of the plans in test/plans
npx cdktf apply state-${account}      # once for each account, with its credentials: where Terraform keeps its state
npm run plan ${first} && npm run apply ${first}
\`\`\`

Plan and apply need Terraform 1.11 or OpenTofu 1.12 and credentials of the environment's account.

To add an environment: \`npx slipway init ${props.application} <environment>\`. To upgrade: another version in package.json, \`npm install\`, then plan.

The documents are in node_modules/slipway/docs: DEPLOYMENT_COOKBOOK.md from an empty account on, environment-settings.md for every setting,
container.md for what an image must be, github-actions.md and jenkins.md for the pipelines, library.md for resources of your own.
`;
}
