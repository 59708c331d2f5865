import fc from "fast-check";
import type { Environment } from "../../src/config/schema";
import { exampleWith } from "./example-with";
import { firewallSection, sharedAclArn } from "./guarded";
import { monitoringSection } from "./monitored";

const id = (prefix: string) =>
  fc
    .array(fc.constantFrom(..."0123456789abcdef"), { minLength: 17, maxLength: 17 })
    .map((digits) => `${prefix}-${digits.join("")}`);

const ranges = fc.uniqueArray(
  fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => `10.${a}.${b}.0/24`),
  { maxLength: 4 },
);

const firewall = fc.constantFrom(
  undefined,
  firewallSection(),
  { ...firewallSection(), common: "block", maxBodyKiB: 8, sqlInjection: "off" },
  { mode: "existing", webAclArn: sharedAclArn },
  { mode: "none", reason: "Nobody outside the network asks it anything." },
);

const loadBalancer = fc.oneof(
  fc.record({
    mode: fc.constant("create"),
    scheme: fc.constantFrom("internal", "internet-facing"),
    ipAddressType: fc.constantFrom("ipv4", "dualstack"),
    allowedCidrs: ranges,
    allowedSecurityGroupIds: fc.uniqueArray(id("sg"), { minLength: 1, maxLength: 2 }),
    accessLogRetentionDays: fc.integer({ min: 1, max: 3650 }),
    firewall,
  }),
  fc.record({
    mode: fc.constant("existing"),
    listenerArn: fc.constant(
      "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/shared/0123456789abcdef/0123456789abcdef",
    ),
    securityGroupId: id("sg"),
    addSecurityGroupRule: fc.boolean(),
    priority: fc.integer({ min: 1, max: 50_000 }),
  }),
);

const egress = fc.oneof(
  fc.record({
    mode: fc.constant("listed"),
    endpointSecurityGroupIds: fc.uniqueArray(id("sg"), { maxLength: 3 }),
    prefixListIds: fc.uniqueArray(id("pl"), { maxLength: 2 }),
    cidrs: ranges,
  }),
  fc.constant({ mode: "anywhere", reason: "The VPC has no interface endpoints." }),
);

const otherDatabase = fc.oneof(
  fc.record({
    mode: fc.constant("existing"),
    securityGroupId: id("sg"),
    port: fc.integer({ min: 1, max: 65_535 }),
    addIngressRule: fc.boolean(),
  }),
  fc.constant({ mode: "none" }),
);

/** Text that means something to Terraform, to JSON, to the framework or to a shell. */
const awkwardText = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom("${path.cwd}", "%{ if true }", '"', "\\", "$${x}", "${TfToken[TOKEN.0", "é\n😀"),
);

/** Valid environments that differ from the example in every choice between forms, and in text that is awkward to write. */
export const arbitraryVariant: fc.Arbitrary<Environment> = fc
  .record({
    loadBalancer,
    egress,
    database: fc.option(otherDatabase),
    existingCluster: fc.boolean(),
    resolverCidrs: ranges,
    port: fc.integer({ min: 1024, max: 65_535 }),
    execEnabled: fc.boolean(),
    tasks: fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 50 })),
    text: awkwardText,
    multiAz: fc.boolean(),
    monitored: fc.boolean(),
  })
  .map((drawn) =>
    exampleWith({
      loadBalancer: drawn.loadBalancer,
      "network.egress": drawn.egress,
      "network.resolverCidrs": drawn.resolverCidrs,
      "service.port": drawn.port,
      "service.execEnabled": drawn.execEnabled,
      "service.tasksMin": drawn.tasks[0],
      "service.tasksMax": drawn.tasks[0] + drawn.tasks[1],
      "service.variables": { BANNER: drawn.text },
      ...(drawn.existingCluster
        ? {
            cluster: {
              mode: "existing",
              name: "shared",
              ...(drawn.execEnabled && {
                execRecords: { mode: "logs", logGroupName: "/shared/exec", kmsKeyArn: null },
              }),
            },
          }
        : {}),
      ...(drawn.database
        ? { database: drawn.database, "secrets.variables": {} }
        : { "database.multiAz": drawn.multiAz }),
      ...(drawn.monitored && {
        monitoring: {
          ...monitoringSection(),
          ...(drawn.database && { database: null }),
        },
      }),
    }),
  );
