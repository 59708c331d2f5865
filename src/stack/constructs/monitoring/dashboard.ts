import { Construct } from "constructs";
import { CloudwatchDashboard } from "#aws/cloudwatch-dashboard";
import { mainResourceId } from "../../readable-stack";
import type { Metric, Metrics } from "./metrics";

/** Properties of a {@link Dashboard}. */
interface DashboardProps {
  /** Name, unique in the account. */
  readonly name: string;
  /** Region of the figures. */
  readonly region: string;
  /** The figures that the alarms watch too. */
  readonly metrics: Metrics;
  /** ARNs of the alarms that ring, whose states stand at the top. */
  readonly alarmArns: readonly string[];
  /** Whether the environment has a database of its own. */
  readonly database: boolean;
}

/**
 * One page for whoever was woken: which alarms ring, then traffic, errors, latency, tasks and database, from the figures that the alarms
 * watch. Releases are a graph of their own: an annotation at a time stands in the dashboard's text, which Terraform would take back.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    new CloudwatchDashboard(this, mainResourceId, {
      dashboardName: props.name,
      dashboardBody: dashboardBody(props),
    });
  }
}

/** Widths and heights in the dashboard's grid, which is 24 wide. */
const size = { width: 8, height: 6, alarmHeight: 3 };

/** The dashboard as JSON; what it shows is drawn from it in the docs. */
export function dashboardBody(props: DashboardProps): string {
  const { metrics } = props;
  const graphs: readonly Graph[] = [
    {
      title: "Requests, and those that failed",
      lines: [
        ["requests", metrics.requests],
        ["answered with 4xx", metrics.refusals],
        ["answered with 5xx", metrics.errors],
        ["answered with 5xx by the load balancer", metrics.balancerErrors],
      ],
    },
    {
      title: "Seconds until the answer",
      lines: [
        ["half of the requests", metrics.latency("p50")],
        ["95 of 100", metrics.latency("p95")],
        ["99 of 100", metrics.latency("p99")],
      ],
    },
    {
      title: "Tasks",
      lines: [
        ["meant to run", metrics.desiredTasks],
        ["running", metrics.runningTasks],
        ["healthy", metrics.healthy],
      ],
    },
    {
      title: "CPU and memory of tasks, percent",
      lines: [
        ["CPU", metrics.cpu],
        ["memory", metrics.memory],
      ],
    },
    {
      title: "Releases",
      lines: [
        ["released", metrics.released],
        ["refused or failed in a row", metrics.notReleased],
        ["runs of the deployer", metrics.deployments],
      ],
    },
    { title: "Seconds for which the lock is held", lines: [["held", metrics.lockSeconds]] },
    ...(props.database ? databaseGraphs(metrics) : []),
  ];
  const alarms = {
    type: "alarm",
    ...{ x: 0, y: 0, width: 24, height: size.alarmHeight },
    properties: { title: "Alarms", alarms: props.alarmArns },
  };
  const columns = 24 / size.width;
  const widgets = graphs.map((graph, index) => ({
    type: "metric",
    x: (index % columns) * size.width,
    y: size.alarmHeight + Math.floor(index / columns) * size.height,
    width: size.width,
    height: size.height,
    properties: {
      title: graph.title,
      region: props.region,
      view: "timeSeries",
      period: 60,
      metrics: graph.lines.map(line),
    },
  }));
  return JSON.stringify({ widgets: [alarms, ...widgets] });
}

interface Graph {
  readonly title: string;
  readonly lines: readonly (readonly [label: string, metric: Metric])[];
}

function databaseGraphs(metrics: Metrics): Graph[] {
  return [
    {
      title: "CPU of the database, percent",
      lines: [["CPU", metrics.databaseCpu]],
    },
    {
      title: "Connections to the database",
      lines: [["connections", metrics.connections]],
    },
    {
      title: "Free storage and memory of the database, bytes",
      lines: [
        ["free storage", metrics.freeStorage],
        ["free memory", metrics.freeMemory],
      ],
    },
  ];
}

/** A figure as a dashboard has it: namespace, name, dimensions in turn, and how it is drawn. */
function line([label, metric]: readonly [string, Metric]) {
  const dimensions = Object.entries(metric.dimensions).flat();
  return [metric.namespace, metric.metricName, ...dimensions, { label, stat: metric.stat }];
}
