import type { DeliveryNames } from "./delivery-names";
import type { ReleaseWindow } from "./release-windows";

/** Severities that ECR and Inspector give to a finding, worst first. Inspector's UNTRIAGED counts as UNDEFINED. */
export const severities = [
  "CRITICAL",
  "HIGH",
  "MEDIUM",
  "LOW",
  "INFORMATIONAL",
  "UNDEFINED",
] as const;

/** How bad a finding is, in the words of ECR. */
type Severity = (typeof severities)[number];

/** One finding that is tolerated for a time. */
interface Waiver {
  /** Such as `CVE-2025-12345`, as the scanner spells it. */
  readonly cve: string;
  /** Why it does no harm here. */
  readonly reason: string;
  /** Last day on which it counts, UTC, as `2026-12-31`. */
  readonly expires: string;
}

/** Findings over the allowance that are let in all the same, each for a reason of its own; see `docs/delivery.md`. */
interface Tolerate {
  /** Those that the image that runs has too. */
  readonly known: boolean;
  /** Those of which Inspector says that there is no fix. */
  readonly unfixable: boolean;
  /** Days for which one without a known exploit is let in, from the time when it was first known of; 0 for none. */
  readonly graceDays: number;
}

/** How often something that takes its time is looked at, and after how long it is given up. */
export interface Polling {
  readonly limitSeconds: number;
  readonly pollSeconds: number;
}

/** A snapshot of the database, taken before a migration. */
export interface MigrationSnapshot extends Polling {
  /** The database, by its instance identifier. */
  readonly databaseIdentifier: string;
  /** Snapshots that are kept, the newest. */
  readonly keep: number;
  /** A database that is not encrypted is accepted, and its snapshot then is not either. */
  readonly acceptsUnencrypted: boolean;
}

/** What decides whether and how an image is deployed; no default, each environment states it. */
export interface DeliverySettings {
  /** `scan`: a finished scan deploys. `pipeline`: only an explicit start deploys. */
  readonly trigger: "scan" | "pipeline";
  /** Which scanner the registry uses: ECR's own, or Amazon Inspector. */
  readonly scanning: "basic" | "enhanced";
  /** Findings that are tolerated, per severity. */
  readonly allowedFindings: Readonly<Record<Severity, number | "any">>;
  readonly waivers: readonly Waiver[];
  readonly tolerate: Tolerate;
  /** Waivers at run time, and for how long; undefined for none. */
  readonly runtimeWaivers?: { readonly maxDays: number };
  /** Whether what runs is looked at once a day for new findings. */
  readonly dailyLook?: boolean;
  /** Whether somebody may hold the environment, so that nothing is released until it is resumed. */
  readonly holds: boolean;
  /** Whether somebody may restore snapshots. */
  readonly restores?: boolean;
  /** Whether somebody may run commands in tasks of their own. */
  readonly runs?: boolean;
  /** Whether somebody may connect to the database through a task. */
  readonly connects?: boolean;
  /** Whether somebody may publish the frontend. */
  readonly publishes?: boolean;
  /** When an image may be released; empty for any time. */
  readonly windows: readonly ReleaseWindow[];
  /** Tags that make an image a candidate; `*` stands for any characters. An explicit start needs none. */
  readonly countedTags: readonly string[];
  /** Run as a task of the new image before the service changes; null for none. */
  readonly migrationCommand: readonly string[] | null;
  /** Taken before the migration; undefined for none. */
  readonly snapshot?: MigrationSnapshot;
  readonly tasksMin: number;
  readonly tasksMax: number;
  /** Tasks with which the first release starts the service. */
  readonly tasksStart: number;
  readonly scan: Polling;
  readonly migration: Polling;
  /** Also the limit for a rollback. */
  readonly rollout: Polling;
  /** Whether figures of releases and of the lock are published, for alarms and the dashboard. */
  readonly figures?: boolean;
  /** Names of the alarms by which ECS rolls a release back; undefined for none. */
  readonly rolloutAlarms?: readonly string[];
}

/** What every phase of the machine needs to know. */
export interface Delivery {
  readonly names: DeliveryNames;
  readonly settings: DeliverySettings;
}
