import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { environmentSchema } from "../../src/config/schema";
import { githubIssuer } from "../../src/contract/names";
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
import { playWorkflow } from "./support/play-workflow";
import { runStep } from "./support/run-step";
import { standIns } from "./support/stand-ins";
import { type Job, jobOf, stepOf, workflow } from "./support/workflow";

const flow = workflow("deploy-test.yml");
const deploy = jobOf(flow, "deploy");
const pages = jobOf(flow, "pages");
const order = deploy.steps?.map(({ name }) => name) ?? [];
const folder = useTemporaryFolder();
const name = "loan-engine-test";
const withPages = withPagesOf(fixtureText(name));

let copy: RepositoryCopy;
beforeAll(() => {
  copy = copyRepository(mkdtempSync(join(tmpdir(), "slipway-copy-")));
});
afterAll(() => rmSync(copy.folder, { recursive: true, force: true }));

/** Runs one step of a job in a repository of the reader's own. */
const run = (of: Job, step: string, environment: Readonly<Record<string, string>> = {}) =>
  runStep({
    workflow: flow,
    of,
    step: stepOf(of, step),
    folder: folder(),
    cwd: join(copy.folder, stepOf(of, step).run?.includes("build") ? site : "."),
    expressions: Object.fromEntries(
      ["ECR_REPO_URI", "ECS_CLUSTER", "ECS_SERVICE", "TASK_DEFINITION"].map((variable) => [
        `vars.${variable} || secrets.${variable}`,
        "",
      ]),
    ),
    environment: { PATH: copy.path, ...environment },
  });

const site = flow.env?.["FRONTEND"] ?? "";

test.each([
  ["has pages", withPages, true],
  ["has none", fixtureText(name), false],
])("pages are built and published where the file %s: %#", async (_, text, expected) => {
  const file = join(copy.folder, `environments/${name}.yaml`);
  writeFileSync(file, text);
  const names = stepOf(deploy, "Compare the names with the environment file");
  expect(names.run).toMatch(
    /^npx slipway env "\$ENVIRONMENT" --plain --compare .* >> "\$GITHUB_OUTPUT"$/,
  );
  const { outputs } = await run(pages, "Look into the environment file");
  const contexts = { steps: { names: { outputs } } };
  for (const [job, step] of [
    [pages, "Build the pages"],
    [pages, "Keep the pages"],
    [deploy, "Fetch the pages"],
    [deploy, "Publish the pages"],
  ] as const) {
    expect(evaluate(String(stepOf(job, step).if), contexts)).toBe(expected);
  }
});

test("pages are built in a job that can become no AWS role, and shown after the application answers", async () => {
  const { path, calls } = standIns(folder(), { npm: "pwd" });
  const { stdout } = await run(pages, "Build the pages", { PATH: path });

  expect(calls()).toEqual([
    ["npm", "ci"],
    ["npm", "run", "build"],
  ]);
  expect(stepOf(pages, "Build the pages")).toMatchObject({
    "working-directory": "${{ env.FRONTEND }}",
  });
  expect(stdout).toContain(`/${site}\n`);
  expect(pages.permissions).toEqual({ contents: "read" });
  expect(pages.environment).toBeUndefined(); // whose secrets may be keys of a user
  expect(JSON.stringify(pages)).not.toContain("secrets.");
  expect(order.filter((one) => /pages|Verify/.test(one ?? ""))).toEqual([
    "Verify /health/ready",
    "Fetch the pages",
    "Publish the pages",
  ]);
});

test("what is published is what was built, with files whose name begins with a dot", () => {
  expect(stepOf(pages, "Keep the pages").with).toEqual({
    name: "pages",
    path: "${{ env.FRONTEND }}/dist",
    "include-hidden-files": true,
    "if-no-files-found": "error",
    "retention-days": 1,
    overwrite: true,
  });
  expect(stepOf(deploy, "Fetch the pages").with).toEqual({
    name: "pages",
    path: "${{ env.FRONTEND }}/dist",
  });
  expect(stepOf(deploy, "Publish the pages").run).toBe(
    'npx slipway frontend publish "$ENVIRONMENT" "$FRONTEND/dist"',
  );
});

test("pages that cannot be built end the job, and nothing is deployed", async () => {
  const { path, calls } = standIns(folder(), { npm: '[ "$1" = run ] || exit 1' });
  expect((await run(pages, "Build the pages", { PATH: path })).code).toBe(1);
  expect(calls()).toEqual([["npm", "ci"]]);
  const ends = playWorkflow(flow, {}, (id) =>
    id === "pages" ? { result: "failure" } : { result: "success", outputs: { answer: "yes" } },
  );
  expect(ends["deploy"]).toEqual({ result: "skipped" });
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

      const published = await run(deploy, "Publish the pages", job);

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
