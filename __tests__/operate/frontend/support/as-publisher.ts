import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { GetInvalidationCommand, ListInvalidationsCommand } from "@aws-sdk/client-cloudfront";
import { beforeEach } from "vitest";
import { frontendCommand } from "../../../../src/cli/commands/frontend";
import { identities } from "../../../stack/constructs/access/support/identities";
import { actAs, putTablePolicy, useProjectOf } from "../../../support/acting-by-role";
import { describeWithEmulator } from "../../../support/emulator";
import { frontendEnvironment } from "../../../support/frontend";
import { memoryTerminal } from "../../../support/memory-terminal";
import { makeSite, writeFiles } from "../../../support/published-site";
import type { Emulator } from "../../../support/start-emulator";
import {
  type PolicyStatement,
  parsed,
  type Synthesized,
  synthesizeEnvironment,
} from "../../../support/synth";

/** Who may publish in both environments. */
export const publishers = { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/builder"] };
/** An environment with pages of its own. */
export const environment = frontendEnvironment(
  {},
  {
    "access.publishers": publishers,
    "access.operators": { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-call"] },
  },
);
/** What it becomes. */
export const made = synthesizeEnvironment(environment);

/** The command that a refusal says to type, where a test releases without a command. */
export const again = "npx slipway frontend publish shop-dev dist";
/** Which of its paths browsers keep, and which go to the service. */
export const paths = { immutablePaths: ["/assets/*"], backendPaths: ["/api/*"] };

/** A folder of pages. */
export const first = {
  "index.html": "<script src=/assets/app-1.js></script>",
  "assets/app-1.js": "first()",
  "favicon.svg": "<svg/>",
};
/** What comes after it: another script, another page, the same picture. */
export const second = {
  "index.html": "<script src=/assets/app-2.js></script>",
  "assets/app-2.js": "second()",
  "favicon.svg": "<svg/>",
};
/** Times of the lease, short. */
export const calm = { beatMilliseconds: 50, silenceMilliseconds: 300 };
/** How a release is watched. */
export const options = {
  signal: new AbortController().signal,
  onStep: () => {},
  limitSeconds: 1,
  pollSeconds: 1,
  leaseTimes: calm,
};
/** A command that ended well and has nothing to add. */
export const done = { code: 0, err: "" };

/**
 * Tests with nothing but what Terraform's policies allow the publisher: before each, a bucket and a distribution without pages, and this process
 * is who may take the publisher's role.
 */
export function describeAsPublisher(body: (publisher: Publisher) => void): void {
  describeWithEmulator(
    "the frontend, with nothing but what Terraform's policies allow the publisher,",
    (aws) => {
      const folder = useProjectOf(environment, aws);
      let site: Site;

      beforeEach(async () => {
        site = await makeSite(aws(), "shop-dev", environment.domain.hostName);
        const of = identities(aws());
        await of.role("builder", [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }]);
        const { statements, trust } = publisherOf(made);
        await of.role("shop-dev-publisher", placed(statements, site.distributionArn), trust);
        await putTablePolicy(site.dynamodb, made);
        actAs(await of.as("builder"));
      });

      body({ aws, folder, site: () => site, ...commandsIn(folder), ...stateOf(() => site) });
    },
    { enforceIam: true },
  );
}

/** What is there for a test, and what it can do; all of it is for use inside tests. */
interface Publisher extends ReturnType<typeof commandsIn>, ReturnType<typeof stateOf> {
  readonly aws: () => Emulator;
  /** Where `environments/` is. */
  readonly folder: () => string;
  readonly site: () => Site;
}

type Site = Awaited<ReturnType<typeof makeSite>>;

/** `slipway frontend …` in this process. */
function commandsIn(folder: () => string) {
  async function frontend(...words: string[]) {
    const terminal = memoryTerminal();
    const command = frontendCommand(terminal, 0.05, calm);
    for (const one of command.commands) one.exitOverride().configureOutput({ writeErr: () => {} });
    try {
      await command.parseAsync(words, { from: "user" });
      return { code: terminal.code(), out: terminal.stdout(), err: terminal.stderr() };
    } catch (error) {
      const { code, message } = error as { code: number; message: string };
      return { code, out: terminal.stdout(), err: `${terminal.stderr()}${message}` };
    }
  }
  const folderOf = (files: Readonly<Record<string, string>>) =>
    writeFiles(mkdtempSync(join(folder(), "dist-")), files);
  const publish = (files: Readonly<Record<string, string>>, ...words: string[]) =>
    frontend("publish", "shop-dev", folderOf(files), ...words);
  return { frontend, folderOf, publish };
}

/** What a site shows, and what its records and CloudFront say. */
function stateOf(site: () => Site) {
  const texts = async () =>
    Object.fromEntries(
      Object.entries(await site().objects("site/")).map(([path, { text }]) => [path, text]),
    );
  const results = async () => (await site().records()).map(({ result }) => result);
  /** Paths of each invalidation, oldest first. */
  const invalidated = async () => {
    const { distributionId: DistributionId, cloudfront } = site();
    const { InvalidationList } = await cloudfront.send(
      new ListInvalidationsCommand({ DistributionId }),
    );
    const paths: (readonly string[])[] = [];
    for (const { Id } of InvalidationList?.Items ?? []) {
      const { Invalidation } = await cloudfront.send(
        new GetInvalidationCommand({ DistributionId, Id }),
      );
      paths.push(Invalidation?.InvalidationBatch?.Paths?.Items ?? []);
    }
    return paths;
  };
  return { texts, results, invalidated };
}

/** The publisher's role as a stack has it. */
export function publisherOf(stack: Synthesized) {
  const { policy } = stack.resource("aws_iam_role_policy.access_publisher_policy");
  const role = stack.resource("aws_iam_role.access_publisher");
  return {
    statements: parsed(policy).Statement,
    trust: role["assume_role_policy"] as string,
  };
}

/** Statements with the distribution that is there. */
export function placed(statements: readonly PolicyStatement[], distributionArn: string) {
  const text = JSON.stringify(statements);
  return JSON.parse(
    text.replaceAll("${aws_cloudfront_distribution.frontend.arn}", distributionArn),
  ) as PolicyStatement[];
}
