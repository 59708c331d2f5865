import { dashboardBody } from "../../src/stack/constructs/monitoring/dashboard";
import { metricsOf } from "../../src/stack/constructs/monitoring/metrics";
import { colours, svgFile } from "./svg";

const { ink, quiet } = colours;
/** Colours that CloudWatch gives to the lines of a graph, in their order. */
const lineColours = ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728"];

/** A unit of the dashboard's grid, in the picture's. */
const unit = { width: 46, height: 26 };
const [margin, heading] = [16, 44];

interface Widget {
  readonly type: "alarm" | "metric";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly unknown[])[];
  };
}

/** The dashboard of an environment with a load balancer and a database of its own, drawn from the JSON that CloudWatch gets: which graph is where, and its figures. */
export function dashboard(): string {
  const name = "shop-prod";
  const watched = { environment: name, cluster: name, service: name, database: name };
  const balancer = { loadBalancer: `app/${name}/1`, targetGroup: `targetgroup/${name}/1` };
  const body = dashboardBody({
    name,
    region: "us-east-1",
    metrics: metricsOf({ ...watched, ...balancer, deployer: name, look: name }),
    alarmArns: [],
    database: true,
  });
  const { widgets } = JSON.parse(body) as { readonly widgets: readonly Widget[] };
  const width = 2 * margin + unit.width * Math.max(...widgets.map((one) => one.x + one.width));
  const height =
    margin + heading + unit.height * Math.max(...widgets.map((one) => one.y + one.height));
  const title = `The dashboard: ${widgets.map(({ properties }) => properties.title).join("; ")}`;
  return svgFile({ width, height, title, titleId: "dashboard-title", background: "#f3f4f6" }, [
    text(margin, 28, "What is where on the dashboard, and which figure each line is", 16, ink),
    ...widgets.map(drawn),
  ]);
}

function drawn({ type, x, y, width, height, properties }: Widget): string {
  const [left, top] = [margin + x * unit.width + 3, heading + y * unit.height + 3];
  const [wide, high] = [width * unit.width - 6, height * unit.height - 6];
  const lines = (properties.metrics ?? []).map((metric, index) => {
    const { label, stat } = metric.at(-1) as { readonly label: string; readonly stat: string };
    const at = top + 44 + 26 * index;
    return [
      `<rect x="${left + 14}" y="${at - 8}" width="16" height="4" fill="${lineColours[index % lineColours.length]}"/>`,
      text(left + 38, at, label, 13, ink),
      text(left + 38, at + 11, `${metric[0]} ${metric[1]}, ${stat}`, 9.5, quiet),
    ].join("");
  });
  return [
    `<rect x="${left}" y="${top}" width="${wide}" height="${high}" rx="6" fill="white" stroke="${quiet}" stroke-width="0.6"/>`,
    text(
      left + 14,
      top + 22,
      properties.title,
      properties.title.length > 38 ? 11.5 : 13.5,
      ink,
      ' font-weight="bold"',
    ),
    ...(type === "alarm"
      ? [text(left + 14, top + 46, "each alarm that notifies, with its state", 13, quiet)]
      : lines),
  ].join("");
}

function text(x: number, y: number, words: string, size: number, fill: string, more = ""): string {
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}"${more}>${words}</text>`;
}
