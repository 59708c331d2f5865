import { expect, test } from "vitest";
import {
  alarmDescription,
  alarms,
  alarmText,
  bakeSeconds,
  dashboardUrl,
  requestWindow,
  rolloutAlarmNames,
  watchesRollouts,
} from "../../src/contract/alarms";

test("errors and latency are judged by three of five minutes, for which ECS watches a rollout", () => {
  expect(requestWindow).toEqual({ periodSeconds: 60, values: 3, of: 5 });
  expect(bakeSeconds).toBe(300);
});

test.each([
  [true, ["shop-dev-errors-measured", "shop-dev-load-balancer-errors-measured"]],
  [false, ["shop-dev-errors-measured"]],
])(
  "a release is rolled back by what users feel; on a load balancer of its own (%s) by that one's errors too",
  (own, errors) => {
    expect(rolloutAlarmNames("shop-dev", own)).toEqual([...errors, "shop-dev-slow-measured"]);
  },
);

test.each(alarms)("whether $id can roll a release back", ({ id }) => {
  expect(watchesRollouts(id)).toBe(["errors", "load-balancer-errors", "slow"].includes(id));
});

test("what people read has the meaning, the first command and the section of the runbook", () => {
  const place = { environment: "shop-dev", cluster: "c", database: "d", logGroup: "/shop" };
  expect(alarmDescription("errors", place, "https://example.gov/runbook")).toBe(
    `${alarmText("errors").means}\nFirst: aws logs tail /shop --since 15m\nThen: https://example.gov/runbook#errors`,
  );
  expect(() => alarmText("other" as never)).toThrow("alarm must be one that is listed, got other");
});

test("the page with the figures is in the console of the region's partition", () => {
  expect(dashboardUrl("us-gov-west-1", "shop-dev")).toBe(
    "https://us-gov-west-1.console.amazonaws-us-gov.com/cloudwatch/home?region=us-gov-west-1#dashboards/dashboard/shop-dev",
  );
});
