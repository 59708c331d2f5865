import Table from "cli-table3";
import type { Colors } from "picocolors/types";
import { type LockHolder, lockHolderText, readLock } from "../../aws/deployment-lock";
import type { LiveEnvironment } from "../../aws/live-environment";
import { holdInForce, holdText, type ReleaseHold } from "../../aws/release-hold";
import { readItem, type TextItem } from "../../aws/table";
import { placeholderDigest, shortDigest } from "../../contract/images";
import { outcomes } from "../../contract/outcomes";
import { whyLetIn } from "../../deployer/findings";
import { type FrontendState, readFrontendState, whoPublishes } from "../frontend/release-records";
import type { LeaseHolder, LeaseTimes } from "../lease";
import { whatRuns } from "../promotion/what-runs";
import { type Release, readHistory, readReleases } from "./releases";

/** Decisions that are shown. */
const lastDecisions = 10;

/** What an environment runs and how it came to it. */
export interface Status {
  readonly environment: string;
  /** The digest that its service runs; undefined before the first release and for an image of somebody else's. */
  readonly digest: string | undefined;
  /** The image as the task definition has it. */
  readonly image: string;
  readonly first: boolean;
  /** Whether the service has come to rest. */
  readonly steady: boolean;
  readonly tasks: { readonly running: number; readonly desired: number };
  /** The released digest; undefined before the first release. */
  readonly pointer: string | undefined;
  /** When what runs was released for the first time, and by whom; undefined when it never was. */
  readonly release: Release | undefined;
  /** Findings over the allowance that were let in with what runs. */
  readonly tolerated: readonly ToleratedFinding[];
  /** Who may change the service now. */
  readonly lock: LockHolder | undefined;
  /** Who lets nothing be released now, and why. */
  readonly hold: ReleaseHold | undefined;
  /** What the frontend shows; undefined where nobody publishes one. */
  readonly frontend?: FrontendState | undefined;
  /** Who releases the frontend now. */
  readonly publishing?: LeaseHolder | undefined;
  /** Newest first. */
  readonly history: readonly TextItem[];
  /** Page with the figures that its alarms watch; undefined without alarms. */
  readonly figures?: string | undefined;
  /** Whether the file asks for maintenance: once that is applied, everybody is answered 503. */
  readonly maintenance?: boolean;
}

/** A finding over the allowance, why it was let in, and until when (ISO time; empty for no end). */
interface ToleratedFinding {
  readonly id: string;
  readonly packages: readonly string[];
  readonly why: keyof typeof whyLetIn;
  readonly until: string;
  /** Who waived it at run time, by ARN. */
  readonly by?: string;
}

/** Reads all of it; a `CommandError` when the environment is not applied yet. */
export async function readStatus(live: LiveEnvironment, leaseTimes?: LeaseTimes): Promise<Status> {
  const { delivery, clients, environment } = live;
  const { names, settings } = delivery;
  const { DescribeServicesCommand } = await import("@aws-sdk/client-ecs");
  const { GetParameterCommand } = await import("@aws-sdk/client-ssm");
  const runs = await whatRuns(delivery, live.call);
  // Before its records: a release that ends meanwhile is then among them.
  const publishing = settings.publishes ? await whoPublishes(live, leaseTimes) : undefined;
  const now = new Date().toISOString();
  const [{ services }, { Parameter }, decision, releases, history, lock, hold, frontend] =
    await Promise.all([
      clients.ecs.send(
        new DescribeServicesCommand({ cluster: names.cluster, services: [names.service] }),
      ),
      clients.ssm.send(new GetParameterCommand({ Name: names.imagePointer })),
      runs.digest === undefined ? undefined : readItem(live, "decision", runs.digest),
      readReleases(live),
      readHistory(live, lastDecisions),
      readLock(clients.dynamodb, names.delivery),
      settings.holds ? holdInForce(clients.dynamodb, names.delivery, now) : undefined,
      settings.publishes ? readFrontendState(live) : undefined,
    ]);
  const { runningCount: running = 0, desiredCount: desired = 0 } = services?.[0] ?? {};
  return {
    environment,
    digest: runs.digest,
    image: runs.image,
    first: runs.first,
    steady: runs.steady,
    tasks: { running, desired },
    pointer: Parameter?.Value === placeholderDigest ? undefined : Parameter?.Value,
    release: releases.find(({ digest }) => digest === runs.digest),
    tolerated: JSON.parse(decision?.["tolerated"] ?? "[]"),
    lock,
    hold,
    frontend,
    publishing,
    history,
  };
}

/** Names of details that say why, the most useful first. */
const reasons = [
  "alarm",
  "because",
  "opens",
  "reason",
  "stopped because",
  "error",
  "missing",
  "holder",
  "decision",
  "limit",
  "left",
  "findings",
];

/** The status for people, ending in what to do where something is to be done. */
export function renderStatus(status: Status, now: string, colors: Colors): string {
  const { environment, history, tolerated } = status;
  const width = tolerated.length > 0 ? 11 : 9;
  return `${[
    colors.bold(environment),
    ...facts(status, now, colors).map(([name, text]) => `  ${name.padEnd(width)}${text}`),
    "",
    ...(history.length === 0 ? ["Nothing was decided yet."] : [decisions(history, colors)]),
    ...whatToDo(status, now),
  ].join("\n")}\n`;
}

function facts(
  status: Status,
  now: string,
  colors: Colors,
): readonly (readonly [string, string])[] {
  const { digest, image, first, steady, tasks, pointer, release, tolerated, lock, hold } = status;
  const released = release
    ? `${colors.green("released")} ${minute(release.at)} by ${release.by}`
    : colors.yellow("not released by the deployer");
  const agrees =
    pointer === digest ? "agrees" : colors.yellow(`is ${pointer ?? "not set"}, and not what runs`);
  return [
    ["runs", first ? "nothing yet: the first release starts it" : (digest ?? image)],
    ...(first ? [] : ([["", released]] as const)),
    [
      "service",
      `${tasks.running} of ${tasks.desired} tasks, ${steady || first ? "steady" : "not steady"}`,
    ],
    ["pointer", agrees],
    ...tolerated.map(
      (one, index) => [index === 0 ? "tolerates" : "", toleratedText(one, now, colors)] as const,
    ),
    ...pages(status, colors),
    ["lock", lock ? colors.yellow(held(status.environment, lock)) : "free"],
    ...(hold ? [["hold", colors.yellow(holdText(hold))] as const] : []),
    ...(status.maintenance
      ? ([["users", colors.yellow("get the page of maintenance, by the file")]] as const)
      : []),
    ...(status.figures ? ([["figures", status.figures]] as const) : []),
  ];
}

/** What was let in with what runs; that its time is over blocks nothing, but nobody should overlook it. */
function toleratedText(
  { id, packages, why, until, by }: ToleratedFinding,
  now: string,
  colors: Colors,
): string {
  const ofPackages = packages.length === 0 ? "" : ` in ${packages.join(", ")}`;
  const text = `${id}${ofPackages}: ${whyLetIn[why]}${by ? ` by ${who(by)}` : ""}`;
  if (until === "") return text;
  return until < now
    ? colors.yellow(`${text} until ${until.slice(0, 10)}, which is over`)
    : `${text} until ${until.slice(0, 10)}`;
}

/** What the frontend shows, who changes it now, and what to do where nobody knows. */
function pages(status: Status, colors: Colors): readonly (readonly [string, string])[] {
  const { frontend, publishing } = status;
  if (frontend === undefined) return [];
  const { shown } = frontend;
  const now = publishing ? beingReleased(status, frontend, publishing) : unended(status, frontend);
  return [
    ["pages", shown?.["digest"] ?? "nothing was published yet"],
    ...(shown
      ? [
          [
            "",
            `${colors.green("published")} ${minute(shown["at"] ?? "")} by ${shown["by"]}`,
          ] as const,
        ]
      : []),
    ...now.map((line) => ["", colors.yellow(line)] as const),
  ];
}

function beingReleased(
  { environment }: Status,
  { unfinished }: FrontendState,
  { by, since, isAlive }: LeaseHolder,
): readonly string[] {
  const digest = unfinished?.["digest"];
  const release = `a release by ${by}, since ${minute(since)}`;
  if (isAlive) {
    return [
      `${release}, is running${digest ? `: pages are partly of ${digest} until it ends` : ""}`,
    ];
  }
  return [
    `${release}, was killed or cut off: it says nothing any more${digest ? `, and pages are partly of ${digest}` : ""}`,
    `nobody has to free anything: publish again, or npx slipway frontend rollback ${environment}, which takes its place after half a minute`,
  ];
}

function unended({ environment }: Status, { unfinished }: FrontendState): readonly string[] {
  if (unfinished === undefined) return [];
  return [
    `partly ${unfinished["digest"]}: that release did not end; publish it again, or npx slipway frontend rollback ${environment}`,
  ];
}

function held(environment: string, lock: LockHolder): string {
  const text = lockHolderText(lock);
  return lock.notes["stuck"] ? `${text}: npx slipway unlock ${environment}` : text;
}

function decisions(history: readonly TextItem[], colors: Colors): string {
  const rows = history.map((item) => {
    const outcome = item["outcome"] ?? "";
    const good = outcomes.some(({ kind, result }) => kind === outcome && result === "done");
    return [
      minute(item["at"] ?? ""),
      shortDigest(item["digest"] ?? ""),
      good ? colors.green(outcome) : outcome,
      who(item["by"] ?? ""),
      why(item),
    ];
  });
  return plainTable(["when (UTC)", "image", "outcome", "by", "why"], rows);
}

/** The last decision's advice, if it was none to be glad of. */
function whatToDo({ environment, history }: Status, now: string): readonly string[] {
  const [last] = history;
  const outcome = outcomes.find(({ kind }) => kind === last?.["outcome"]);
  if (last === undefined || outcome === undefined || outcome.result === "done") return [];
  const { log } = detailOf(last);
  return [
    "",
    `${outcome.says}`,
    ...(log
      ? [
          `Its log: npx slipway logs ${environment} --since ${hoursSince(last["at"] ?? now, now)}h`,
          `In the console: ${log}`,
        ]
      : []),
    `What to do: ${outcome.todo}`,
  ];
}

/** Whole hours that reach back to a decision, and one more for the task that ran before it. */
function hoursSince(at: string, now: string): number {
  return Math.ceil(Math.max(0, Date.parse(now) - Date.parse(at)) / 3_600_000) + 1;
}

function why(item: TextItem): string {
  const detail = detailOf(item);
  const exit = detail["exit code"] ? `exit code ${detail["exit code"]}` : "";
  const name = reasons.find((one) => detail[one]);
  return exit || (name ? `${detail[name]}` : "");
}

function detailOf(item: TextItem): Readonly<Record<string, string>> {
  return JSON.parse(item["detail"] || "{}");
}

/** A person's or role's name out of an ARN. */
export function who(by: string): string {
  return by.startsWith("arn:") ? by.split("/").slice(1).join("/") || by : by;
}

/** An ISO time to the minute. */
export function minute(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}

/** A table without lines. */
export function plainTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: [...head],
    chars: { ...noLines, middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

const noLines = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"].flatMap((side) =>
    ["", "-mid", "-left", "-right"].map((part) => [`${side}${part}`, ""]),
  ),
);
