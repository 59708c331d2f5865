import { parse } from "yaml";
import type { Environment } from "../../src/config/schema";
import { environmentSchema } from "../../src/config/schema";
import { exampleWith } from "./example-with";
import { fourthEnvironment } from "./fourth-environment";

/** The section `monitoring` of a file whose database is made here. */
export const monitoringText = `
monitoring:
  runbookUrl: https://git.example.gov/slipway/docs/runbook.md
  pages:
    - protocol: email
      address: on-call@example.gov
    - protocol: https
      url: https://pager.example.gov/hook
    - protocol: sqs
      queueArn: arn:aws:sqs:us-east-1:111111111111:pages
  mails:
    - protocol: email
      address: shop-team@example.gov
    - protocol: https
      url: https://chat.example.gov/hook
    - protocol: sqs
      queueArn: arn:aws:sqs:us-east-1:111111111111:mails
  requests:
    countMin: 20
    errorPercent: 5
    latencyMilliseconds: 2000
    rollBack: true
  tasks:
    cpuPercent: 90
    memoryPercent: 85
  database:
    freeStorageGiB: 5
    freeMemoryPercent: 10
    cpuPercent: 90
    connectionsPercent: 80
  certificateDays: 30
`;

/** The same section as an object of the caller's own. */
export function monitoringSection(): NonNullable<Environment["monitoring"]> {
  return parse(monitoringText).monitoring;
}

/** The example with alarms, and with these settings besides. */
export function monitoredEnvironment(settings: Readonly<Record<string, unknown>> = {}) {
  return exampleWith({ monitoring: monitoringSection(), ...settings });
}

/** Alarms on what others own: load balancer, cluster and certificate; no database. */
export function monitoredElsewhere(): Environment {
  return environmentSchema.parse({
    ...fourthEnvironment(),
    monitoring: { ...monitoringSection(), pages: [], mails: [], database: null },
  });
}
