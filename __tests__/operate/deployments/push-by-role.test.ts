import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ECRClient, GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import { beforeEach, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { withLogins } from "../../../src/aws/registry";
import { deliveryOf } from "../../../src/config/delivery-of";
import { placeholderDigest } from "../../../src/contract/images";
import { namesOf } from "../../../src/contract/names";
import { createWorld, type World } from "../../deployer/support/world";
import {
  type Acting,
  bearersOf,
  identities,
  rolesOf,
  verdictOf,
} from "../../stack/constructs/access/support/identities";
import {
  expectRecorded,
  requestsIn,
} from "../../stack/constructs/access/support/recorded-requests";
import { actAs, slipwayActing as slipway, useProjectOf } from "../../support/acting-by-role";
import { associateEndpoint, createEndpoint, vpnSection } from "../../support/client-vpn";
import { describeWithEmulator } from "../../support/emulator";
import { exampleWith } from "../../support/example-with";
import { synthesizeEnvironment } from "../../support/synth";
import { ociLayout } from "../promotion/support/oci-layout";
import { useCrane } from "../promotion/support/stand-in-crane";

const page = readFileSync("docs/push-to-dev.md", "utf8");
const developers = "shop-sso";
const environment = exampleWith({
  "access.developers": { mode: "push", groups: [], roles: [developers] },
  "access.operators": { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-call"] },
  "access.vpn": vpnSection(),
});
const made = synthesizeEnvironment(environment);
const names = namesOf(environment);
const logGroupName = names.appLogGroup;
const productionsLog = namesOf({ ...environment, environment: "prod" }).appLogGroup;

describeWithEmulator(
  "docs/push-to-dev.md, with nothing but what Terraform's policies allow developers,",
  (aws, { crane }) => {
    const folder = useProjectOf(environment, aws);
    let world: World;
    let developer: Acting;

    beforeEach(async () => {
      await aws().scaleWaits(0.02);
      const { role, as } = identities(aws());
      for (const { role: address, name, statements, trust } of rolesOf(made)) {
        if (/^(delivery|service).*_role$/.test(address)) await role(name, statements, trust);
      }
      for (const { role: address, name, statements } of bearersOf(made)) {
        if (address === "developers") await role(name, statements);
      }
      const delivery = deliveryOf(environment);
      world = await createWorld(aws(), aws().accountId, delivery.settings, delivery.names);
      developer = await as(developers);
      actAs(developer);
      useCrane(crane);
    });

    /** What `aws ecr get-login-password` and `docker login` do: whatever reads the login finds it while the body runs. */
    async function loggedIn(body: () => Promise<void>) {
      const answer = await new ECRClient(developer).send(new GetAuthorizationTokenCommand({}));
      const token = answer.authorizationData?.[0]?.authorizationToken as string;
      await withLogins([{ registry: aws().registry, token }], async (dockerConfig) => {
        vi.stubEnv("DOCKER_CONFIG", dockerConfig);
        await body();
      });
    }

    /** Writes a line into a log, as the task does by which ECS starts it. */
    async function writes(logStreamName: string, message: string) {
      const client = new CloudWatchLogsClient(aws().clientConfig);
      await client.send(new CreateLogGroupCommand({ logGroupName }));
      await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
      const logEvents = [{ timestamp: Date.now(), message }];
      await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    }

    test("an image is pushed, its migration fails, and the log says why", async () => {
      const ec2 = new EC2Client(aws().clientConfig);
      await associateEndpoint(ec2, await createEndpoint(ec2));
      const images = ociLayout(join(folder(), "images"));
      const image = images.indexWithAttestation("first");
      images.select(image);
      const [digest = ""] = images.imagesOf(image.digest);
      const tagged = `${aws().registry}/shop/dev:main-1`;

      await loggedIn(async () => {
        const pushed = spawnSync(crane, ["--insecure", "push", images.folder, tagged], {
          encoding: "utf8",
          env: process.env,
        });
        expect(pushed).toMatchObject({ status: 0 });
        const looked = await slipway("doctor-image", tagged, "--environment", "shop-dev");
        expect(looked.out).toContain("linux/amd64");
      });
      await world.scanned(digest);
      await world.fixtures({ containers: { [image.digest]: { task: { exitCode: 3 } } } });
      const output = await world.run(world.scanEvent(digest, ["main-1"]));
      expect(output).toMatchObject({ outcome: "migration-failed" });
      await writes(output.detail["log stream"] as string, 'ERROR: no relation "orders"');

      const status = await slipway("status", "shop-dev");
      expect(status).toMatchObject({ code: 0, out: expect.stringContaining("migration-failed") });
      const named = /^Its log: npx slipway (.+)$/m.exec(status.out)?.[1] as string;
      expect(await slipway(...named.split(" "))).toMatchObject({
        code: 0,
        out: expect.stringContaining('ERROR: no relation "orders"'),
      });
      expect(await slipway("vpn-config", "shop-dev")).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^client\nremote /),
      });
      expectRecorded(
        "developers",
        stringify(environment),
        await requestsIn(aws(), aws().accountId),
      );
    });

    test("they read no other log, and not by what the console asks for", async () => {
      const logs = new CloudWatchLogsClient(developer);
      const filter = (name: string) =>
        verdictOf(logs.send(new FilterLogEventsCommand({ logGroupName: name })));
      expect(await filter(logGroupName)).toBe("allowed");
      const { deliveryLogGroup, clusterExecLogGroup, vpnLogGroup } = names;
      for (const other of [deliveryLogGroup, clusterExecLogGroup, vpnLogGroup, productionsLog]) {
        expect([other, await filter(other)]).toEqual([other, "denied"]);
      }
      const stream = { logGroupName, logStreamName: "app/app/0" };
      expect(await verdictOf(logs.send(new GetLogEventsCommand(stream)))).toBe("denied");
    });

    test("forcing is refused to them, as the page says", async () => {
      const digest = await world.pushImage("a", "main-1");
      const forced = await slipway("deploy", "shop-dev", "--digest", digest, "--force");
      expect(forced.out).toContain(
        "is not authorized to perform: states:StartExecution because no identity-based policy allows",
      );
      expect(await world.pointer()).toBe(placeholderDigest);
    });
  },
  { alsoNeeds: ["crane"], enforceIam: true },
);

test("each command of the page is gone through above", () => {
  const commands = [...page.matchAll(/npx slipway ([a-z-]+)/g)].map(([, command]) => command);
  expect([...new Set(commands)].sort()).toEqual([
    "deploy", // refused, as the page says
    "doctor-image",
    "env", // needs no AWS
    "logs",
    "status",
    "vpn-config",
  ]);
});
