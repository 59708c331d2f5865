import { expect, test } from "vitest";
import { startDeployment } from "../../../src/operate/deployments/start-deployment";
import { createWorld } from "../../deployer/support/world";
import { describeWithEmulator } from "../../support/emulator";
import { loseAnswer } from "../../support/lose-answer";
import { partyOf } from "../promotion/support/party-of";

describeWithEmulator("the start of a deployment", (aws) => {
  test.each(["still runs", "has ended"])(
    "whose answer is lost is found by its name, and not repeated, when the execution %s",
    async (by) => {
      const world = await createWorld(aws(), aws().accountId);
      const party = await partyOf(world, aws());
      const digest = by === "has ended" ? "none" : await world.pushImage("one", "main-1");
      const ended = async () => world.told((await world.executions())[0]?.executionArn ?? "");
      const meanwhile = by === "has ended" ? ended : undefined;
      loseAnswer(party.clients.sfn, "StartExecutionCommand", 1, meanwhile);

      const executionArn = await startDeployment(party, { digest });

      const executions = await world.executions();
      expect(executions.map((execution) => execution.executionArn)).toEqual([executionArn]);
    },
  );
});
