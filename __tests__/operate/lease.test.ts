import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect, test, vi } from "vitest";
import { type LeaseOptions, readLease, withLease } from "../../src/operate/lease";
import { leaseKey } from "../../src/operate/promotion/records";
import { createDeliveryTable } from "../support/delivery-table";
import { describeWithEmulator } from "../support/emulator";
import { loseAnswer } from "../support/lose-answer";

const times = { beatMilliseconds: 50, silenceMilliseconds: 400 };

describeWithEmulator("the lease of a promotion", (aws) => {
  const lease = async (by: string): Promise<LeaseOptions> => {
    const dynamodb = new DynamoDBClient(aws().clientConfig);
    const table = "shop-prod-delivery";
    await createDeliveryTable(dynamodb, table).catch(() => undefined); // the other one made it
    return {
      dynamodb,
      table,
      key: leaseKey,
      what: "promotion to shop-prod",
      whenLost: "Nothing was tagged.",
      by,
      times,
    };
  };

  test("is free before and after, also when what was done with it failed", async () => {
    const anna = await lease("anna");
    expect(await withLease(anna, async () => (await readLease(anna))?.by)).toBe("anna");
    expect(await readLease(anna)).toBeUndefined();
    await expect(
      withLease(anna, () => Promise.reject(new Error("the copy broke"))),
    ).rejects.toThrow("the copy broke");
    expect(await readLease(anna)).toBeUndefined();
  });

  test("refuses a second one at once when the holder lives, and names the holder", async () => {
    const [anna, ben] = [await lease("anna"), await lease("ben")];
    const onWait = vi.fn();
    await withLease(anna, async () => {
      await expect(withLease({ ...ben, onWait }, () => Promise.resolve())).rejects.toThrow(
        /^Another promotion to shop-prod is running, by anna, since /,
      );
    });
    expect(onWait).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ by: "anna" }));
  });

  test("of many at once exactly one has it", async () => {
    const all = await Promise.all(["a", "b", "c", "d", "e"].map(lease));
    const calm = { ...times, silenceMilliseconds: 10_000 }; // a busy machine is no dead holder
    let inside = 0;
    let refused = 0;
    const results = await Promise.allSettled(
      all.map((one) =>
        withLease({ ...one, times: calm }, async () => {
          inside += 1;
          await vi.waitFor(() => expect(refused).toBe(4), { timeout: 30_000 });
        }).catch((error: Error) => {
          refused += 1;
          throw error;
        }),
      ),
    );
    expect(inside).toBe(1);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  }, 60_000);

  test("is held by whoever took it, also when the answer to that was lost", async () => {
    const onWait = vi.fn();
    const anna = { ...(await lease("anna")), onWait };
    loseAnswer(anna.dynamodb, "PutItemCommand");
    expect(await withLease(anna, async () => (await readLease(anna))?.by)).toBe("anna");
    expect(onWait).not.toHaveBeenCalled();
    loseAnswer(anna.dynamodb, "DeleteItemCommand");
    await withLease(anna, () => Promise.resolve());
    expect(await readLease(anna)).toBeUndefined();
  });

  test("goes on to the next when its holder died without giving it back", async () => {
    const [dead, ben] = [await lease("dead"), await lease("ben")];
    const never = { ...times, beatMilliseconds: 60_000 };
    await new Promise<void>((resolve) => {
      void withLease({ ...dead, times: never }, () => {
        resolve();
        return new Promise(() => undefined);
      });
    });
    loseAnswer(ben.dynamodb, "PutItemCommand");
    expect(await withLease(ben, async () => (await readLease(ben))?.by)).toBe("ben");
  });

  test("refuses the one that was taken for dead and was not", async () => {
    const [slow, ben] = [await lease("slow"), await lease("ben")];
    const never = { ...times, beatMilliseconds: 60_000 };
    await withLease({ ...slow, times: never }, async ({ prove, signal }) => {
      await withLease(ben, async () => {
        await expect(prove()).rejects.toThrow(
          "Somebody else took over the promotion to shop-prod, because this one did not renew its lease for too long. Nothing was tagged.",
        );
        expect(signal.aborted).toBe(true);
        expect((await readLease(ben))?.by).toBe("ben");
      });
    });
  });
});
