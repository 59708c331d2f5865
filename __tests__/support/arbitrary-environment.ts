import fc from "fast-check";
import { type Environment, environmentSchema } from "../../src/config/schema";
import { fargateCpuUnits } from "../../src/config/service";
import { weekdays } from "../../src/contract/release-windows";

/** Any valid environment, of all modes and within all rules. */
export function arbitraryEnvironment(): fc.Arbitrary<Environment> {
  return fc
    .tuple(placeArbitrary(), fc.record(sections()))
    .map(([place, { databaseAndSecrets, testsAndAccess, monitored, ...environment }]) => {
      const { drills, ...tests } = testsAndAccess;
      const [database, { version, variables }] = databaseAndSecrets;
      const url = database.mode === "create" ? { DATABASE_URL: { source: "database" } } : {};
      const secrets = { version, variables: { ...url, ...variables } };
      const watched = database.mode === "create" ? monitored?.database : null;
      const monitoring = monitored && { monitoring: { ...monitored, database: watched } };
      const waived = "waivers" in testsAndAccess.access && { runtimeWaivers: { maxDays: 30 } };
      const { snapshot, ...migration } = environment.delivery.migration;
      const taken = database.mode !== "none" && snapshot && { snapshot };
      const delivery = {
        ...environment.delivery,
        migration: { ...migration, ...taken },
        ...(monitored?.requests.rollBack && {
          rollout: outlastingAlarms(environment.delivery.rollout),
        }),
        ...waived,
      };
      const drilled = drills && database.mode !== "none" && { drill: drills };
      const named = database.mode === "existing" &&
        (taken || drilled) && { instanceIdentifier: "shared" };
      const { cluster } = environment;
      const records = "execRecords" in cluster ? cluster.execRecords.mode : "logs";
      const execEnabled = environment.service.execEnabled && records === "logs";
      const { databaseClients, ...access } = testsAndAccess.access;
      const reached =
        database.mode === "existing"
          ? { hostName: "shared.abc123.us-east-1.rds.amazonaws.com" }
          : {};
      const connects = databaseClients && execEnabled && database.mode !== "none";
      const service = { ...environment.service, execEnabled };
      const rest = {
        ...{
          delivery,
          secrets,
          service,
          database: { ...database, ...named, ...(connects && reached), ...drilled },
        },
        ...monitoring,
        ...tests,
        access: { ...access, ...(connects && { databaseClients }) },
      };
      return environmentSchema.parse(placed({ ...environment, ...rest }, place));
    });
}

/** A rollout is watched for as long as ECS watches its alarms. */
function outlastingAlarms(rollout: {
  readonly limitSeconds: number;
  readonly pollSeconds: number;
}) {
  return { ...rollout, limitSeconds: Math.max(rollout.limitSeconds, 600) };
}

interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** Puts region, account and partition where the parts have their marks. Drawing them first would build every part anew. */
function placed(environment: unknown, { partition, region, account }: Place): unknown {
  const text = JSON.stringify(environment)
    .replaceAll("@partition@", partition)
    .replaceAll("@region@", region)
    .replaceAll("@account@", account);
  return JSON.parse(text);
}

const arn = (service: string, resource: string) =>
  `arn:@partition@:${service}:@region@:@account@:${resource}`;

const hex = (length: number) =>
  fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`)).filter((text) => text.length === length);
const id = (prefix: string) => fc.oneof(hex(8), hex(17)).map((digits) => `${prefix}-${digits}`);
const ids = (prefix: string) => fc.uniqueArray(id(prefix), { maxLength: 3 });
const sentence = fc.stringMatching(/^[A-Z][a-z ]{12,40}\.$/);
const word = (longest: number) =>
  fc
    .stringMatching(new RegExp(`^[a-z][a-z0-9]{0,${longest - 4}}(-?[a-z0-9]{1,2})$`))
    .filter((text) => text.length <= longest && !/^(internal|sg|aws|ssm|sthree|amzn)/.test(text));
const cidr = fc
  .tuple(
    fc.integer({ min: 1, max: 223 }),
    fc.nat(255),
    fc.nat(255),
    fc.nat(255),
    fc.integer({ min: 8, max: 32 }),
  )
  .map(([a, b, c, d, bits]) => {
    const address = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
    const network = (address & (0xffffffff << (32 - bits))) >>> 0;
    return `${[24, 16, 8, 0].map((shift) => (network >>> shift) & 255).join(".")}/${bits}`;
  });
const cidrs = (minLength = 0) => fc.uniqueArray(cidr, { minLength, maxLength: 3 });
const zoneId = fc.stringMatching(/^Z[0-9A-Z]{12,20}$/);
const retentionDays = fc.constantFrom(1, 7, 30, 90, 365, 3653);

function placeArbitrary(): fc.Arbitrary<Place> {
  return fc
    .tuple(
      fc.constantFrom("us-east-1", "ap-southeast-2", "us-gov-west-1"),
      fc.stringMatching(/^[0-9]{12}$/).filter((digits) => digits.length === 12),
    )
    .map(([region, account]) => {
      const partition = region.startsWith("us-gov") ? "aws-us-gov" : "aws";
      return { partition, region, account };
    });
}

function sections() {
  const principals = fc.uniqueArray(
    word(20).map((name) => `arn:@partition@:iam::@account@:role/${name}`),
    { maxLength: 2 },
  );
  return {
    application: word(14),
    environment: word(10),
    mirrors: fc.constant(null),
    differences: fc.constant([]),
    account: fc.constant("@account@"),
    region: fc.constant("@region@"),
    state: fc.record({
      bucket: word(40).map((name) => `${name}-state`),
      region: fc.constant("@region@"),
    }),
    tags: fc.dictionary(
      fc.stringMatching(/^team[a-z0-9_.:/=+@-]{0,20}$/),
      fc.stringMatching(/^[\w .:/=+@-]{0,40}$/),
      {
        maxKeys: 4,
      },
    ),
    network: networkArbitrary(),
    loadBalancer: loadBalancerArbitrary(),
    domain: domainArbitrary(),
    cluster: fc.oneof(
      fc.constant({ mode: "create" }),
      fc.tuple(word(20), execRecordsArbitrary()).map(([name, execRecords]) => ({
        mode: "existing",
        name,
        execRecords,
      })),
    ),
    repository: fc.record({
      name: fc.tuple(word(20), word(10)).map(([first, second]) => `${first}/${second}`),
      keepImages: fc.integer({ min: 1, max: 1000 }),
      pushers: principals,
      pullers: principals,
    }),
    service: serviceArbitrary(),
    delivery: deliveryArbitrary(),
    monitored: fc.option(monitoringArbitrary()),
    testsAndAccess: testsAndAccess(),
    databaseAndSecrets: fc.tuple(databaseArbitrary(), secretsArbitrary()),
  };
}

function execRecordsArbitrary() {
  return fc.oneof(
    fc.constant({ mode: "none", reason: "Its owner does not say." }),
    fc.record({
      mode: fc.constant("logs"),
      logGroupName: word(20).map((name) => `/ecs/${name}`),
      kmsKeyArn: fc.option(fc.uuid().map((key) => arn("kms", `key/${key}`))),
    }),
  );
}

/** Subscribers of a topic. */
function subscribersArbitrary() {
  return fc.uniqueArray(
    fc.oneof(
      word(20).map((name) => ({ protocol: "email", address: `${name}@example.gov` })),
      word(20).map((name) => ({ protocol: "https", url: `https://${name}.example.gov/hook` })),
      word(20).map((name) => ({ protocol: "sqs", queueArn: arn("sqs", name) })),
    ),
    { maxLength: 3, selector: (subscriber) => JSON.stringify(subscriber) },
  );
}

function monitoringArbitrary() {
  const percent = fc.integer({ min: 10, max: 100 });
  return fc.record({
    runbookUrl: word(20).map((name) => `https://${name}.example.gov/runbook.md`),
    pages: subscribersArbitrary(),
    mails: subscribersArbitrary(),
    requests: fc.record({
      countMin: fc.integer({ min: 1, max: 100_000 }),
      errorPercent: fc.integer({ min: 1, max: 100 }),
      latencyMilliseconds: fc.integer({ min: 50, max: 60_000 }),
      rollBack: fc.boolean(),
    }),
    tasks: fc.record({ cpuPercent: percent, memoryPercent: percent }),
    database: fc.record({
      freeStorageGiB: fc.constantFrom(1, 2),
      freeMemoryPercent: fc.integer({ min: 1, max: 50 }),
      cpuPercent: percent,
      connectionsPercent: percent,
    }),
    certificateDays: fc.integer({ min: 1, max: 44 }),
  });
}

function snapshotArbitrary() {
  const accept = fc.record({ mode: fc.constant("accept"), reason: sentence });
  return fc.oneof(
    fc.record(
      {
        mode: fc.constant("always"),
        limitSeconds: fc.integer({ min: 60, max: 900 }),
        keep: fc.integer({ min: 1, max: 50 }),
        unencrypted: fc.oneof(fc.constant({ mode: "refuse" }), accept),
      },
      { requiredKeys: ["mode", "limitSeconds"] },
    ),
    fc.record({ mode: fc.constant("never"), reason: sentence }),
  );
}

function deliveryArbitrary() {
  const allowance = fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.constant("any"));
  const limits = fc.record({
    limitSeconds: fc.integer({ min: 60, max: 3600 }),
    pollSeconds: fc.integer({ min: 20, max: 60 }),
  });
  const day = fc
    .date({ min: new Date("2025-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  return fc
    .record({
      trigger: fc.constantFrom("scan", "pipeline"),
      scanning: fc.constantFrom("basic", "enhanced"),
      allowedFindings: fc.record({
        critical: allowance,
        high: allowance,
        medium: allowance,
        low: allowance,
        informational: allowance,
        undefined: allowance,
      }),
      waivers: fc.uniqueArray(
        fc.record({
          cve: fc.stringMatching(/^CVE-20[0-9]{2}-[0-9]{4,7}$/),
          reason: sentence,
          expires: day,
        }),
        { maxLength: 3, selector: ({ cve }) => cve },
      ),
      tolerate: fc.option(
        fc.record({
          known: fc.boolean(),
          unfixable: fc.boolean(),
          graceDays: fc.integer({ min: 0, max: 30 }),
        }),
        { nil: undefined },
      ),
      dailyLook: fc.boolean(),
      windows: fc.option(windowsArbitrary(), { nil: undefined }),
      countedTags: fc.uniqueArray(fc.stringMatching(/^[a-z*][a-z0-9.*_-]{0,20}$/), {
        minLength: 1,
        maxLength: 3,
      }),
      reconcileMinutes: fc.integer({ min: 5, max: 1440 }),
      scan: limits,
      migration: fc
        .tuple(limits, fc.option(snapshotArbitrary(), { nil: undefined }))
        .map(([times, snapshot]) => ({ ...times, snapshot })),
      rollout: limits,
      subscribers: subscribersArbitrary(),
    })
    .map(({ tolerate, windows, ...settings }) => ({
      ...settings,
      ...(windows && { windows }),
      ...(tolerate && {
        tolerate:
          settings.scanning === "enhanced"
            ? tolerate
            : { ...tolerate, unfixable: false, graceDays: 0 },
      }),
    }));
}

function windowsArbitrary() {
  const two = (n: number) => String(n).padStart(2, "0");
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([hours, minutes]) => `${two(hours)}:${two(minutes)}`);
  const period = fc
    .record({
      days: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }),
      from: time,
      to: fc.oneof(time, fc.constant("24:00")),
    })
    .filter(({ from, to }) => from !== to);
  return fc.oneof(
    fc.constant({ mode: "any" }),
    fc.record({
      mode: fc.constant("weekly"),
      periods: fc.uniqueArray(period, {
        minLength: 1,
        maxLength: 3,
        selector: (one) => JSON.stringify(one),
      }),
    }),
  );
}

/** Subnets of all tiers are drawn together, so that none is in two of them. */
function networkArbitrary() {
  const egress = fc.oneof(
    fc.record({
      mode: fc.constant("listed"),
      endpointSecurityGroupIds: ids("sg"),
      prefixListIds: ids("pl"),
      cidrs: cidrs(),
    }),
    fc.record({ mode: fc.constant("anywhere"), reason: sentence }),
  );
  return fc
    .tuple(id("vpc"), fc.uniqueArray(id("subnet"), { minLength: 6, maxLength: 9 }), egress, cidrs())
    .map(([vpcId, subnets, egress, resolverCidrs]) => ({
      vpcId,
      loadBalancerSubnetIds: subnets.slice(0, 2),
      serviceSubnetIds: subnets.slice(2, 4),
      databaseSubnetIds: subnets.slice(4),
      egress,
      resolverCidrs,
    }));
}

function loadBalancerArbitrary() {
  return fc.oneof(
    fc.record({
      mode: fc.constant("create"),
      scheme: fc.constantFrom("internal", "internet-facing"),
      ipAddressType: fc.constantFrom("ipv4", "dualstack"),
      allowedCidrs: cidrs(1),
      allowedSecurityGroupIds: ids("sg"),
      accessLogRetentionDays: fc.integer({ min: 1, max: 3650 }),
      tlsPolicy: fc.constantFrom("standard", undefined),
      maintenance: fc.constantFrom(true, false, undefined),
      maintenanceText: fc.constantFrom("Back on Monday.", undefined),
      firewall: firewallArbitrary(),
    }),
    fc.record({
      mode: fc.constant("existing"),
      listenerArn: fc
        .tuple(word(20), hex(16), hex(16))
        .map((parts) => arn("elasticloadbalancing", `listener/app/${parts.join("/")}`)),
      securityGroupId: id("sg"),
      addSecurityGroupRule: fc.boolean(),
      priority: fc.integer({ min: 1, max: 50_000 }),
      firewall: fc.option(firewallOfOthers, { nil: undefined }),
    }),
  );
}

const firewallOfOthers = fc.oneof(
  fc.record({ mode: fc.constant("none"), reason: sentence }),
  fc.tuple(word(20), fc.uuid()).map(([name, id]) => ({
    mode: "existing",
    webAclArn: arn("wafv2", `regional/webacl/${name}/${id}`),
  })),
);

function firewallArbitrary() {
  const action = fc.constantFrom("count", "block");
  const managed = fc
    .record({
      mode: fc.constant("managed"),
      common: action,
      maxBodyKiB: fc.constantFrom(null, 8),
      knownBadInputs: action,
      ipReputation: action,
      sqlInjection: fc.constantFrom("off", "count", "block"),
      rateLimit: fc.record({
        requestsPerFiveMinutes: fc.integer({ min: 10, max: 2_000_000_000 }),
        action,
      }),
      logRetentionDays: retentionDays,
    })
    .map((firewall) =>
      firewall.common === "count" ? { ...firewall, maxBodyKiB: null } : firewall,
    );
  return fc.option(fc.oneof(managed, firewallOfOthers), { nil: undefined });
}

function domainArbitrary() {
  return fc
    .record({
      zone: word(20),
      host: word(20),
      ids: fc.uniqueArray(zoneId, { minLength: 2, maxLength: 2 }),
      visibility: fc.constantFrom("public", "private"),
      certificate: fc.option(fc.uuid()),
    })
    .map(({ zone, host, ids: [own, proof], visibility, certificate }) => ({
      hostName: `${host}.${zone}.example.gov`,
      hostedZone: { id: own, name: `${zone}.example.gov`, visibility },
      certificate: certificate
        ? { mode: "existing", arn: arn("acm", `certificate/${certificate}`) }
        : {
            mode: "managed",
            validationZone: { id: proof, name: "example.gov", visibility: "public" },
          },
    }));
}

function serviceArbitrary() {
  const percent = fc.integer({ min: 10, max: 95 });
  return fc
    .record({
      cpuUnits: fc.constantFrom(...fargateCpuUnits),
      architecture: fc.constantFrom("X86_64", "ARM64"),
      port: fc.integer({ min: 1, max: 65_535 }),
      healthCheck: fc.record({
        path: fc.stringMatching(/^\/[a-z0-9/_.-]{0,40}$/),
        gracePeriodSeconds: fc.integer({ min: 0, max: 3600 }),
      }),
      tasks: fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 50 })),
      scaling: fc.record({
        cpuPercent: percent,
        memoryPercent: percent,
        requestsPerTarget: fc.integer({ min: 1, max: 1_000_000 }),
      }),
      variables: fc.dictionary(
        fc.stringMatching(/^PLAIN_[A-Z0-9_]{0,20}$/).map((name) => `${name}_X`),
        fc.string().filter((value) => !/[:@]/.test(value)),
        { maxKeys: 4 },
      ),
      migrationCommand: fc.option(
        fc.array(fc.stringMatching(/^[\x20-\x7e]{1,30}$/), { minLength: 1, maxLength: 4 }),
      ),
      execEnabled: fc.boolean(),
      logRetentionDays: retentionDays,
    })
    .map(({ tasks: [least, more], cpuUnits, ...service }) => ({
      ...service,
      cpuUnits,
      // A pair with each size of CPU: 512 with 256, and from there on the double of the units.
      memoryMiB: cpuUnits === 256 ? 512 : cpuUnits * 2,
      tasksMin: least,
      tasksMax: least + more,
    }));
}

function secretsArbitrary() {
  const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,20}$/).map((text) => `SECRET_${text}`);
  const made = fc.record({
    source: fc.constant("generated"),
    length: fc.integer({ min: 32, max: 128 }),
  });
  const existing = fc.record({
    source: fc.constant("arn"),
    arn: word(20).map((text) => arn("secretsmanager", `secret:${text}-a1B2c3`)),
    jsonKey: fc.option(fc.stringMatching(/^[a-z]{1,10}$/)),
    kmsKeyArn: fc.option(fc.uuid().map((key) => arn("kms", `key/${key}`))),
  });
  const variables = fc.dictionary(name, fc.oneof(made, existing), { maxKeys: 3 });
  return fc.record({ version: fc.integer({ min: 1, max: 1_000_000 }), variables });
}

function databaseArbitrary() {
  const sqlName = fc
    .stringMatching(/^[a-q][a-z0-9_]{0,20}$/)
    .filter((text) => !text.startsWith("pg_"));
  return fc.oneof(
    fc
      .record({
        mode: fc.constant("create"),
        engineVersion: fc.constantFrom("14", "15", "16", "17", "18"),
        instanceClass: fc.constantFrom("db.t4g.medium", "db.m7g.large", "db.r6g.16xlarge"),
        storageGiB: fc.integer({ min: 20, max: 59_578 }),
        multiAz: fc.boolean(),
        backupRetentionDays: fc.integer({ min: 1, max: 35 }),
        backupWindow: fc.constantFrom("03:00-04:00", "23:45-00:15"),
        maintenanceWindow: fc.constantFrom("sun:05:00-sun:06:00", "sat:04:00-sat:23:30"),
        applyImmediately: fc.boolean(),
        name: sqlName,
        username: sqlName,
        logRetentionDays: retentionDays,
      })
      .map((database) => ({
        ...database,
        maxStorageGiB: Math.ceil((database.storageGiB * 11) / 10),
      })),
    fc.record({
      mode: fc.constant("existing"),
      securityGroupId: id("sg"),
      port: fc.integer({ min: 1, max: 65_535 }),
      addIngressRule: fc.boolean(),
    }),
    fc.constant({ mode: "none" }),
  );
}

const none = fc.constant({ mode: "none" });
const commandArbitrary = () =>
  fc.array(fc.stringMatching(/^[a-z]{1,10}$/), { minLength: 1, maxLength: 3 });

/** Nothing is promoted into it: that takes a second environment. */
function testsAndAccess() {
  const name = fc.stringMatching(/^[a-z]{2,10}$/);
  const roles = fc.uniqueArray(
    name.map((text) => `arn:@partition@:iam::@account@:role/${text}`),
    { minLength: 1, maxLength: 2 },
  );
  const developers = fc.oneof(
    none,
    fc.record({
      mode: fc.constant("push"),
      groups: fc.uniqueArray(name, { maxLength: 2 }),
      roles: fc.uniqueArray(name, { maxLength: 2 }),
    }),
  );
  const tests = fc.option(fc.tuple(commandArbitrary(), roles));
  return fc
    .record({
      developers,
      tests,
      operators: fc.option(
        fc.oneof(
          fc.constant({ mode: "none" }),
          fc.record({ mode: fc.constant("role"), trustedArns: roles }),
        ),
      ),
      taskRunners: fc.option(
        fc.oneof(
          fc.constant({ mode: "none" }),
          fc.record({ mode: fc.constant("role"), trustedArns: roles }),
        ),
      ),
      databaseClients: fc.option(fc.record({ mode: fc.constant("role"), trustedArns: roles })),
      planners: fc.option(fc.record({ mode: fc.constant("role"), trustedArns: roles })),
      appliers: fc.option(fc.record({ mode: fc.constant("role"), trustedArns: roles })),
      restorers: fc.option(
        fc.oneof(
          fc.constant({ mode: "none" }),
          fc.record({ mode: fc.constant("role"), trustedArns: roles }),
        ),
      ),
      drill: fc.option(
        fc.record({
          mode: fc.constant("command"),
          command: commandArbitrary(),
          variable: fc.stringMatching(/^RESTORED_[A-Z]{1,10}$/),
          limitSeconds: fc.integer({ min: 30, max: 7200 }),
        }),
      ),
      promotionReaders: roles,
      waivers: fc.option(roles, { nil: undefined }),
      github: githubArbitrary(name),
      bound: fc.record(
        {
          permissionsBoundaryArn: name.map(
            (text) => `arn:@partition@:iam::@account@:policy/${text}`,
          ),
          iamPath: name.map((text) => `/${text}/`),
        },
        { requiredKeys: [] },
      ),
    })
    .map(
      ({
        developers,
        tests,
        operators,
        taskRunners,
        databaseClients,
        planners,
        appliers,
        restorers,
        drill,
        promotionReaders,
        waivers,
        github,
        bound,
      }) => ({
        drills: restorers?.mode === "role" ? drill : null,
        promotion: { source: { mode: "none" }, testCommand: tests?.[0] ?? null },
        access: {
          developers,
          tester: tests ? { mode: "role", trustedArns: tests[1] } : { mode: "none" },
          promoter: { mode: "none" },
          ...(operators && { operators }),
          ...(taskRunners && { taskRunners }),
          ...(databaseClients && { databaseClients }),
          ...(planners && { planners }),
          ...(appliers && { appliers }),
          ...(restorers && { restorers }),
          promotionReaders,
          ...(waivers && { waivers: { mode: "role", trustedArns: waivers } }),
          github,
          ...bound,
        },
      }),
    );
}

function githubArbitrary(name: fc.Arbitrary<string>) {
  const repository = fc.tuple(name, name).map((parts) => parts.join("/"));
  const number = fc.nat().map(String);
  const subject = fc.oneof(
    fc.constant({ form: "names" }),
    fc.record({ form: fc.constantFrom("ids", "both"), ownerId: number, repositoryId: number }),
  );
  const deploy = fc.record({
    mode: fc.constant("role"),
    repository,
    subject,
    environment: name.map((text) => `${text}-deploy`),
  });
  const terraform = fc.record({
    mode: fc.constant("roles"),
    repository,
    subject,
    planEnvironment: name.map((text) => `${text}-plan`),
    applyEnvironment: name,
  });
  return fc.oneof(
    none,
    fc.record({
      mode: fc.constant("oidc"),
      provider: fc.constantFrom("create", "existing"),
      deploy: fc.oneof(none, deploy),
      terraform: fc.oneof(none, terraform),
    }),
  );
}
