import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ECSClient, RunTaskCommand, StopTaskCommand } from "@aws-sdk/client-ecs";
import { beforeEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { runCommand } from "../../../src/cli/commands/run";
import { environmentSchema } from "../../../src/config/schema";
import { createWorld } from "../../deployer/support/world";
import { identities, verdictOf } from "../../stack/constructs/access/support/identities";
import {
  expectRecorded,
  requestsIn,
} from "../../stack/constructs/access/support/recorded-requests";
import {
  actAs,
  kindsWritten,
  makeRole,
  putTablePolicy,
  trustInServices,
  useProjectOf,
} from "../../support/acting-by-role";
import { describeWithEmulator } from "../../support/emulator";
import { exampleWith } from "../../support/example-with";
import { memoryTerminal } from "../../support/memory-terminal";
import { synthesizeEnvironment } from "../../support/synth";

const environment = exampleWith({
  "access.taskRunners": { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-call"] },
});
const made = synthesizeEnvironment(environmentSchema.parse(environment));

describeWithEmulator(
  "a command, with nothing but what Terraform's policies allow the task runner,",
  (aws) => {
    useProjectOf(environment, aws);
    let of: ReturnType<typeof identities>;
    let world: Awaited<ReturnType<typeof createWorld>>;

    beforeEach(async () => {
      of = identities(aws());
      for (const name of ["task", "execution", "delivery", "delivery-request"]) {
        await of.role(`shop-dev-${name}`, [], trustInServices);
      }
      world = await createWorld(aws(), "111111111111", { runs: true });
      const { config } = world;
      await new CloudWatchLogsClient(config).send(
        new CreateLogGroupCommand({ logGroupName: "/slipway/shop-dev/app" }),
      );
      await of.role("on-call", [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }]);
      await makeRole(of, made, "task-runner");
      await putTablePolicy(world.clients.dynamodb, made);
      actAs(await of.as("on-call"));
    });

    async function run(...words: string[]): Promise<number> {
      const terminal = memoryTerminal();
      await runCommand(terminal, 0.1).parseAsync(["shop-dev", ...words], { from: "user" });
      return terminal.code();
    }
    const acting = async () => of.as("shop-dev-task-runner", await of.as("on-call"));

    test("runs, and is stopped at its limit", async () => {
      const digest = await world.pushImage("a", "main-1");
      await world.deployByHand(digest);
      await world.fixtures({ containers: { [digest]: { task: { exitCode: 4 } } } });
      expect(await run("--", "true")).toBe(4);
      await world.fixtures({ containers: { [digest]: { task: { never: true } } } });
      await run("--limit", "1s", "--", "sleep", "infinity");
      expect(await world.items("run")).toEqual([
        expect.objectContaining({ result: "exit 4" }),
        expect.objectContaining({ reason: expect.stringContaining("The limit of 1 seconds, by ") }),
      ]);
      expectRecorded(
        "task-runner",
        stringify(environment),
        await requestsIn(aws(), aws().accountId),
      );
    });

    test("it starts no task of another family or cluster, and stops none that it did not start", async () => {
      const { ecs } = world.clients;
      const own = new ECSClient(await acting());
      const service = await world.service();
      const launch = {
        launchType: "FARGATE" as const,
        networkConfiguration: service.networkConfiguration,
      };
      const run = { cluster: "shop-dev", taskDefinition: service.taskDefinition, ...launch };
      const other = await ecs.send(new RunTaskCommand(run)); // as the account's root
      const task = other.tasks?.[0]?.taskArn as string;
      expect(await verdictOf(own.send(new StopTaskCommand({ cluster: "shop-dev", task })))).toBe(
        "denied",
      );
      const verdict = (changes: object) =>
        verdictOf(own.send(new RunTaskCommand({ ...run, ...changes })));
      expect(await verdict({})).toBe("allowed");
      expect(await verdict({ cluster: "shop-prod" })).toBe("denied");
      const taskDefinition = service.taskDefinition?.replace("/shop-dev:", "/shop-prod:");
      expect(await verdict({ taskDefinition })).toBe("denied");
    });

    test("it writes records of commands and no other kind of item", async () => {
      const dynamodb = new DynamoDBClient(await acting());
      expect(await kindsWritten(dynamodb)).toEqual(["run"]);
    });
  },
  { enforceIam: true },
);
