import { count } from "../../src/base/printable";
import { afterRelease } from "../../src/check/summarize";
import { type DrawnTraffic, trafficOf } from "../../src/check/traffic";
import type { TerraformJson } from "../../src/stack/terraform-json";
import { gatewaysOf } from "./gateways";
import { colours, svgFile } from "./svg";

const { ink, quiet, ours, alert: open } = colours;

/** A rectangle with what is written in it; the first line is its name. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
  readonly isOurs?: boolean;
  readonly isPublic?: boolean;
}

const [margin, boxWidth, boxHeight, gap, lane] = [24, 208, 74, 62, 44];
const top = 128;

/**
 * The picture of an environment as SVG: who reaches it on the left, its network with a column a tier and a lane a zone, what it reaches on the right, and
 * below what a task gets when it starts. The same Terraform makes the same bytes.
 */
export function svg(name: string, json: TerraformJson): string {
  const parts = partsOf(json);
  const traffic = grouped(trafficOf(json));
  const tiers = tierBoxes(parts);
  const ends = (key: "from" | "to") => [
    ...new Set(traffic.map((one) => one[key]).filter((end) => !(end in tiers))),
  ];
  const inside = Object.values(tiers);
  const tiersAndLanes = frame(inside, parts.zones);
  const gateways = gatewayBoxes(json, tiersAndLanes);
  const vpc = { ...tiersAndLanes, height: tiersAndLanes.height + gateways.height };
  const clients = column(ends("from"), margin, traffic, json);
  const targets = column(ends("to"), vpc.x + vpc.width + gap, traffic, json);
  const boxes = { ...tiers, ...clients, ...targets };
  const supply = supplyBoxes(parts, vpc);
  const all = [...Object.values(boxes), ...supply];
  const width = Math.max(...all.map((box) => box.x + box.width), vpc.x + vpc.width) + margin;
  const height = Math.max(...all.map((box) => box.y + box.height), vpc.y + vpc.height) + margin;
  const said = [...traffic.map(sentence), ...gateways.boxes.flatMap(({ lines }) => lines)];
  const title = escaped(`${name}: ${said.join("; ")}`);
  const markers = `${tip("tip", quiet)}${tip("open", open)}`;
  return svgFile({ width, height, title, titleId: "title", markers }, [
    text(width / 2, 36, `${name}: https://${parts.hostName}`, { size: 18, weight: "bold" }),
    area(vpc, `VPC ${parts.vpcId}`),
    ...lanes(inside, vpc, parts),
    ...gateways.boxes.map(drawnGateway),
    ...traffic.flatMap((one) => arrow(one, boxes, tiers, vpc)),
    ...all.map(drawn),
    atStart(supply, tiers["service"], vpc),
  ]);
}

/** The tiers that the environment makes, in the order of the traffic. */
function tierBoxes({ loadBalancer, task, database }: Parts): Readonly<Record<string, Box>> {
  const isPublic = loadBalancer?.scheme === "internet-facing";
  const tiers: readonly (readonly [string, readonly string[], boolean] | undefined)[] = [
    loadBalancer && [
      "load balancer",
      ["load balancer", loadBalancer.scheme, loadBalancer.isGuarded ? "HTTPS, firewall" : "HTTPS"],
      isPublic,
    ],
    [
      "service",
      [
        "ECS Fargate",
        `${task.tasks} tasks, read-only`,
        `${task.vCpu} vCPU, ${task.memoryGiB} GiB each`,
      ],
      false,
    ],
    database && ["database", ["RDS, encrypted", ...database.lines], false],
  ];
  const present = tiers.filter((tier) => tier !== undefined);
  const left = margin + boxWidth + gap + 40;
  return Object.fromEntries(
    present.map(([id, lines, isPublic], place) => {
      const x = left + place * (boxWidth + gap);
      return [id, { x, y: top, width: boxWidth, height: boxHeight, lines, isOurs: true, isPublic }];
    }),
  );
}

/** The network around its tiers, with a lane a zone below them. */
function frame(inside: readonly Box[], zones: number): Box {
  const x = Math.min(...inside.map((box) => box.x)) - 24;
  const right = Math.max(...inside.map((box) => box.x + box.width)) + 24;
  const height = boxHeight + 92 + zones * (lane + 10);
  return { x, y: top - 66, width: right - x, height, lines: [] };
}

/** Gateways and endpoints of a network of its own, in rows below the lanes; no height where the network is others'. */
function gatewayBoxes(json: TerraformJson, vpc: Box): { height: number; boxes: readonly Box[] } {
  const [height, left] = [24, vpc.x + 8];
  let [x, y] = [left, vpc.y + vpc.height + 4];
  const boxes = gatewaysOf(json).map(({ label, isPublic }): Box => {
    const width = Math.round(label.length * 5.8) + 20;
    if (x + width > vpc.x + vpc.width - 8) [x, y] = [left, y + height + 8];
    const box = { x, y, width, height, lines: [label], isPublic };
    x += width + 8;
    return box;
  });
  return { boxes, height: boxes.length === 0 ? 0 : y + height + 10 - vpc.y - vpc.height };
}

function drawnGateway({ x, y, width, height, lines: [label = ""], isPublic }: Box): string {
  const color = isPublic ? open : quiet;
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="12" fill="white" stroke="${color}"/>`,
    text(x + width / 2, y + 16, label, { size: 11, color: isPublic ? open : ink }),
  ].join("");
}

/** Ends outside the network, below each other. */
function column(
  ends: readonly string[],
  x: number,
  traffic: readonly DrawnTraffic[],
  json: TerraformJson,
): Readonly<Record<string, Box>> {
  return Object.fromEntries(
    ends.map((end, place) => {
      const y = top + place * (boxHeight + 18);
      const lines = outsideLines(end, traffic, json);
      const isPublic = isWorld(end) || end === "cloudfront";
      const isOurs = end === "cloudfront";
      return [end, { x, y, width: boxWidth, height: boxHeight, lines, isPublic, isOurs }];
    }),
  );
}

/** What a task gets when it starts, in a row below the network. */
function supplyBoxes({ repository, imageParameter, secrets, key, logs }: Parts, vpc: Box): Box[] {
  const y = vpc.y + vpc.height + 62;
  const things = [
    ["image", repository, "by its digest"],
    ["which digest", imageParameter],
    ["secrets", ...inTwoLines(secrets)],
    ["key", key],
    ["logs", logs],
  ];
  const width = boxWidth - 16;
  const left = vpc.x + (vpc.width - things.length * width - (things.length - 1) * 14) / 2;
  const from = Math.max(margin, left);
  return things.map((lines, place) => {
    return { x: from + place * (width + 14), y, width, height: boxHeight, lines };
  });
}

function inTwoLines(names: readonly string[]): string[] {
  return names.length <= 2
    ? [...names]
    : [`${names[0]}`, `and ${count(names.length - 1, "other")}`];
}

/** A lane a zone, with what of each tier is in it. */
function lanes(inside: readonly Box[], vpc: Box, parts: Parts): string[] {
  return Array.from({ length: parts.zones }, (_, zone) => {
    const y = top + boxHeight + 30 + zone * (lane + 10);
    const cells = inside.map(({ x, width, lines }) => {
      const inZone = parts.inZone(lines[0] ?? "", zone);
      const cell = `<rect x="${x}" y="${y + 8}" width="${width}" height="${lane - 16}" rx="5" fill="white" stroke="${quiet}" stroke-width="0.6"/>`;
      return cell + text(x + width / 2, y + lane / 2 + 4, inZone, { size: 11, color: quiet });
    });
    return `<rect x="${vpc.x + 8}" y="${y}" width="${vpc.width - 16}" height="${lane}" rx="6" fill="none" stroke="${quiet}" stroke-width="0.6" stroke-dasharray="4 3"/>${cells.join("")}${zoneName(inside[0], y, parts.zoneNames[zone] ?? `zone ${zone + 1}`)}`;
  });
}

/** The name of a lane, between the first two tiers. */
function zoneName(first: Box | undefined, y: number, name: string): string {
  if (!first) return "";
  const x = first.x + first.width + gap / 2;
  return text(x, y + lane / 2 + 4, name, { size: 11, color: quiet });
}

/** A permitted connection: straight between neighbours, along the edges of the network otherwise. */
function arrow(
  { from, to, port, isPublic }: DrawnTraffic,
  boxes: Readonly<Record<string, Box>>,
  tiers: Readonly<Record<string, Box>>,
  vpc: Box,
): string[] {
  const [start, end] = [boxes[from], boxes[to]];
  if (!start || !end) return [];
  const color = isPublic ? open : quiet;
  const line = (path: string) =>
    `<path d="${path}" fill="none" stroke="${color}" stroke-width="${isPublic ? 1.8 : 1.3}" marker-end="url(#${isPublic ? "open" : "tip"})"/>`;
  const label = (x: number, y: number) =>
    text(x, y, port, { size: 12, color: isPublic ? open : ink });
  const [startY, endY] = [start.y + start.height / 2, end.y + end.height / 2];
  if (from in tiers && to in tiers) {
    const x = start.x + start.width;
    return [line(`M${x} ${endY}H${end.x}`), label((x + end.x) / 2, endY - 6)];
  }
  if (to in tiers) {
    const [x, turn] = [start.x + start.width, vpc.x - 14];
    return [line(`M${x} ${startY}H${turn}V${endY}H${end.x}`), label((x + turn) / 2, startY - 6)];
  }
  const [x, y, turn] = [start.x + start.width / 2, start.y - 30, vpc.x + vpc.width + 18];
  return [
    line(`M${x} ${start.y}V${y}H${turn}V${endY}H${end.x}`),
    label((turn + end.x) / 2 + 2, endY - 6),
  ];
}

/** One arrow for all that a task gets when it starts. */
function atStart(supply: readonly Box[], service: Box | undefined, vpc: Box): string {
  if (!service) return "";
  const x = service.x + service.width / 2;
  const [from, to] = [(supply[0]?.y ?? 0) - 12, vpc.y + vpc.height];
  const ends = [supply[0], supply.at(-1)].map((box) => (box?.x ?? 0) + (box?.width ?? 0) / 2);
  return [
    `<path d="M${ends[0]} ${from + 12}V${from}H${ends[1]}V${from + 12}M${x} ${from}V${to}" fill="none" stroke="${quiet}" stroke-dasharray="2 3" marker-end="url(#tip)"/>`,
    text(x + 10, (from + to) / 2 + 4, "when a task starts", {
      size: 12,
      color: quiet,
      anchor: "start",
    }),
  ].join("");
}

function drawn({ x, y, width, height, lines, isOurs, isPublic }: Box): string {
  const stroke = isPublic ? open : quiet;
  const first = y + height / 2 - (lines.length - 1) * 8.5 + 4;
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="${isOurs ? ours : "white"}" stroke="${stroke}"${isPublic ? ' stroke-width="1.8"' : ""}/>`,
    ...lines.map((line, index) =>
      text(x + width / 2, first + 17 * index, fitting(line), {
        ...{ size: 12, color: isPublic && !isOurs ? open : ink },
        ...(index === 0 ? { weight: "bold" } : {}),
      }),
    ),
  ].join("");
}

const vpnType = "aws_ec2_client_vpn_endpoint";

/** What fits into a box: the end of a long name says more than its beginning. */
function fitting(line: string): string {
  return line.length <= 30 ? line : `…${line.slice(-29)}`;
}

function area({ x, y, width, height }: Box, label: string): string {
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="12" fill="none" stroke="${quiet}"/>`,
    text(x + 14, y + 20, label, { size: 12, color: quiet, anchor: "start" }),
  ].join("");
}

function tip(id: string, color: string): string {
  return `<marker id="${id}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z" fill="${color}"/></marker>`;
}

/** How a line of text looks. */
interface TextStyle {
  readonly size: number;
  readonly color?: string;
  readonly weight?: string;
  readonly anchor?: string;
}

function text(x: number, y: number, words: string, style: TextStyle): string {
  const { size, color = ink, weight = "normal", anchor = "middle" } = style;
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${color}" font-weight="${weight}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function sentence({ from, to, port }: DrawnTraffic): string {
  return `${from} to ${to} on ${port}`;
}

/** Ports between the same two ends share one arrow. */
function grouped(traffic: readonly DrawnTraffic[]): DrawnTraffic[] {
  const byEnds = new Map<string, DrawnTraffic>();
  for (const t of traffic) {
    const key = `${t.from} ${t.to}`;
    const before = byEnds.get(key);
    byEnds.set(key, before ? { ...before, port: `${before.port}, ${t.port}` } : t);
  }
  return [...byEnds.values()];
}

function isWorld(end: string): boolean {
  return end === "0.0.0.0/0" || end === "::/0";
}

/** An end outside: what the rule to or from it is for, and which group, list or range it is. */
function outsideLines(
  end: string,
  traffic: readonly DrawnTraffic[],
  json: TerraformJson,
): string[] {
  if (isWorld(end)) return ["the Internet", end];
  if (end === "vpn")
    return ["people", "AWS Client VPN", String(the(json, vpnType)?.["client_cidr_block"])];
  if (end === "cloudfront") return distributionLines(json);
  if (end === "endpoints") return ["services of AWS", "interface endpoints", "in the VPC"];
  if (/^\w+$/.test(end)) return [end, "services of AWS", "gateway endpoint"];
  const kind = end.startsWith("pl-")
    ? "prefix list"
    : end.startsWith("sg-")
      ? "security group"
      : "address range";
  const enters = traffic.find(({ from }) => from === end);
  if (enters?.to === "load balancer") return ["clients", kind, end];
  if (enters) return ["load balancer of others", kind, end];
  return [purposeOf(end, json), kind, end];
}

/** The Internet reaches it, and it the load balancer; pages are in a bucket of its own. */
function distributionLines(json: TerraformJson): string[] {
  const distribution = the(json, "aws_cloudfront_distribution");
  const guarded = distribution?.["web_acl_id"] === undefined ? "" : ", firewall";
  return ["the Internet", `CloudFront${guarded}`, "pages from a private bucket"];
}

/** What the file says that a connection is for: it stands in the rule's description, before a comma. */
function purposeOf(end: string, json: TerraformJson): string {
  const rules = Object.values(json.resource["aws_vpc_security_group_egress_rule"] ?? {});
  const said = rules
    .map((rule) => String(rule["description"]))
    .find((one) => one.includes(` to ${end}: `));
  return said?.split(": ")[1]?.split(",")[0] ?? "others";
}

/** What stands in the picture beside the traffic; undefined where the environment makes none. */
interface Parts {
  readonly hostName: string;
  readonly loadBalancer:
    | { readonly scheme: "internal" | "internet-facing"; readonly isGuarded: boolean }
    | undefined;
  readonly task: { readonly vCpu: number; readonly memoryGiB: number; readonly tasks: string };
  readonly database: { readonly lines: readonly string[] } | undefined;
  readonly repository: string;
  readonly imageParameter: string;
  readonly secrets: readonly string[];
  readonly vpcId: string;
  readonly key: string;
  readonly logs: string;
  /** Names of the zones, where the environment makes the network. */
  readonly zoneNames: readonly string[];
  /** How many zones have a subnet of it. */
  readonly zones: number;
  /** What of a tier, by the name in its box, is in a zone, counted from 0. */
  readonly inZone: (tier: string, zone: number) => string;
}

/** Reads the parts from the synthesized Terraform. Throws when a part that every environment has is missing. */
function partsOf(json: TerraformJson): Parts {
  const balancer = the(json, "aws_lb");
  const task = required(json, "aws_ecs_task_definition");
  const scaling = required(json, "aws_appautoscaling_target");
  const instance = the(json, "aws_db_instance");
  return {
    hostName: String(required(json, "aws_route53_record", "host_name_a")["name"]),
    loadBalancer: balancer && {
      scheme: balancer["internal"] === true ? "internal" : "internet-facing",
      isGuarded: the(json, "aws_wafv2_web_acl_association") !== undefined,
    },
    task: {
      vCpu: Number(task["cpu"]) / 1024,
      memoryGiB: Number(task["memory"]) / 1024,
      tasks: `${afterRelease(scaling["min_capacity"])} to ${scaling["max_capacity"]}`,
    },
    database: instance && {
      lines: [
        `PostgreSQL ${instance["engine_version"]}, ${instance["multi_az"] ? "Multi-AZ" : "one zone"}`,
        String(instance["instance_class"]),
      ],
    },
    key: String(required(json, "aws_kms_alias")["name"]),
    logs: String(required(json, "aws_cloudwatch_log_group", "service_logs")["name"]),
    ...zonesOf(json, instance?.["multi_az"] === true),
    repository: String(required(json, "aws_ecr_repository")["name"]),
    imageParameter: String(required(json, "aws_ssm_parameter", "image")["name"]),
    secrets: containerSecrets(task["container_definitions"]),
    zoneNames: Object.entries(json.resource["aws_subnet"] ?? {}).flatMap(([name, subnet]) =>
      name.startsWith("vpc_service_") ? [String(subnet["availability_zone"])] : [],
    ),
    vpcId: String(
      the(json, "aws_vpc")?.["cidr_block"] ??
        required(json, "aws_security_group", "network_service")["vpc_id"],
    ),
  };
}

/** The lanes: each tier has a subnet in a zone of its own, as the file's rules demand. */
function zonesOf(json: TerraformJson, isMultiAz: boolean): Pick<Parts, "zones" | "inZone"> {
  const service = required(json, "aws_ecs_service")["network_configuration"] as Subnets;
  const balancer = the(json, "aws_lb") as Subnets | undefined;
  const subnets: Readonly<Record<string, number>> = {
    "load balancer": balancer?.subnets.length ?? 0,
    "ECS Fargate": service.subnets.length,
    "RDS, encrypted": (the(json, "aws_db_subnet_group")?.["subnet_ids"] as unknown[])?.length ?? 0,
  };
  const inDatabase = ["primary", isMultiAz ? "standby" : "subnet, no standby"];
  const says: Readonly<Record<string, (zone: number) => string>> = {
    "load balancer": () => "its subnet",
    "ECS Fargate": () => "tasks, no public address",
    "RDS, encrypted": (zone) => inDatabase[zone] ?? "subnet",
  };
  return {
    zones: Math.max(...Object.values(subnets)),
    inZone: (tier, zone) =>
      zone < (subnets[tier] ?? 0) ? (says[tier]?.(zone) ?? "") : "no subnet",
  };
}

interface Subnets {
  readonly subnets: readonly unknown[];
}

/** Names of the variables that the container gets from secrets. */
function containerSecrets(definitions: unknown): string[] {
  const containers: { readonly secrets?: readonly { readonly name: string }[] }[] = JSON.parse(
    String(definitions),
  );
  return containers.flatMap(({ secrets = [] }) => secrets.map(({ name }) => name));
}

function the(json: TerraformJson, type: string, name?: string) {
  const byName = json.resource[type] ?? {};
  return name ? byName[name] : Object.values(byName)[0];
}

function required(json: TerraformJson, type: string, name?: string) {
  const found = the(json, type, name);
  if (!found) throw new Error(`the synthesized Terraform has no ${type}${name ? `.${name}` : ""}`);
  return found;
}
