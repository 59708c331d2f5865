import { expect, test } from "vitest";
import { alarms } from "../../../../src/contract/alarms";
import { exampleWith } from "../../../support/example-with";
import { monitoredElsewhere, monitoredEnvironment } from "../../../support/monitored";
import { parsed, synthesizeEnvironment } from "../../../support/synth";

interface Body {
  readonly widgets: readonly Widget[];
}
interface Widget {
  readonly type: "alarm" | "metric";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    readonly alarms?: readonly string[];
    readonly region?: string;
    readonly metrics?: readonly (readonly unknown[])[];
  };
}

const stack = synthesizeEnvironment(monitoredEnvironment({ "delivery.dailyLook": true }));
const { dashboard_name, dashboard_body } = stack.only("aws_cloudwatch_dashboard");
const { widgets } = parsed<Body>(dashboard_body);
const figuresOf = (body: Body) =>
  body.widgets.flatMap(({ properties }) => properties.metrics ?? []).map((metric) => metric[1]);

test("each alarm that rings stands at the top", () => {
  expect(dashboard_name).toBe("shop-dev");
  const ringing = alarms.filter(
    ({ notifies, id }) => notifies !== "delivery" && id !== "database-events",
  );
  expect([...(widgets[0]?.properties.alarms ?? [])].sort()).toEqual(
    ringing
      .map(
        ({ id }) => `\${aws_cloudwatch_composite_alarm.monitoring_${id.replaceAll("-", "_")}.arn}`,
      )
      .sort(),
  );
});

test("each figure that an alarm watches is drawn, but for the days of a certificate, the daily look and what only silences", () => {
  const drawn = new Set(figuresOf({ widgets }));
  const watched = Object.entries(stack.all("aws_cloudwatch_metric_alarm"))
    .filter(([address]) => address.startsWith("monitoring_"))
    .flatMap(([, { metric_name, metric_query }]) =>
      metric_query
        ? (metric_query as { metric?: { metric_name: string } }[]).flatMap(
            ({ metric }) => metric?.metric_name ?? [],
          )
        : [metric_name],
    );
  expect(watched.filter((figure) => !drawn.has(figure)).sort()).toEqual([
    "DaysToExpiry",
    "ExecutionsSucceeded",
    "Maintenance",
  ]);
});

test("a figure is namespace, name, and dimensions in turn, in the environment's region", () => {
  const requests = widgets.find(({ properties }) => properties.metrics)?.properties;
  expect(requests?.region).toBe("us-east-1");
  expect(requests?.metrics?.[0]).toEqual([
    "AWS/ApplicationELB",
    "RequestCount",
    "LoadBalancer",
    "${aws_lb.load_balancer.arn_suffix}",
    "TargetGroup",
    "${aws_lb_target_group.service_targets.arn_suffix}",
    { label: "requests", stat: "Sum" },
  ]);
});

// What a line is called, and its figure with the statistic.
test.each<[title: string, lines: Readonly<Record<string, string>>]>([
  [
    "Requests, and those that failed",
    {
      requests: "RequestCount Sum",
      "answered with 4xx": "HTTPCode_Target_4XX_Count Sum",
      "answered with 5xx": "HTTPCode_Target_5XX_Count Sum",
      "answered with 5xx by the load balancer": "HTTPCode_ELB_5XX_Count Sum",
    },
  ],
  [
    "Seconds until the answer",
    {
      "half of the requests": "TargetResponseTime p50",
      "95 of 100": "TargetResponseTime p95",
      "99 of 100": "TargetResponseTime p99",
    },
  ],
  [
    "Tasks",
    {
      "meant to run": "DesiredTaskCount Minimum",
      running: "RunningTaskCount Minimum",
      healthy: "HealthyHostCount Maximum",
    },
  ],
  [
    "CPU and memory of tasks, percent",
    { CPU: "CPUUtilization Average", memory: "MemoryUtilization Average" },
  ],
  [
    "Releases",
    {
      released: "Released Sum",
      "refused or failed in a row": "NotReleasedInARow Maximum",
      "runs of the deployer": "ExecutionsStarted Sum",
    },
  ],
  ["Seconds for which the lock is held", { held: "LockSeconds Maximum" }],
  ["CPU of the database, percent", { CPU: "CPUUtilization Average" }],
  ["Connections to the database", { connections: "DatabaseConnections Maximum" }],
  [
    "Free storage and memory of the database, bytes",
    { "free storage": "FreeStorageSpace Minimum", "free memory": "FreeableMemory Average" },
  ],
])("%s are drawn as %j", (title, lines) => {
  const { metrics = [] } = widgets.find((one) => one.properties.title === title)?.properties ?? {};
  const drawn = metrics.map((metric) => {
    const { label, stat } = metric.at(-1) as { label: string; stat: string };
    return [label, `${metric[1]} ${stat}`];
  });
  expect(drawn).toEqual(Object.entries(lines));
});

test("the alarms stand over three columns of graphs by the minute, which are these and no more", () => {
  expect(widgets.map(({ type, x, y, width, height }) => [type, x, y, width, height])).toEqual([
    ["alarm", 0, 0, 24, 3],
    ...[3, 9, 15].flatMap((y) => [0, 8, 16].map((x) => ["metric", x, y, 8, 6])),
  ]);
  for (const { properties } of widgets.slice(1)) {
    expect(properties).toMatchObject({ region: "us-east-1", view: "timeSeries", period: 60 });
  }
  expect(widgets[0]?.properties.title).toBe("Alarms");
});

test("widgets lie within the grid and on no other", () => {
  const cells = widgets.flatMap(({ x, y, width, height }) => {
    expect(x + width).toBeLessThanOrEqual(24);
    return Array.from(
      { length: width * height },
      (_, at) => `${x + (at % width)},${y + Math.floor(at / width)}`,
    );
  });
  expect(new Set(cells).size).toBe(cells.length);
});

test("its address is an output", () => {
  const url =
    "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/shop-dev";
  expect(stack.json["output"]).toMatchObject({ dashboard: { value: url } });
  expect(synthesizeEnvironment(exampleWith({})).json["output"]).not.toHaveProperty("dashboard");
});

test("nothing of a database that others own is drawn", () => {
  const elsewhere = synthesizeEnvironment(monitoredElsewhere()).only("aws_cloudwatch_dashboard");
  const figures = figuresOf(parsed<Body>(elsewhere["dashboard_body"]));
  expect(figures).not.toContain("DatabaseConnections");
  expect(figures).toContain("RequestCount");
});
