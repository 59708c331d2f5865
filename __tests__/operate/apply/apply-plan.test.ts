import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DynamoDBClient, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { readLock } from "../../../src/aws/deployment-lock";
import { fromItem, toItem } from "../../../src/aws/table";
import { lockKey } from "../../../src/contract/delivery-table";
import type { ReviewRecord } from "../../../src/operate/apply/review-record";
import { createDeliveryTable } from "../../support/delivery-table";
import { borrowEmulator, type Emulator } from "../../support/emulator";
import { exampleEnvironment } from "../../support/example-environment";
import { memoryTerminal } from "../../support/memory-terminal";
import { describeWithTools } from "../../support/tools";
import { accountWithAnswers, jsonAnswer } from "../preflight/account-with-answers";
import { applyShopDev } from "./support/apply-shop-dev";

const table = "shop-dev-delivery";
const pointer = `sha256:${"a".repeat(64)}`;

describeWithTools(["ministack"], "an apply of a reviewed plan", () => {
  let emulator: Emulator;
  let dynamo: DynamoDBClient;
  let folder: string;
  let before: string;
  let after: string;

  beforeAll(async () => {
    emulator = await borrowEmulator();
    dynamo = new DynamoDBClient(emulator.clientConfig);
    for (const [name, value] of Object.entries(emulator.environment)) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await emulator?.stop();
  });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
    await emulator.reset();
    await createDeliveryTable(dynamo, table);
    await new SSMClient(emulator.clientConfig).send(
      new PutParameterCommand({ Name: "/shop/dev/image", Value: pointer, Type: "String" }),
    );
    before = await registerRevision();
    after = await registerRevision();
    await createService(before);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function registerRevision(): Promise<string> {
    const { taskDefinition } = await new ECSClient(emulator.clientConfig).send(
      new RegisterTaskDefinitionCommand({
        family: "shop-dev",
        containerDefinitions: [{ name: "app", image: `shop@${pointer}` }],
      }),
    );
    return taskDefinition?.taskDefinitionArn ?? "";
  }

  async function createService(taskDefinition: string) {
    const ecs = new ECSClient(emulator.clientConfig);
    await ecs.send(new CreateClusterCommand({ clusterName: "shop-dev" }));
    await ecs.send(
      new CreateServiceCommand({
        cluster: "shop-dev",
        serviceName: "shop-dev",
        taskDefinition,
        desiredCount: 1,
      }),
    );
  }

  const basis = () => ({ pointer, revision: before, tableExists: true, operatorExists: true });

  /** Applies with a Terraform that gives the service the revision `runs` and says in its state that it planned `wants`. */
  async function apply(
    orders: { exit?: number; runs?: string; wants?: string; signals?: string },
    changes: Partial<ReviewRecord["basis"]> = {},
    config: object = {},
    holds = false,
    alarmsRollBack = false,
  ) {
    const terminal = memoryTerminal();
    const standIn = { exit: 0, cluster: "shop-dev", service: "shop-dev", ...orders };
    writeFileSync(join(folder, "stand-in.json"), JSON.stringify(standIn));
    const record = {
      environment: "shop-dev",
      planSha256: "0".repeat(64),
      refused: false,
      approvals: ["aws_db_instance.database:replace: CHG-17"],
      basis: { ...basis(), ...changes } as ReviewRecord["basis"],
    };
    const executable = resolve("__tests__/support/stand-in-terraform.js");
    const failure = await applyShopDev(
      emulator,
      { terminal, executable, folder, record, holds, alarmsRollBack },
      config,
    ).then(
      () => undefined,
      (error: Error) => error,
    );
    const called = join(folder, "called");
    return {
      failure: failure?.message,
      output: terminal.stdout(),
      errors: terminal.stderr(),
      called: existsSync(called) ? readFileSync(called, "utf8").trim().split("\n") : [],
      lock: await readLock(dynamo, table),
    };
  }

  const held = {
    kind: "hold",
    id: "now",
    by: "bob",
    since: "2026-11-27T08:00:00.000Z",
    because: "The audit ends on Monday.",
  };

  test("refuses while somebody holds the environment, and says who and why", async () => {
    await dynamo.send(new PutItemCommand({ TableName: table, Item: toItem(held) }));
    const result = await apply({ runs: after, wants: after }, {}, {}, true);
    expect(result.failure).toBe(
      "shop-dev is held by bob since 2026-11-27T08:00:00.000Z, until somebody resumes it, because: The audit ends on Monday.\n" +
        "Nothing was applied. Wait, or talk to who holds it; then plan again: npm run plan shop-dev\n" +
        "To end the hold early: npx slipway resume shop-dev",
    );
    expect(result.called).toEqual([]);
    expect(result.lock).toBeUndefined();
  });

  test("applies when a hold has ended, and where nobody may hold", async () => {
    const item = toItem({ ...held, until: "2020-01-01T00:00:00.000Z" });
    await dynamo.send(new PutItemCommand({ TableName: table, Item: item }));
    const ended = await apply({ runs: after, wants: after }, {}, {}, true);
    expect(ended.failure).toBeUndefined();

    await dynamo.send(new PutItemCommand({ TableName: table, Item: toItem(held) }));
    const unheld = await apply({ runs: before, wants: before }, { revision: after }, {}, false);
    expect(unheld.failure).toBeUndefined();
  });

  test("asks nothing of holds where the plan makes the role that holds, since it also lets the applying role read them", async () => {
    await dynamo.send(new PutItemCommand({ TableName: table, Item: toItem(held) }));
    const orders = { runs: after, wants: after };
    expect((await apply(orders, { operatorExists: false }, {}, true)).failure).toBeUndefined();
  });

  test("applies exactly the saved plan, follows its rollout, and gives the lock back", async () => {
    const result = await apply({ runs: after, wants: after });

    expect(result.failure).toBeUndefined();
    expect(result.called).toEqual(["apply -input=false -no-color plan", "show -json"]);
    expect(result.output).toMatch(/^stand-in: applying\n/);
    expect(result.output).toMatch(
      /shop-dev: applied; shop-dev:2 runs, \d of 1 tasks of shop-dev:2\.\n$/,
    );
    expect(result.lock).toBeUndefined();
  });

  test("fails when ECS runs another revision than the applied one, although Terraform was content", async () => {
    const result = await apply({ runs: before, wants: after });

    expect(result.failure).toBe(
      "shop-dev: applied, but the rollout failed: ECS runs shop-dev:1, not shop-dev:2.\nnext: npx slipway status shop-dev",
    );
    expect(result.lock).toBeUndefined();
  });

  test("names the alarm for which ECS went back, where alarms do that", async () => {
    const arn = "arn:aws:ecs:us-east-1:111111111111:service-revision/shop-dev/shop-dev/2";
    const serviceDeployments = [
      {
        serviceDeploymentArn: "arn:aws:ecs:us-east-1:111111111111:service-deployment/x",
        targetServiceRevision: { arn },
        alarms: { status: "TRIGGERED", triggeredAlarmNames: ["shop-dev-errors-measured"] },
      },
    ];
    const { account, asked, stop } = await accountWithAnswers(emulator, exampleEnvironment(), {
      ...jsonAnswer("ListServiceDeployments", { serviceDeployments }),
      ...jsonAnswer("DescribeServiceDeployments", { serviceDeployments }),
      ...jsonAnswer("DescribeServiceRevisions", {
        serviceRevisions: [{ serviceRevisionArn: arn, taskDefinition: after }],
      }),
    });
    const config = { endpoint: account.config.endpoint };
    try {
      const back = { runs: before, wants: after };
      expect((await apply(back, {}, config, false, true)).failure).toBe(
        "shop-dev: applied, but the rollout failed: ECS runs shop-dev:1, not shop-dev:2; rolled back by the alarm shop-dev-errors-measured.\nnext: npx slipway status shop-dev",
      );
      expect([...asked]).toContain("ListServiceDeployments");
    } finally {
      stop();
    }
  });

  test("says that the alarm could not be read, where it may not be; the rollout has failed all the same", async () => {
    const { account, stop } = await accountWithAnswers(emulator, exampleEnvironment(), {
      ListServiceDeployments: {
        status: 400,
        body: JSON.stringify({ __type: "AccessDeniedException", message: "not authorized" }),
      },
    });
    const config = { endpoint: account.config.endpoint };
    try {
      const back = { runs: before, wants: after };
      expect((await apply(back, {}, config, false, true)).failure).toMatch(
        /^shop-dev: applied, but the rollout failed: ECS runs shop-dev:1, not shop-dev:2; whether an alarm rang could not be read \(.*not authorized.*\)\.\nnext: npx slipway status shop-dev$/,
      );
    } finally {
      stop();
    }
  });

  test("gives the lock back when Terraform fails, and says where it stands", async () => {
    const result = await apply({ exit: 1 });

    expect(result.failure).toBe(
      "Terraform could not apply all of the plan (exit 1); what it did is in the state.\nnext: npm run plan shop-dev",
    );
    expect(result.lock).toBeUndefined();
  });

  test.each([
    [{ runs: "after", wants: "after" }, ""],
    [
      { exit: 1 },
      "Terraform could not apply all of the plan (exit 1); what it did is in the state.\nnext: npm run plan shop-dev\n",
    ],
  ])(
    "says that the lock stays when it cannot be given back, and how it is freed: %o",
    async (orders, said) => {
      const { requestHandler } = dynamo.config;
      const broken = {
        handle: (request: { headers: Record<string, string> }, options: object) => {
          const lost = request.headers["x-amz-target"] === "DynamoDB_20120810.DeleteItem";
          if (lost) throw Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
          return requestHandler.handle(request as never, options);
        },
      };
      const result = await apply(
        "runs" in orders ? { runs: after, wants: after } : orders,
        {},
        { requestHandler: broken },
      );

      expect(result.failure).toBe(
        `${said}shop-dev stays locked, because the lock could not be given back: AWS cannot be reached: read ECONNRESET. Check the network and the region.
Nothing is deployed or applied until it is freed.
next: npx slipway unlock shop-dev`,
      );
      expect(result.lock).toMatchObject({ by: "arn:aws:iam::111111111111:user/ada" });
    },
  );

  /** What the table keeps of applies. */
  async function applyRecords() {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: "#kind = :kind AND begins_with(#id, :id)",
        ExpressionAttributeNames: { "#kind": "kind", "#id": "id" },
        ExpressionAttributeValues: { ":kind": { S: "lock" }, ":id": { S: "apply#" } },
      }),
    );
    return Items.map((item) => fromItem(item as never));
  }

  /** Loses connections in which an apply with this result is recorded. */
  function withoutRecordOf(result: string) {
    const { requestHandler } = dynamo.config;
    return {
      requestHandler: {
        handle: (request: { body: string }, options: object) => {
          if (String(request.body).includes(`"result":{"S":"${result}"}`))
            throw Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
          return requestHandler.handle(request as never, options);
        },
      },
    };
  }

  test.each([
    ["applied", {}, ""],
    [
      "failed",
      { exit: 1 },
      "Terraform could not apply all of the plan (exit 1); what it did is in the state.\nnext: npm run plan shop-dev",
    ],
  ])(
    "records who applied which plan, what was approved, and that it %s",
    async (result, orders, reason) => {
      await apply({ runs: after, wants: after, ...orders });

      expect(await applyRecords()).toEqual([
        {
          kind: "lock",
          id: "apply#2026-01-01T00:00:00.000Z",
          at: "2026-01-01T00:00:00.000Z",
          by: "arn:aws:iam::111111111111:user/ada",
          result,
          reason,
          plan: "0".repeat(64),
          approvals: '["aws_db_instance.database:replace: CHG-17"]',
          digest: pointer,
          revision: before,
        },
      ]);
    },
  );

  test("applies nothing that it cannot record first", async () => {
    const result = await apply({ runs: after, wants: after }, {}, withoutRecordOf("began"));

    expect(result.failure).toBe("read ECONNRESET");
    expect(result.called).toEqual([]);
    expect(result.lock).toBeUndefined();
  });

  test("is known to have begun when its end cannot be recorded, says so, and ends as it ended", async () => {
    const result = await apply({ runs: after, wants: after }, {}, withoutRecordOf("applied"));

    expect(result.failure).toBeUndefined();
    expect(result.errors).toBe(
      "shop-dev: how this apply ended could not be recorded in shop-dev-delivery: AWS cannot be reached: read ECONNRESET. Check the network and the region.\n",
    );
    expect(await applyRecords()).toMatchObject([{ result: "began" }]);
  });

  test("records nothing of a plan that was refused", async () => {
    await apply({}, { revision: after });
    expect(await applyRecords()).toEqual([]);
  });

  test("applies nothing when it is stopped while it takes the lock, and gives the lock back", async () => {
    const applying = apply({ runs: after, wants: after });
    process.emit("SIGINT");
    const result = await applying;

    expect(result.failure).toBe("Stopped by hand. Nothing was applied.");
    expect(result.called).toEqual([]);
    expect(result.lock).toBeUndefined();
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"])(
    "gives the lock back when %s comes in the middle",
    async (signals) => {
      const result = await apply({ signals, exit: 1 });

      expect(result.failure).toContain("Terraform could not apply all of the plan");
      expect(result.lock).toBeUndefined();
      expect(process.listenerCount("SIGHUP")).toBe(0);
    },
  );

  test("refuses a plan that was made for another image, before Terraform is started", async () => {
    const result = await apply({}, { pointer: `sha256:${"b".repeat(64)}` });

    expect(result.failure).toContain(
      "The plan of shop-dev was made for something else: the released image was sha256:bbb",
    );
    expect(result.failure).toContain("Nothing was applied.");
    expect(result.called).toEqual([]);
    expect(result.lock).toBeUndefined();
  });

  test("refuses a plan that was made for another revision", async () => {
    const result = await apply({}, { revision: after });

    expect(result.failure).toContain("the service ran shop-dev:2 and runs shop-dev:1");
    expect(result.called).toEqual([]);
  });

  test("refuses while a deployment runs, names who and since when, and leaves its lock alone", async () => {
    const holder = {
      by: "schedule",
      since: "2026-01-01T00:00:00Z",
      executionArn: "arn:aws:states:us-east-1:111111111111:execution:shop-dev-delivery:x",
      digest: pointer,
    };
    await dynamo.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          ...lockKey,
          ...Object.fromEntries(
            Object.entries(holder).map(([name, value]) => [name, { S: value }]),
          ),
        },
      }),
    );
    const result = await apply({});

    expect(result.failure).toContain(
      `shop-dev is locked: schedule deploys ${pointer} (${holder.executionArn}) since 2026-01-01T00:00:00Z.\nNothing was applied. Wait until it ends, then plan again: npm run plan shop-dev\nIf it is over and the lock stays: npx slipway unlock shop-dev`,
    );
    expect(result.called).toEqual([]);
    expect(result.lock).toEqual({ ...holder, notes: {} });
  });

  test("a first apply needs no lock: there is neither a service nor a table", async () => {
    await emulator.reset();
    const result = await apply({ service: undefined } as never, {
      pointer: undefined,
      revision: undefined,
      tableExists: false,
    });

    expect(result.failure).toBeUndefined();
    expect(result.output).toContain("shop-dev: applied; there is no service to watch.\n");
  });

  test("refuses a service whose table is gone, because the deployer could not be kept away", async () => {
    await emulator.reset();
    const result = await apply({});

    expect(result.failure).toContain("shop-dev has a service but no table shop-dev-delivery");
    expect(result.called).toEqual([]);
  });
});
