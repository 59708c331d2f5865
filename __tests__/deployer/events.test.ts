import { EventBridgeClient, TestEventPatternCommand } from "@aws-sdk/client-eventbridge";
import { expect, test } from "vitest";
import { brokenOffEventPattern, scanEventPattern } from "../../src/deployer/events";
import { describeWithEmulator } from "../support/emulator";
import { basicScan, inspectorScan, statusChange } from "./support/events";
import { exampleNames, exampleSettings } from "./support/example";

const names = exampleNames();
const basic = scanEventPattern({ names, settings: exampleSettings });
const enhanced = scanEventPattern({
  names,
  settings: { ...exampleSettings, scanning: "enhanced" },
});
const brokenOff = brokenOffEventPattern({ names, settings: exampleSettings });
const machine = "arn:aws:states:us-east-1:111111111111:stateMachine:shop-dev-delivery";

describeWithEmulator("the rule", (aws) => {
  test.each<[string, object, object, boolean]>([
    ["a scan of the repository that is complete", basic, basicScan("shop/dev"), true],
    ["a scan that failed", basic, basicScan("shop/dev", "FAILED"), true],
    ["a scan of another repository", basic, basicScan("shop/prod"), false],
    ["Inspector's scan, where ECR scans", basic, inspectorScan("shop/dev"), false],
    ["Inspector's scan of the repository", enhanced, inspectorScan("shop/dev"), true],
    ["Inspector's scan of another repository", enhanced, inspectorScan("shop/dev-2"), false],
    ["ECR's scan, where Inspector scans", enhanced, basicScan("shop/dev"), false],
    ["an execution that failed", brokenOff, statusChange(machine, "FAILED"), true],
    ["an execution that timed out", brokenOff, statusChange(machine, "TIMED_OUT"), true],
    ["an execution that was stopped", brokenOff, statusChange(machine, "ABORTED"), true],
    ["an execution that succeeded", brokenOff, statusChange(machine, "SUCCEEDED"), false],
    ["an execution that runs", brokenOff, statusChange(machine, "RUNNING"), false],
    [
      "a clean-up that failed, which would go round and round",
      brokenOff,
      statusChange(`${machine}-clean-up`, "FAILED"),
      false,
    ],
    [
      "another machine's execution",
      brokenOff,
      statusChange(machine.replace("shop-dev", "shop-prod"), "FAILED"),
      false,
    ],
  ])("judges %s", async (_, pattern, event, expected) => {
    const { Result } = await new EventBridgeClient(aws().clientConfig).send(
      new TestEventPatternCommand({
        EventPattern: JSON.stringify(pattern),
        Event: JSON.stringify(event),
      }),
    );
    expect(Result).toBe(expected);
  });
});
