import type { Colors } from "picocolors/types";
import type { LiveEnvironment } from "../../aws/live-environment";
import { newestItems } from "../../aws/table";
import { dayMilliseconds } from "../../base/time";
import {
  mostWaivers,
  pairText,
  type WaivedFinding,
  waivedIn,
  waiverWindowDays,
} from "../../contract/waivers";
import { readWaivers } from "../../deployer/states/read-waivers";
import { steps } from "../../deployer/transitions";
import { orNotApplied } from "../deployments/releases";
import { plainTable, who } from "../deployments/status";
import { runStates } from "../promotion/run-states";

/** A waiver at run time, as it was last written, and whether it counts. */
export interface RuntimeWaiver extends WaivedFinding {
  /** When it was written, ISO 8601. */
  readonly at: string;
  readonly by: string;
  readonly because: string;
  /** Last moment at which it counts. */
  readonly until: string;
  readonly state: "counts" | "withdrawn" | "does not count";
}

/**
 * The newest entry of each finding that may still count, the newest first. Whether it does is the deployer's own word: its states are run here.
 */
export async function readRuntimeWaivers(
  live: LiveEnvironment,
  now: Date,
): Promise<readonly RuntimeWaiver[]> {
  const { runtimeWaivers } = live.delivery.settings;
  if (runtimeWaivers === undefined) return [];
  const windowDays = waiverWindowDays(runtimeWaivers.maxDays);
  const after = new Date(now.getTime() - windowDays * dayMilliseconds).toISOString();
  const items = await orNotApplied(
    live,
    newestItems(live, "waiver", { after, limit: mostWaivers }),
  );
  const { variables } = await runStates(readWaivers(live.delivery), steps.waivers, {}, live.call);
  const counting = variables["waivedHere"] as readonly WaivedFinding[];
  const newest = new Map<string, RuntimeWaiver>();
  for (const item of items) {
    const { at, ...finding } = waivedIn(item["id"] ?? "");
    const key = pairText(finding);
    if (newest.has(key)) continue;
    const state = counting.some((one) => pairText(one) === key)
      ? "counts"
      : item["action"] === "withdrawn"
        ? "withdrawn"
        : "does not count";
    const { by = "", because = "", until = "" } = item;
    newest.set(key, { ...finding, at, by, because, until, state });
  }
  return [...newest.values()];
}

/** What is waived in an environment: by its file, and at run time. */
export function renderWaivers(
  environment: string,
  inFile: readonly { readonly cve: string; readonly reason: string; readonly expires: string }[],
  atRunTime: readonly RuntimeWaiver[],
  today: string,
  colors: Colors,
): string {
  const rows = [
    ...inFile.map(({ cve, expires, reason }) => [
      cve,
      expires < today ? colors.yellow(`${expires}, which is over`) : expires,
      "the file",
      reason,
    ]),
    ...atRunTime.map((waiver) => [
      pairText(waiver),
      waiver.state === "counts"
        ? waiver.until.slice(0, 10)
        : colors.yellow(
            waiver.state === "withdrawn" ? `withdrawn ${waiver.at.slice(0, 10)}` : "does not count",
          ),
      who(waiver.by),
      waiver.because,
    ]),
  ];
  if (rows.length === 0) return `${environment}: nothing is waived.\n`;
  const table = plainTable(["finding", "until", "by", "because"], rows);
  return `${colors.bold(environment)}\n${table}\n`;
}
