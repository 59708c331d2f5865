import { expect, test } from "vitest";
import { readLock } from "../../src/aws/deployment-lock";
import type { LiveEnvironment } from "../../src/aws/live-environment";
import { newestItems, readItem } from "../../src/aws/table";
import { cleanUpMachine, deliveryMachine } from "../../src/deployer/machine";
import { readLease } from "../../src/operate/lease";
import { leaseKey } from "../../src/operate/promotion/records";
import { exampleNames, exampleSettings } from "./support/example";

// DynamoDB answers from a copy that may be a second old unless it is asked otherwise, and a second ago the lock may have been free:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html
// The emulator has one copy and would hide it.

const delivery = { names: exampleNames(), settings: exampleSettings };

const reads = [deliveryMachine, cleanUpMachine]
  .flatMap((machine) => Object.entries(machine(delivery).States))
  .filter(([, state]) => /dynamodb:(getItem|batchGetItem|query)$/.test(String(state["Resource"])))
  .map(([name, { Arguments }]) => ({ name, asked: JSON.stringify(Arguments) }));

test.each(reads)("the state $name reads the table as it is now", ({ asked }) => {
  expect(asked).toMatch(/['"]ConsistentRead['"]: ?true/);
});

test("the states that read the table were found", () => {
  expect(new Set(reads.map(({ name }) => name)).size).toBeGreaterThan(5);
});

/** A client of DynamoDB that keeps what it is asked, and finds nothing. */
function client() {
  const asked: Record<string, unknown>[] = [];
  const send = async ({ input }: { input: Record<string, unknown> }) => {
    asked.push(input);
    return {};
  };
  return { asked, dynamodb: { send } as unknown as LiveEnvironment["clients"]["dynamodb"] };
}

test.each<[string, (dynamodb: ReturnType<typeof client>["dynamodb"]) => Promise<unknown>]>([
  ["who holds the lock", (dynamodb) => readLock(dynamodb, "t")],
  ["who promotes", (dynamodb) => readLease({ dynamodb, table: "t", key: leaseKey })],
  [
    "one record",
    (dynamodb) => readItem({ clients: { dynamodb }, delivery } as LiveEnvironment, "decision", "d"),
  ],
  [
    "the newest records",
    (dynamodb) =>
      newestItems({ clients: { dynamodb }, delivery } as LiveEnvironment, "release", { limit: 1 }),
  ],
])("a command reads %s as it is now", async (_, read) => {
  const { asked, dynamodb } = client();
  await read(dynamodb);
  expect(asked.map(({ ConsistentRead }) => ConsistentRead)).toEqual([true]);
});
