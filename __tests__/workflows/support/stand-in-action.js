// What the stand-ins for other people's actions do; stand-in-actions.ts makes an action of each, which calls this with its name.
// Each notes what it was given, so that a test can compare it, and refuses what the real one would refuse.
const { execFileSync } = require("node:child_process");
const {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
} = require("node:fs");
const { basename, join, resolve } = require("node:path");

const environment = process.env;
const root = resolve(__dirname, "../../..");
const folder = environment.STAND_INS;
const artifacts = join(folder, "artifacts");

/** Value of an input; empty where the step gives none. */
const input = (name) => environment[`INPUT_${name.toUpperCase()}`] ?? "";
const output = (name, value) => appendFileSync(environment.GITHUB_OUTPUT, `${name}=${value}\n`);
const variable = (name, value) => appendFileSync(environment.GITHUB_ENV, `${name}=${value}\n`);
const run = (program, ...words) => execFileSync(program, words, { encoding: "utf8" }).trim();

const actions = {
  /** The commit that was asked for, out of the repository of the run. First happens what a test lets happen before this job. */
  "actions/checkout"() {
    const meanwhile = JSON.parse(environment.STAND_IN_MEANWHILE ?? "{}")[environment.GITHUB_JOB];
    if (meanwhile) run(process.execPath, "-e", meanwhile);
    const path = resolve(input("path") || ".");
    run("git", "clone", "--quiet", "--no-checkout", environment.STAND_IN_REPOSITORY, path);
    const ref = input("ref") || environment.GITHUB_SHA;
    run("git", "-C", path, "-c", "advice.detachedHead=false", "checkout", "--quiet", ref);
  },

  "actions/setup-node"() {},
  "hashicorp/setup-terraform"() {},
  "docker/setup-buildx-action"() {},

  "actions/upload-artifact"() {
    const path = input("path");
    if (!existsSync(path)) {
      if (input("if-no-files-found") !== "error") return;
      throw new Error(`No files were found with the provided path: ${path}`);
    }
    const artifact = join(artifacts, input("name"));
    if (existsSync(artifact) && input("overwrite") !== "true") {
      throw new Error(`an artifact with this name already exists: ${input("name")}`);
    }
    rmSync(artifact, { recursive: true, force: true });
    mkdirSync(artifact, { recursive: true });
    cpSync(path, join(artifact, basename(path)));
  },

  "actions/download-artifact"() {
    const [before, after] = (input("pattern") || input("name")).split("*");
    const found = existsSync(artifacts)
      ? readdirSync(artifacts).filter((name) =>
          after === undefined ? name === before : name.startsWith(before) && name.endsWith(after),
        )
      : [];
    if (found.length === 0 && after === undefined) {
      throw new Error(`Unable to download artifact(s): Artifact not found for name: ${before}`);
    }
    for (const name of found) {
      cpSync(join(artifacts, name), input("path") || ".", { recursive: true });
    }
  },

  /** AWS's answer to a job's token: by the trust policy of the role that is asked for. */
  "aws-actions/configure-aws-credentials"() {
    const { roles, subjects } = JSON.parse(environment.STAND_IN_AWS);
    const subject = (subjects[environment.GITHUB_JOB] ?? "").replace(
      "${{ matrix.environment }}",
      environment.ENVIRONMENT,
    );
    const trusted = roles[input("role-to-assume")];
    if (trusted?.audience !== input("audience") || !trusted.subjects.includes(subject)) {
      throw new Error("Not authorized to perform sts:AssumeRoleWithWebIdentity");
    }
    if (input("allowed-account-ids") !== trusted.account) {
      throw new Error("The account ID of the provided credentials is not in the allowed list");
    }
    variable("AWS_REGION", input("aws-region"));
    for (const [name, value] of Object.entries(trusted.variables)) variable(name, value);
  },

  "aws-actions/amazon-ecr-login"() {
    if (!environment.AWS_ACCESS_KEY_ID) throw new Error("Credentials could not be loaded");
  },

  /** What buildah builds of the context, on stand-ins for the base images, pushed to the emulator's registry, where its scan ends at once. */
  async "docker/build-push-action"() {
    const [host, name] = input("tags").split(/\/(.*)/);
    const { registries, scan, fixtures, builder } = JSON.parse(environment.STAND_IN_REGISTRY);
    if (registries[host] === undefined)
      throw new Error(`failed to push ${input("tags")}: no such host`);
    for (const path of [input("context"), input("file")]) {
      if (!existsSync(path)) throw new Error(`lstat ${path}: no such file or directory`);
    }
    const to = `${registries[host]}/${name}`;
    const { into, variables } = JSON.parse(readFileSync(builder, "utf8"));
    const options = {
      ...{ context: resolve(input("context")), dockerfile: resolve(input("file")), into, to },
      values: Object.fromEntries(lines("build-args").map((line) => line.split(/=(.*)/s))),
    };
    const build = ["--require", join(root, "bin/register.js"), join(__dirname, "build.ts")];
    const digest = execFileSync(process.execPath, [...build, JSON.stringify(options)], {
      ...{ cwd: root, env: variables, encoding: "utf8" },
    }).trim();
    await fetch(fixtures, { method: "POST", body: JSON.stringify({ scans: { [digest]: scan } }) });
    output("digest", digest);
  },
};

/** Values of an input that has one a line. */
function lines(name) {
  return input(name).split("\n").filter(Boolean);
}

/** Does what the action does; a failure ends the step with one line. */
module.exports = async function standIn(name, inputs) {
  const given = Object.fromEntries(
    inputs.map((one) => [one, input(one)]).filter(([, value]) => value),
  );
  const call = { action: name, job: environment.GITHUB_JOB, given };
  appendFileSync(join(folder, "calls.jsonl"), `${JSON.stringify(call)}\n`);
  try {
    await actions[name]();
  } catch (error) {
    console.log(`::error::${error.message}`);
    process.exitCode = 1;
  }
};
