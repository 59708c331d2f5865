import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { expect, test, vi } from "vitest";
import type { Apply } from "../support/deployer";
import type { World } from "../support/world";

/** What may be asked through which machine. */
export function requestCases(apply: Apply): void {
  /** How a request ended: with the deployer's execution, or refused. */
  async function ask(world: World, input: object) {
    const executionArn = await world.start(input, world.requestMachineArn);
    await world.ended(executionArn);
    return world.execution(executionArn);
  }

  test("a digest alone starts the deployer, once, under the request's name", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    const lost = { code: "ServiceUnavailable", message: "lost", times: 1, after: true };
    await world.fixtures({ errors: { "sfn:StartExecution": [lost] } });
    const { output, name } = await ask(world, { digest });
    const { executionArn } = JSON.parse(output as string);
    expect(await world.outputOf(executionArn)).toMatchObject({
      outcome: "released",
      digest,
      by: name,
    });
    expect(await world.executions()).toHaveLength(1);
  });

  const digest = `sha256:${"a".repeat(64)}`;

  test("a deployer that was over before its answer came is not started again", async () => {
    const world = await apply();
    const { sfn } = world.clients;
    const name = "ada-1a2b3c4d";
    const startOf = (stateMachineArn: string) =>
      sfn.send(
        new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ digest }) }),
      );
    const first = await startOf(world.stateMachineArn);
    await world.outputOf(first.executionArn as string);
    const asked = await startOf(world.requestMachineArn);
    await world.entered(asked.executionArn as string, "It was started before");
    await vi.waitFor(async () =>
      expect(await world.execution(asked.executionArn as string)).toMatchObject({
        status: "SUCCEEDED",
        output: expect.stringContaining(`"${first.executionArn}"`),
      }),
    );
    expect(await world.executions()).toHaveLength(1);
  });

  test.each<[string, object]>([
    ["force", { digest, force: true }],
    ["a rollback", { digest, rollback: true }],
    ["a name", { digest, requestedBy: "anna@example.gov" }],
    ["a clean-up", { cleanUp: { executionArn: "arn:aws:states:…" } }],
    ["the schedule", { schedule: "reconcile" }],
    ["a tag", { digest: "main-1" }],
    ["a list of digests", { digest: [digest] }],
    ["a list", [{ digest }]],
    ["nothing", {}],
  ])("refuses %s: pipelines ask for a digest alone", async (_, input) => {
    const world = await apply();
    expect(await ask(world, input)).toMatchObject({
      status: "FAILED",
      error: "Slipway.WrongInput",
      cause: 'The input must be {"digest": "sha256:…"} and nothing else.',
    });
    expect(await world.executions()).toEqual([]);
  });

  test.each<[string, object]>([
    ["a digest", { digest, requestedBy: "anna@example.gov" }],
    [
      "another machine's execution",
      { cleanUp: { executionArn: "arn:aws:states:us-east-1:111111111111:execution:other:run" } },
    ],
    ["nothing", {}],
  ])(
    "refuses %s: the clean-up cleans up after the deployer and does nothing else",
    async (_, input) => {
      const world = await apply();
      expect(await world.run(input, world.cleanUpMachineArn)).toMatchObject({
        outcome: "wrong-input",
      });
    },
  );
}
