import { expect, test } from "vitest";
import { describeWithEmulator, type Emulator } from "../../../support/emulator";
import { monitoredEnvironment } from "../../../support/monitored";
import { type Arguments, synthesizeEnvironment } from "../../../support/synth";

const stack = synthesizeEnvironment(monitoredEnvironment());
const types = ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"];

/** The alarms' arguments with each name in the place of the reference to it. */
const alarms = types.flatMap((type) =>
  Object.entries(stack.all(type)).map(([address, alarm]) => ({ type, address, alarm })),
);
const nameByReference = new Map(
  alarms.map(({ type, address, alarm }) => [
    `\${${type}.${address}.alarm_name}`,
    String(alarm["alarm_name"]),
  ]),
);
const named = (text: unknown) =>
  String(text).replace(/\$\{[^}]+\}/g, (one) => nameByReference.get(one) ?? one);

describeWithEmulator("CloudWatch", (aws) => {
  test("nothing rings by itself; what is down rings once no task answers although it should run", async () => {
    await make(aws());
    await set(aws(), "meant-to-run", "ALARM");
    expect(await ringing(aws())).toEqual([]);
    await set(aws(), "no-healthy-task", "ALARM");
    expect(await ringing(aws())).toEqual(["shop-dev-down", "shop-dev-silence"]);
  });

  test("a service that is not meant to run is not down, however long no task answers", async () => {
    await make(aws());
    await set(aws(), "no-healthy-task", "ALARM");
    await set(aws(), "few-tasks-measured", "ALARM");
    expect(await ringing(aws())).toEqual([]);
  });

  test("each part rings its own alarm and no other", async () => {
    await make(aws());
    await set(aws(), "meant-to-run", "ALARM");
    for (const { alarm } of alarms) {
      const part = /^shop-dev-(.*)-measured$/.exec(String(alarm["alarm_name"]))?.[1];
      if (part === undefined) continue;
      await set(aws(), `${part}-measured`, "ALARM");
      expect(await ringing(aws())).toEqual([`shop-dev-${part}`]);
      await set(aws(), `${part}-measured`, "OK");
    }
  });

  test("maintenance rings only what silences", async () => {
    await make(aws());
    await set(aws(), "maintenance", "ALARM");
    expect(await ringing(aws())).toEqual(["shop-dev-silence"]);
  });
});

/** Makes every alarm in the order in which Terraform does: parts first, then what refers to them. */
async function make(emulator: Emulator): Promise<void> {
  const rank = ({ type, address }: { type: string; address: string }) =>
    type === types[0]
      ? 0
      : address === "monitoring_down"
        ? 1
        : address === "monitoring_silence"
          ? 2
          : 3;
  for (const { type, alarm } of [...alarms].sort((a, b) => rank(a) - rank(b))) {
    await call(emulator, type === types[0] ? part(alarm) : composite(alarm));
  }
}

/** Only states count here, so that a part's figure may be any. */
function part(alarm: Arguments): Record<string, string> {
  return {
    Action: "PutMetricAlarm",
    AlarmName: String(alarm["alarm_name"]),
    ComparisonOperator: "GreaterThanThreshold",
    EvaluationPeriods: "1",
    MetricName: "any",
    Namespace: "Test",
    Period: "60",
    Statistic: "Sum",
    Threshold: "1",
    TreatMissingData: "ignore",
  };
}

function composite(alarm: Arguments): Record<string, string> {
  const suppressor = alarm["actions_suppressor"] as { alarm: string } | undefined;
  return {
    Action: "PutCompositeAlarm",
    AlarmName: String(alarm["alarm_name"]),
    AlarmRule: named(alarm["alarm_rule"]),
    ...(suppressor && { ActionsSuppressor: named(suppressor.alarm) }),
  };
}

async function set(emulator: Emulator, end: string, StateValue: string): Promise<void> {
  const AlarmName = `shop-dev-${end}`;
  await call(emulator, { Action: "SetAlarmState", AlarmName, StateValue, StateReason: "test" });
}

async function ringing(emulator: Emulator): Promise<string[]> {
  const answer = await call(emulator, {
    Action: "DescribeAlarms",
    StateValue: "ALARM",
    "AlarmTypes.member.1": "CompositeAlarm",
  });
  return [...answer.matchAll(/<AlarmName>(.*?)<\/AlarmName>/g)].map(([, name = ""]) => name).sort();
}

async function call(emulator: Emulator, parameters: Record<string, string>): Promise<string> {
  const scope = "111111111111/20260101/us-east-1/monitoring/aws4_request";
  const response = await fetch(emulator.endpoint, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams({ Version: "2010-08-01", ...parameters }).toString(),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
