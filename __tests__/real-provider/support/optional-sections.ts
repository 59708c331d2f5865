import { parseDocument } from "yaml";
import { firewallSection } from "../../support/guarded";
import { monitoringSection } from "../../support/monitored";

/**
 * Sections and settings that an environment may do without, by path: everything that the tests' own files lack. What queues, topics and programs of others they
 * name is left out, since nothing of these is in the account; and `rollBack`, since the provider cannot take that away again.
 */
function optionalSections(account: string): Readonly<Record<string, unknown>> {
  const trusted = (name: string) => ({
    mode: "role",
    trustedArns: [`arn:aws:iam::${account}:role/${name}`],
  });
  const byMail = <Subscriber extends { readonly protocol: string }>(all: readonly Subscriber[]) =>
    all.filter(({ protocol }) => protocol === "email");
  const monitoring = monitoringSection();
  const { rollBack: _, ...requests } = monitoring.requests;
  return {
    "loadBalancer.tlsPolicy": "standard",
    "loadBalancer.firewall": firewallSection(),
    "delivery.runtimeWaivers": { maxDays: 30 },
    "delivery.dailyLook": true,
    "delivery.migration.snapshot": { mode: "always", keep: 10 },
    monitoring: {
      ...monitoring,
      pages: byMail(monitoring.pages),
      mails: byMail(monitoring.mails),
      requests,
      database: { ...monitoring.database, freeStorageGiB: 2 }, // of 20
    },
    "access.operators": trusted("on-call"),
    "access.taskRunners": trusted("on-call"),
    "access.databaseClients": trusted("on-call"),
    "access.restorers": trusted("on-call"),
    "access.planners": trusted("infrastructure-agent"),
    "access.appliers": trusted("infrastructure-agent"),
    "access.waivers": trusted("security"),
  };
}

/** The text of an environment's file with all of them. */
export function withOptionalSections(text: string): string {
  return edited(text, (document, path, value) => document.setIn(path, document.createNode(value)));
}

/** And without them again. */
export function withoutOptionalSections(text: string): string {
  return edited(text, (document, path) => document.deleteIn(path));
}

function edited(
  text: string,
  change: (document: ReturnType<typeof parseDocument>, path: string[], value: unknown) => void,
): string {
  const document = parseDocument(text);
  const sections = optionalSections(String(document.get("account")));
  for (const [path, value] of Object.entries(sections)) change(document, path.split("."), value);
  return document.toString({ lineWidth: 0 });
}
