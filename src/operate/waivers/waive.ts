import { readFileSync } from "node:fs";
import { type LiveEnvironment, openEnvironment } from "../../aws/live-environment";
import { addItem } from "../../aws/table";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";
import { dayMilliseconds } from "../../base/time";
import { deliveryOf, waiversAtRunTime } from "../../config/delivery-of";
import { loadOne } from "../../config/environments-folder";
import type { LoadedEnvironment } from "../../config/load";
import { addressesOf } from "../../contract/delivery-names";
import { longestReason } from "../../contract/delivery-table";
import { namesOf } from "../../contract/names";
import {
  findingName,
  lastOfDay,
  pairText,
  type WaivedFinding,
  type WaiverItem,
  waiverId,
} from "../../contract/waivers";
import { orNotApplied } from "../deployments/releases";
import { requireDigest } from "../promotion/what-runs";
import { type RuntimeWaiver, readRuntimeWaivers } from "./list-waivers";
import { readOpenVex } from "./openvex";

/** What `slipway waive` is given. */
interface WaiveOptions {
  readonly because: string;
  /** Last day, UTC. */
  readonly until: string;
  /** Empty for all packages. */
  readonly package: string;
}

/** `slipway waive`: adds a waiver of one finding, which the deployer counts from its next run on. */
export async function waive(
  terminal: Terminal,
  name: string,
  cve: string,
  options: WaiveOptions,
): Promise<void> {
  const loaded = loadOne(name);
  const maxDays = requireRuntimeWaivers(loaded);
  const finding = requireFinding(cve, options.package);
  const because = requireReason(options.because);
  const now = new Date();
  const until = requireDay(options.until, now, maxDays);
  const live = await openAsWaiver(loaded);
  const earlier = (await readRuntimeWaivers(live, now)).find(isOf(finding));
  await write(live, finding, earlier, now, { action: "waived", because, until });
  terminal.out(
    `${name}: ${pairText(finding)} is waived until ${options.until}, by ${live.caller}. The deployer counts it from its next run on.\n` +
      `next: npx slipway deploy ${name} --digest …, or wait: with delivery.trigger: scan a refused image is looked at again within ${loaded.environment.delivery.reconcileMinutes} minutes.\n`,
  );
}

/** What `slipway waive --from` is given. */
interface WaiveFromOptions {
  /** An OpenVEX document, as a path. */
  readonly from: string;
  /** Last day, UTC. */
  readonly until: string;
  /** Digest of an image, about which its statements count as well. */
  readonly digest: string | undefined;
}

/** Findings that one document may waive: the deployer reads no more than some hundred entries. */
const mostAtOnce = 100;

/** `slipway waive --from`: waives what an OpenVEX document says does no harm in this environment's image. */
export async function waiveFrom(
  terminal: Terminal,
  name: string,
  { from, until: day, digest }: WaiveFromOptions,
): Promise<void> {
  const loaded = loadOne(name);
  const maxDays = requireRuntimeWaivers(loaded);
  const now = new Date();
  const until = requireDay(day, now, maxDays);
  const repository = addressesOf(deliveryOf(loaded.environment).names).repositoryUrl;
  if (digest !== undefined) requireDigest(digest);
  const { waivers, others } = readOpenVex(readText(from), { repository, digest });
  const left = others.map((one) => `  not waived: ${one}\n`).join("");
  if (waivers.length === 0) {
    throw new CommandError(
      1,
      `${name}: ${from} says of nothing that it does no harm in ${repository}.\n${left}A product is pkg:oci/…?repository_url=${repository}, or with --digest the image of that digest.`,
    );
  }
  if (waivers.length > mostAtOnce) {
    throw new CommandError(
      2,
      `${from} waives ${waivers.length} findings; at most ${mostAtOnce} can be waived at once.`,
    );
  }
  for (const { cve, package: packageName } of waivers) requireFinding(cve, packageName);
  const live = await openAsWaiver(loaded);
  const earlier = await readRuntimeWaivers(live, now);
  for (const { because, ...finding } of waivers) {
    const item = { action: "waived" as const, because, until };
    await write(live, finding, earlier.find(isOf(finding)), now, item);
    terminal.out(`${name}: ${pairText(finding)} is waived until ${day}: ${because}\n`);
  }
  terminal.out(`${left}${name}: ${waivers.length} waived, by ${live.caller}.\n`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new CommandError(2, `${path} cannot be read: ${(error as Error).message}`);
  }
}

/** `slipway unwaive`: takes a waiver back before its time; what is there already keeps running. */
export async function unwaive(
  terminal: Terminal,
  name: string,
  cve: string,
  packageName: string,
): Promise<void> {
  const loaded = loadOne(name);
  requireRuntimeWaivers(loaded);
  const finding = requireFinding(cve, packageName);
  const now = new Date();
  const live = await openAsWaiver(loaded);
  const earlier = (await readRuntimeWaivers(live, now)).find(isOf(finding));
  if (earlier?.state !== "counts") {
    throw new CommandError(
      1,
      `${name}: ${pairText(finding)} is not waived at run time. What is: npx slipway waivers ${name}`,
    );
  }
  const { until } = earlier;
  await write(live, finding, earlier, now, { action: "withdrawn", because: "", until });
  terminal.out(
    `${name}: the waiver of ${pairText(finding)} by ${earlier.by} was withdrawn, by ${live.caller}. What runs keeps running; the next image with it is refused.\n`,
  );
}

/** The setting that says how long a waiver may last; a {@link CommandError} where there is none. */
function requireRuntimeWaivers({ name, file, environment }: LoadedEnvironment): number {
  const { runtimeWaivers } = waiversAtRunTime(environment.delivery);
  if (runtimeWaivers) return runtimeWaivers.maxDays;
  throw new CommandError(
    2,
    `${name} has no waivers at run time: write delivery.runtimeWaivers and access.waivers into ${file}, plan and apply; or waive the finding in its delivery.waivers.`,
  );
}

function requireFinding(cve: string, packageName: string): WaivedFinding {
  if (!findingName.test(cve)) {
    throw new CommandError(
      2,
      `The finding must be named as the scanner spells it, such as CVE-2026-12345, got ${JSON.stringify(cve)}.`,
    );
  }
  if (!/^[^\s|#]{0,200}$/.test(packageName)) {
    throw new CommandError(
      2,
      `--package must be the name of one package as the scanner spells it, such as openssl, got ${JSON.stringify(packageName)}.`,
    );
  }
  return { cve, package: packageName };
}

const reasonForm = new RegExp(`^[^\\p{Cc}]{10,${longestReason}}$`, "u");

function requireReason(text: string): string {
  const because = text.trim();
  if (reasonForm.test(because)) return because;
  throw new CommandError(
    2,
    `--because must say in 10 to ${longestReason} characters why the finding does no harm here, got ${JSON.stringify(text)}.`,
  );
}

function requireDay(day: string, now: Date, maxDays: number): string {
  const until = new Date(`${day}${lastOfDay}`);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(until.getTime());
  const last = new Date(now.getTime() + maxDays * dayMilliseconds).toISOString().slice(0, 10);
  const today = now.toISOString().slice(0, 10);
  if (isDay && until.toISOString().startsWith(day) && day >= today && day <= last) {
    return until.toISOString();
  }
  throw new CommandError(
    2,
    `--until must be a day from ${today} to ${last} (delivery.runtimeWaivers.maxDays: ${maxDays}), got ${JSON.stringify(day)}.`,
  );
}

/** As the one role that may write waivers. */
function openAsWaiver(loaded: LoadedEnvironment): Promise<LiveEnvironment> {
  return openEnvironment(loaded, { role: namesOf(loaded.environment).waiversRole });
}

function isOf(finding: WaivedFinding) {
  return (one: RuntimeWaiver) => one.cve === finding.cve && one.package === finding.package;
}

/** Written after what is there, whatever this machine's clock says: of each finding the newest counts. */
async function write(
  live: LiveEnvironment,
  finding: WaivedFinding,
  earlier: RuntimeWaiver | undefined,
  now: Date,
  item: Pick<WaiverItem, "action" | "because" | "until">,
): Promise<void> {
  const after = Date.parse(earlier?.at ?? "") + 1 || 0;
  const at = new Date(Math.max(now.getTime(), after)).toISOString();
  const written = { kind: "waiver" as const, id: waiverId(at, finding), by: live.caller, ...item };
  await orNotApplied(live, addItem(live, { ...written } satisfies WaiverItem));
}
