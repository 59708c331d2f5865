import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { environmentSchema } from "../../src/config/schema";
import { githubIssuer } from "../../src/stack/constructs/access/github-provider";
import { credentialsOfJob } from "../real-provider/support/github-token";
import { identities, rolesOf } from "../stack/constructs/access/support/identities";
import { describeWithEmulator } from "../support/emulator";
import { fixtureText } from "../support/fixture-environments";
import { cdnSection } from "../support/frontend";
import { makeSite, writeFiles } from "../support/published-site";
import { copyRepository, type RepositoryCopy } from "../support/repository-copy";
import { synthesizeEnvironment } from "../support/synth";
import { useTemporaryFolder } from "../support/temporary-folder";
import { evaluate } from "./support/expression";
import { runStep } from "./support/run-step";
import { standIns } from "./support/stand-ins";
import { jobOf, stepOf, workflow } from "./support/workflow";

const flow = workflow("deploy-test.yml");
const deploy = jobOf(flow, "deploy");
const order = deploy.steps?.map(({ name }) => name) ?? [];
const folder = useTemporaryFolder();
const name = "loan-engine-test";
const withPages = withPagesOf(fixtureText(name));

let copy: RepositoryCopy;
beforeAll(() => {
  copy = copyRepository(mkdtempSync(join(tmpdir(), "slipway-copy-")));
});
afterAll(() => rmSync(copy.folder, { recursive: true, force: true }));

/** Runs one step of the job in a repository of the reader's own. */
const run = (step: string, environment: Readonly<Record<string, string>> = {}) =>
  runStep({
    workflow: flow,
    of: deploy,
    step: stepOf(deploy, step),
    folder: folder(),
    cwd: join(copy.folder, stepOf(deploy, step).run?.includes("build") ? site : "."),
    expressions: Object.fromEntries(
      ["ECR_REPO_URI", "ECS_CLUSTER", "ECS_SERVICE", "TASK_DEFINITION"].map((variable) => [
        `vars.${variable} || secrets.${variable}`,
        "",
      ]),
    ),
    environment: { PATH: copy.path, ...environment },
  });

const site = flow.env?.["FRONTEND"] ?? "";
const steps = ["Build the pages", "Publish the pages"] as const;

test.each([
  ["has pages", withPages, true],
  ["has none", fixtureText(name), false],
])("the job builds and publishes pages where the file %s: %#", async (_, text, expected) => {
  const file = join(copy.folder, `environments/${name}.yaml`);
  writeFileSync(file, text);
  const names = stepOf(deploy, "Compare the names with the environment file");
  const compared = { ...names, run: 'npx slipway env "$ENVIRONMENT" --plain >> "$GITHUB_OUTPUT"' };
  expect(names.run).toMatch(
    /^npx slipway env "\$ENVIRONMENT" --plain --compare .* >> "\$GITHUB_OUTPUT"$/,
  );
  const { outputs } = await runStep({
    of: {},
    step: compared,
    folder: folder(),
    cwd: copy.folder,
    expressions: {},
    environment: { ENVIRONMENT: name, PATH: copy.path },
  });
  const contexts = { steps: { names: { outputs } } };
  for (const step of steps) {
    expect(evaluate(String(stepOf(deploy, step).if), contexts)).toBe(expected);
  }
});

test("pages are built before the job is any AWS role, and shown after the application answers", async () => {
  const { path, calls } = standIns(folder(), { npm: "pwd" });
  const { stdout } = await run("Build the pages", { PATH: path });

  expect(calls()).toEqual([
    ["npm", "ci"],
    ["npm", "run", "build"],
  ]);
  expect(stepOf(deploy, "Build the pages")).toMatchObject({
    "working-directory": "${{ env.FRONTEND }}",
  });
  expect(stdout).toContain(`/${site}\n`);
  const inOrder = [steps[0], "Become the deploy role", "Verify /health/ready", steps[1]];
  expect(order.filter((one) => inOrder.includes(String(one)))).toEqual(inOrder);
});

test("pages that cannot be built end the job", async () => {
  const { path, calls } = standIns(folder(), { npm: '[ "$1" = run ] || exit 1' });
  expect((await run("Build the pages", { PATH: path })).code).toBe(1);
  expect(calls()).toEqual([["npm", "ci"]]);
});

const environment = environmentSchema.parse(parse(withPages));

describeWithEmulator(
  "the step that publishes, with slipway itself and the job's role",
  (aws) => {
    test("shows what was built, as the publisher whom the file lets the job become", async () => {
      writeFileSync(join(copy.folder, `environments/${name}.yaml`), withPages);
      const { distributionArn, ...made } = await makeSite(aws(), name, environment.domain.hostName);
      const provider = `arn:aws:iam::${environment.account}:oidc-provider/${githubIssuer}`;
      for (const { role, statements, trust, ...one } of rolesOf(
        synthesizeEnvironment(environment),
      )) {
        if (role !== "github_deploy" && role !== "publisher") continue;
        const placed = JSON.stringify(statements).replaceAll(
          "${aws_cloudfront_distribution.frontend.arn}",
          distributionArn,
        );
        const trusted = trust.replace(/\$\{aws_iam_openid_connect_provider\.[^}]+\}/, provider);
        // In AWS a trust that names the role is permission enough in its account; the emulator asks for both.
        // @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
        const mayTry = { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" };
        const more = role === "github_deploy" ? [mayTry] : [];
        await identities(aws()).role(one.name, [...JSON.parse(placed), ...more], trusted);
      }
      const job = {
        ...aws().environment,
        ...(await credentialsOfJob(aws(), environment, "deploy")),
      };
      const files = { "index.html": "<p>first", "assets/app-1.js": "first()" };
      writeFiles(join(copy.folder, site, "dist"), files);

      const published = await run("Publish the pages", job);

      expect(published).toMatchObject({ code: 0, stderr: "" });
      const shown = await made.objects("site/");
      expect(
        Object.fromEntries(Object.entries(shown).map(([path, { text }]) => [path, text])),
      ).toEqual(files);
      expect(await made.records()).toMatchObject([
        { result: "published", by: expect.stringContaining(`:assumed-role/${name}-publisher/`) },
      ]);
    });
  },
  { accountId: environment.account, enforceIam: true },
);

/** The file behind a distribution, whose pages the workflow's role may publish: with the lines that docs/frontend.md gives. */
function withPagesOf(text: string): string {
  const [, lines = ""] =
    /```yaml\n([\s\S]*?)```/.exec(readFileSync("docs/frontend.md", "utf8")) ?? [];
  const file = parse(text);
  file.loadBalancer.scheme = "internal";
  file.loadBalancer.firewall.rateLimit.action = "count";
  Object.assign(file.access, parse(lines).access);
  file.frontend = cdnSection();
  return stringify(file);
}
