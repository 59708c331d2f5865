import { textOf } from "../../read/plain-value";
import { planned, prior, UNKNOWN } from "../../read/planned-value";
import type { ResourceChange } from "../../read/resource-change";
import { sameValue } from "../../read/same-value";
import { note, type Observation, type Rule, refuse } from "../rule";
import { fromTo } from "../words";

// The application reaches the database by these: another value is another address.
const addresses = ["identifier", "port", "db_subnet_group_name"];
const restarting = [
  "instance_class",
  "engine_version",
  "parameter_group_name",
  "option_group_name",
  "storage_type",
  "ca_cert_identifier",
];

/** The database restarts, moves or gets another address, or is upgraded to a version from which nothing leads back. */
export const databaseInterrupted: Rule = {
  name: "database-interrupted",
  class: "outage",
  why: "Connections break; an instance of another size takes minutes to come up, and a new major version cannot be undone.",
  advice:
    "Leave `apply_immediately` off, so that it waits for the maintenance window. Try a major version on a copy first.",
  kinds: new Set(["aws_db_instance"]),
  check(change, plan): readonly Observation[] {
    if (change.action !== "update") return [];
    const changed = (name: string) =>
      !sameValue(prior(change, name), planned(change, name)) &&
      (planned(change, name) !== UNKNOWN || plan.configuration.sets(change.block, name));
    const at = planned(change, "apply_immediately");
    const isNow = at === true || at === UNKNOWN;
    return [
      ...addresses
        .filter(changed)
        .map((name) => refuse(`changes where it is reached: ${fromTo(change, name)}`)),
      ...restarting.filter(changed).map((name) => {
        if (name === "engine_version" && isMajor(change)) {
          return refuse(`upgrades to another major version, for good: ${fromTo(change, name)}`);
        }
        const what = `${fromTo(change, name)}, ${isNow ? "at once" : inTheWindow(change)}`;
        return isNow ? refuse(what) : note(what);
      }),
    ];
  },
};

/** A change that waits is easily taken for one that was lost. A plan looks the same before the apply as after it: docs/decisions/0014-what-waits-for-the-window.md. */
function inTheWindow(change: ResourceChange): string {
  const window = prior(change, "maintenance_window");
  const when = typeof window === "string" && window !== "" ? ` (${window})` : "";
  return (
    `in the next maintenance window${when}; until then each plan shows it again, and taking it back in the file does ` +
    `not take it back at AWS${whetherPending(prior(change, "identifier"))}`
  );
}

function whetherPending(identifier: unknown): string {
  if (typeof identifier !== "string") return "";
  const query = "'DBInstances[].[PendingModifiedValues,PreferredMaintenanceWindow]'";
  return (
    `; whether it is pending since an earlier apply: \`aws rds describe-db-instances --db-instance-identifier ${identifier} --query ${query}\`, ` +
    "and since when: `npx slipway history`"
  );
}

function isMajor(change: ResourceChange): boolean {
  const major = (version: unknown) => /^\d+/.exec(textOf(version))?.[0];
  return major(prior(change, "engine_version")) !== major(planned(change, "engine_version"));
}
