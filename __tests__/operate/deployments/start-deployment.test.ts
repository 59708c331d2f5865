import { ListExecutionsCommand } from "@aws-sdk/client-sfn";
import { expect, test, vi } from "vitest";
import { startDeployment } from "../../../src/operate/deployments/start-deployment";
import { createWorld } from "../../deployer/support/world";
import { describeWithEmulator } from "../../support/emulator";
import { loseAnswer } from "../../support/lose-answer";
import { liveEnvironmentOf } from "../promotion/support/live-environment";

describeWithEmulator("the start of a deployment", (aws) => {
  test.each<["asked" | "forced", "still runs" | "has ended"]>([
    ["asked", "still runs"],
    ["asked", "has ended"],
    ["forced", "still runs"],
    ["forced", "has ended"],
  ])(
    "%s, whose answer is lost, is found by its name, and not repeated, when the execution %s",
    async (how, by) => {
      const world = await createWorld(aws(), aws().accountId);
      const live = await liveEnvironmentOf(world, aws());
      const nowhere = `sha256:${"0".repeat(64)}`;
      const request = {
        digest: by === "has ended" ? nowhere : await world.pushImage("one", "main-1"),
      };
      const stateMachineArn = how === "asked" ? world.requestMachineArn : world.stateMachineArn;
      const ended = async () => {
        const { executions } = await world.clients.sfn.send(
          new ListExecutionsCommand({ stateMachineArn }),
        );
        const executionArn = executions?.[0]?.executionArn as string;
        await vi.waitFor(
          async () => expect((await world.execution(executionArn)).status).toBe("SUCCEEDED"),
          { timeout: 10_000 },
        );
      };
      loseAnswer(
        live.clients.sfn,
        "StartExecutionCommand",
        1,
        by === "has ended" ? ended : undefined,
      );

      const executionArn = await startDeployment(
        live,
        how === "asked" ? request : { ...request, force: true },
      );

      const executions = await world.executions();
      expect(executions.map((execution) => execution.executionArn)).toEqual([executionArn]);
    },
  );
});
