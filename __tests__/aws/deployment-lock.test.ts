import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  DeploymentLock,
  type LockHolder,
  lockHolderText,
  readLock,
} from "../../src/aws/deployment-lock";
import type { LiveEnvironment } from "../../src/aws/live-environment";
import { freeLock } from "../../src/operate/apply/unlock";
import { createDeliveryTable } from "../support/delivery-table";
import { borrowEmulator, type Emulator } from "../support/emulator";
import { loseAnswer } from "../support/lose-answer";
import { describeWithTools } from "../support/tools";

describeWithTools(["ministack"], "the deployer's lock in the hands of an apply", () => {
  let emulator: Emulator;
  let client: DynamoDBClient;
  const table = "shop-dev-delivery";
  const take = (by: string) =>
    DeploymentLock.take({ client, table, by, since: "2026-01-01T00:00:00Z" });

  beforeAll(async () => {
    emulator = await borrowEmulator();
    client = new DynamoDBClient(emulator.clientConfig);
    await createDeliveryTable(client, table);
  });
  afterAll(() => emulator?.stop());

  test("one of two gets it, the other hears who has it since when, and gets it afterwards", async () => {
    const first = await take("arn:aws:iam::111111111111:user/ada");
    const second = await take("arn:aws:iam::111111111111:user/ben");

    expect(second).toMatchObject({ taken: false });
    const holder = "holder" in second ? second.holder : undefined;
    expect(holder && lockHolderText(holder)).toBe(
      "arn:aws:iam::111111111111:user/ada applies a plan since 2026-01-01T00:00:00Z",
    );
    if (first.taken) await first.lock.release();
    const third = await take("arn:aws:iam::111111111111:user/ben");
    expect(third.taken).toBe(true);
    if (third.taken) await third.lock.release();
    expect(await readLock(client, table)).toBeUndefined();
  });

  test("giving it back twice does not take it from whoever has it now", async () => {
    const ada = await take("ada");
    if (!ada.taken) throw new Error("the lock must be free");
    await ada.lock.release();
    const ben = await take("ben");
    await ada.lock.release();

    expect(await readLock(client, table)).toMatchObject({ by: "ben" });
    if (ben.taken) await ben.lock.release();
  });

  test("is taken, given back and freed once when the answers are lost", async () => {
    const lossy = new DynamoDBClient(emulator.clientConfig);
    for (const command of ["PutItemCommand", "DeleteItemCommand", "TransactWriteItemsCommand"]) {
      loseAnswer(lossy, command);
    }
    const taking = { client: lossy, table, by: "ada", since: "2026-01-01T00:00:00Z" };
    const ada = await DeploymentLock.take(taking);
    expect(ada.taken).toBe(true);
    if (ada.taken) await ada.lock.release();
    expect(await readLock(client, table)).toBeUndefined();

    await take("ada");
    const holder = (await readLock(client, table)) as LockHolder;
    const delivery = { names: { delivery: table } };
    const live = {
      clients: { dynamodb: lossy },
      delivery,
      caller: "ben",
    } as unknown as LiveEnvironment;
    expect(await freeLock(live, holder, new Date())).toBe(true);
    expect(await readLock(client, table)).toBeUndefined();
  });

  test("an environment without a table has no lock, and says so", async () => {
    const result = await DeploymentLock.take({ client, table: "none", by: "ada", since: "" });
    expect(result).toEqual({ taken: false, holder: undefined });
  });
});
