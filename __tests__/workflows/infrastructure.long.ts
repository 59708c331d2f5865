import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { shellNames } from "../../src/config/shell-names";
import { namesOf } from "../../src/contract/names";
import { workflow } from "../pipelines/support/workflow";
import { makeStateBucket } from "../support/applied-world";
import { fixtureEnvironment, fixtureEnvironmentsFolder } from "../support/fixture-environments";
import type { ProviderMirror } from "../support/provider-mirror";
import { startTerraformWorld, type TerraformWorld } from "../support/terraform-world";
import { describeWithProvider } from "../support/with-provider";
import { type FakeGitHub, fakeGitHub } from "../tools/github/fake-github";
import { subjectsOf, trustOf, withCredentials } from "./support/github-trust";
import { prepareRunner, type Ran, type Runner } from "./support/runner";
import { type Site, serveSite } from "./support/site";

const file = "infrastructure.yml";
const repository = "example-gov/environment-configuration";
const both = ["eec-dev", "eec-prod"] as const;
type Name = (typeof both)[number];
const namesFor = (name: Name) =>
  Object.fromEntries(
    shellNames(fixtureEnvironment(name)).map(({ variable, value }) => [variable, value]),
  );

describeWithProvider(
  "infrastructure.yml, run by act",
  ({ provider, terraform }, { act }) => {
    const folder = mkdtempSync(
      join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), "infrastructure-"),
    );
    const worlds = {} as Record<Name, TerraformWorld>;
    let runner: Runner;
    let github: FakeGitHub;
    let site: Site;

    beforeAll(async () => {
      for (const name of both) {
        const own = join(folder, name);
        mkdirSync(own);
        const world = { name, folder: own, environments: fixtureEnvironmentsFolder };
        worlds[name] = await startTerraformWorld({ ...world, provider, terraform });
        await makeStateBucket(worlds[name]);
      }
      runner = prepareRunner(act, folder, repository);
      runner.program("terraform", slice(terraform));
      runner.change({ "cdktf.json": project(provider), ".ci/run": "#!/bin/sh\necho fine\n" });
      github = await fakeGitHub(repository);
      site = await serveSite(folder, "api.github.com", github.answer);
    });
    beforeEach(() => {
      github.writes.length = 0;
    });
    afterAll(async () => {
      site?.close();
      github?.close();
      for (const world of Object.values(worlds)) await world.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    interface Event {
      readonly event: string;
      readonly payload?: object;
      readonly set?: readonly Name[];
      /** This job, and what it needs. */
      readonly job?: string;
      /** JavaScript that runs when the job that applies dev begins. */
      readonly meanwhile?: string;
    }

    const run = ({ event, payload = {}, set = ["eec-dev"], job, meanwhile = "" }: Event) => {
      const subjects = subjectsOf(workflow(file), repository, { form: "names" });
      const roles = both.map((name) =>
        withCredentials(trustOf(fixtureEnvironment(name)), worlds[name].emulator),
      );
      return runner.run(file, {
        event,
        payload,
        ...(job && { job }),
        variables: { SLIPWAY_ENVIRONMENTS: JSON.stringify(set) },
        secrets: { PLAN_PASSPHRASE: "correct horse battery staple", GITHUB_TOKEN: "let-me" },
        environment: {
          ...site.environment,
          TF_CLI_CONFIG_FILE: join(folder, "eec-dev", "terraformrc"),
          STAND_IN_AWS: JSON.stringify({ roles: Object.assign({}, ...roles), subjects }),
          STAND_IN_MEANWHILE: JSON.stringify({ "apply-eec-dev": meanwhile }),
        },
      });
    };
    /** Merges a pull request, and pushes what it brought. */
    const merge = (commit: string, more: Partial<Event> = {}) => {
      github.pullRequests[commit] = [{ number: 7, merged_at: "2026-11-27T12:00:00Z" }];
      return run({ event: "push", payload: { ref: "refs/heads/main" }, ...more });
    };
    /** Changes how long environments keep their logs. */
    const keepLogs = (days: Partial<Record<Name, number>>) =>
      runner.change(
        Object.fromEntries(
          Object.entries(days).map(([name, count]) => {
            const path = `environments/${name}.yaml`;
            const text = readFileSync(join(runner.folder, path), "utf8");
            return [path, text.replaceAll(/logRetentionDays: \d+/g, `logRetentionDays: ${count}`)];
          }),
        ),
      );
    /** What the review of shorter logs asks to approve, as a person types it. */
    const logGroups = () => {
      const said = comments()["<!-- slipway:plan-eec-dev -->"] ?? "";
      const asked = [...said.matchAll(/--allow "(\S+:update)"/g)].map(([, approval]) => approval);
      return [...new Set(asked)].join(" ");
    };
    const logs = (name: Name) => new CloudWatchLogsClient(worlds[name].emulator.clientConfig);
    const group = (name: Name) => namesOf(fixtureEnvironment(name)).appLogGroup;
    /** How long an environment keeps its logs in AWS; undefined where it has none. */
    const kept = async (name: Name) => {
      const found = await logs(name).send(
        new DescribeLogGroupsCommand({ logGroupNamePrefix: group(name) }),
      );
      return found.logGroups?.[0]?.retentionInDays;
    };
    const comments = () =>
      Object.fromEntries(github.comments.map(({ body }) => body.split(/\n(.*)/s)));

    test("a pull request is shown what it changes, and its next commit changes what it was shown", async () => {
      const base = runner.commit();
      const pull = () =>
        run({
          event: "pull_request",
          job: "comment", // act stops at a matrix out of a job that was left out, as GitHub does not
          payload: {
            number: 7,
            pull_request: {
              number: 7,
              base: { sha: base },
              head: { repo: { full_name: repository } },
            },
          },
        });
      const shown = (days: number) =>
        new RegExp(
          `<b>eec-dev</b>: 0 added, 0 removed, 5 changed<.*<code>30</code> \\| <code>${days}</code> .*</details>\n\n### eec-dev mirrors eec-prod: `,
          "s",
        );
      keepLogs({ "eec-dev": 60 });
      const first = await pull();

      expect({ jobs: first.jobs, said: first.log("difference") }).toMatchObject({
        jobs: { difference: "success", comment: "success" },
      });
      expect(github.writes).toEqual(["POST issues/7/comments"]);
      expect(comments()["<!-- slipway:difference -->"]).toMatch(shown(60));

      keepLogs({ "eec-dev": 90 });
      await pull();
      expect(github.writes).toEqual(["POST issues/7/comments", "PATCH issues/comments/1"]);
      expect(comments()["<!-- slipway:difference -->"]).toMatch(shown(90));
    });

    test("what is merged is planned, sealed and applied, production after dev, each by its own role", async () => {
      const ran = await merge(keepLogs({ "eec-dev": 90, "eec-prod": 400 }), { set: both });

      expect({ jobs: Object.entries(ran.jobs), said: failed(ran) }).toEqual({
        jobs: [
          "scope",
          "check",
          "plan-eec-dev",
          "apply-eec-dev",
          "plan-eec-prod",
          "apply-eec-prod",
        ].map((job) => [job, "success"]),
        said: "",
      });
      expect(await Promise.all(both.map(kept))).toEqual([90, 400]);
      expect(rolesOf(ran)).toEqual(
        both.flatMap((name) => [
          [`plan-${name}`, namesFor(name)["PLAN_ROLE_ARN"]],
          [`apply-${name}`, namesFor(name)["APPLY_ROLE_ARN"]],
        ]),
      );
      expect(comments()).toMatchObject({
        "<!-- slipway:plan-eec-dev -->": expect.stringContaining(
          "aws_cloudwatch_log_group.service_logs",
        ),
        "<!-- slipway:plan-eec-prod -->": expect.stringContaining(
          "aws_cloudwatch_log_group.service_logs",
        ),
      });
      const sealed = readFileSync(
        join(runner.standIns, "artifacts/plan-eec-dev/plan.sealed"),
        "latin1",
      );
      expect(sealed).not.toMatch(/eec-dev|terraform|plan.review/);
    });

    test("what changes nothing is not applied", async () => {
      const ran = await merge(runner.change({ "docs/note.md": "A note.\n" }));
      expect(ran.jobs).toEqual({ scope: "success", check: "success", "plan-eec-dev": "success" });
      expect(comments()["<!-- slipway:plan-eec-dev -->"]).toContain("no changes");
    });

    test("what fails its check is not planned", async () => {
      const ran = await merge(runner.change({ ".ci/run": "#!/bin/sh\nexit 1\n" }));
      expect(ran.jobs).toEqual({ scope: "success", check: "failure" });
      runner.change({ ".ci/run": "#!/bin/sh\necho fine\n" });
    });

    test("a plan that the review refuses ends red, is shown, and goes no further; approved by name it is applied", async () => {
      const refused = await merge(keepLogs({ "eec-dev": 7 }), { set: both });

      expect(refused.jobs).toEqual({
        scope: "success",
        check: "success",
        "plan-eec-dev": "failure",
      });
      expect(refused.log("plan-eec-dev").replaceAll(/\s+/g, " ")).toContain(
        "data loss: keeps logs for 7 days instead of 90 days " +
          "Why: What is older than the new limit is deleted by AWS within hours, for good. " +
          "Do: Keep the longer time, or copy away what must stay. " +
          'To approve: --allow "aws_cloudwatch_log_group.cluster_exec_logs:update" --allow ',
      );
      expect(comments()["<!-- slipway:plan-eec-dev -->"]).toMatch(
        /^### eec-dev: refused, for 1 finding\n/,
      );
      const page = join(runner.standIns, "artifacts/review-eec-dev/review.html");
      expect(readFileSync(page, "utf8")).toContain(
        "<title>eec-dev: refused, for 1 finding</title>",
      );
      expect(await kept("eec-dev")).toBe(90);

      const approved = await run({
        event: "workflow_dispatch",
        payload: {
          ref: "refs/heads/main",
          inputs: {
            environment: "eec-dev",
            allow: logGroups(),
            because: "Nobody reads them later",
          },
        },
        set: both,
      });
      expect({ jobs: approved.jobs, said: failed(approved) }).toEqual({
        jobs: {
          scope: "success",
          check: "success",
          "plan-eec-dev": "success",
          "apply-eec-dev": "success",
        },
        said: "",
      });
      expect(approved.log("apply-eec-dev")).toContain(
        "Terraform has been successfully initialized",
      );
      expect(await kept("eec-dev")).toBe(7);
    });

    test("refuses a sealed plan that is not the one of this run, and applies nothing", async () => {
      const earlier = readFileSync(join(runner.standIns, "artifacts/plan-eec-dev/plan.sealed"));
      writeFileSync(join(folder, "earlier.sealed"), earlier);
      const [from, to] = [
        join(folder, "earlier.sealed"),
        join(runner.standIns, "artifacts/plan-eec-dev/plan.sealed"),
      ].map((path) => JSON.stringify(path));
      const ran = await merge(keepLogs({ "eec-dev": 30 }), {
        meanwhile: `require("node:fs").copyFileSync(${from}, ${to})`,
      });

      expect(ran.jobs).toMatchObject({ "plan-eec-dev": "success", "apply-eec-dev": "failure" });
      expect(ran.log("apply-eec-dev")).toContain(
        "sha256sum: WARNING: 1 computed checksum did NOT match",
      );
      expect(ran.steps("apply-eec-dev")).toMatchObject({ Apply: "failure" });
      expect(ran.log("apply-eec-dev")).not.toContain("Terraform has been successfully initialized");
      expect(await kept("eec-dev")).toBe(7);
    });

    test("refuses to apply when something was released after the plan was made", async () => {
      const { emulator, account } = worlds["eec-dev"];
      const released = {
        Name: namesOf(fixtureEnvironment("eec-dev")).imagePointer,
        Value: `sha256:${"ab".repeat(32)}`,
        Overwrite: true,
      };
      const headers = {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AmazonSSM.PutParameter",
        authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/us-east-1/ssm/aws4_request`,
      };
      const sent = { method: "POST", headers, body: JSON.stringify(released) };
      const ran = await merge(runner.commit(), {
        meanwhile: `fetch(${JSON.stringify(emulator.endpoint)}, ${JSON.stringify(sent)})`,
      });

      expect(ran.jobs).toMatchObject({ "plan-eec-dev": "success", "apply-eec-dev": "failure" });
      expect(ran.log("apply-eec-dev")).toMatch(/the released image was .* and is sha256:abab/);
      expect(await kept("eec-dev")).toBe(7);
    });

    test("each morning, what was changed by hand becomes one issue, which is kept up to date and closed", async () => {
      const morning = (set: readonly Name[]) => run({ event: "schedule", set });
      const byHand = (days: number) =>
        logs("eec-prod").send(
          new PutRetentionPolicyCommand({ logGroupName: group("eec-prod"), retentionInDays: days }),
        );

      await byHand(1);
      const first = await morning(both);
      expect({ jobs: first.jobs, said: failed(first) }).toEqual({
        jobs: { scope: "success", drift: "success", "drift-issue": "success" },
        said: "",
      });
      expect(github.issues[0]?.body).toContain("`retention_in_days: 7 → 30`"); // what was not applied to dev above
      await byHand(3);
      await morning(["eec-prod"]);
      expect(github.writes).toEqual(["POST issues", "PATCH issues/1"]);
      expect(github.issues).toMatchObject([
        {
          title: "What runs is not what the code says",
          body: expect.stringContaining("`retention_in_days: 3 → 400`"),
          state: "open",
        },
      ]);

      await byHand(400);
      await morning(["eec-prod"]);
      expect(github.issues).toMatchObject([{ state: "closed" }]);
    });
  },
  ["act", "gpg", "jq"],
);

/** The log of every job that failed. */
function failed(ran: Ran): string {
  return Object.entries(ran.jobs)
    .filter(([, result]) => result !== "success")
    .map(([job]) => ran.log(job))
    .join("\n");
}

/** The role that each job became, in order. */
function rolesOf(ran: Ran) {
  return ran.calls
    .filter(({ action }) => action === "aws-actions/configure-aws-credentials")
    .map(({ job, given }) => [job, given["role-to-assume"]]);
}

/** Terraform itself, on the part of a stack that takes seconds: its key, its logs, its images' repository and its pointer. */
function slice(terraform: string): string {
  const part = "{aws_kms_key, aws_cloudwatch_log_group, aws_ecr_repository, aws_ssm_parameter}";
  return `#!/bin/sh
if [ "$1" = init ]; then
  jq '{terraform, provider, resource: (.resource | ${part})}' cdk.tf.json > part && mv part cdk.tf.json
fi
exec '${terraform}' "$@"
`;
}

/** The project's settings with the provider that is here. */
function project({ version }: ProviderMirror): string {
  const settings = JSON.parse(readFileSync("cdktf.json", "utf8"));
  const context = { ...settings.context, awsProviderVersion: version };
  return JSON.stringify({ ...settings, context });
}
