import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import { type Environment, environmentSchema } from "../config/schema";
import { environmentName, postgresPort } from "../contract/names";
import { undeclaredSettings } from "../parity/unequal-settings";
import { Draft, type ProposedDifference } from "./draft";

/** What an environment is for; its file is written for that. */
export const roles = ["production", "development", "test"] as const;

/** One of {@link roles}. */
export type Role = (typeof roles)[number];

/** What each is, for people who choose. */
export const roleTexts: Readonly<Record<Role, string>> = {
  production: "public, in two zones, large, gets only what was tested elsewhere",
  development: "internal, small, gets every push; mirrors production where that has a file",
  test: "in an account that has a cluster and a database already; a pipeline names what it gets",
};

/** A setting that a role has otherwise than the template. */
interface RoleSetting {
  readonly setting: string;
  readonly value: unknown;
  /** Why it differs from production's, for the declared differences; none for what says which environment this is. */
  readonly because?: string;
  /** Only the owner knows; what to look at. */
  readonly mark?: string;
}

const mirrorOf: readonly RoleSetting[] = [
  {
    setting: "loadBalancer.scheme",
    value: "internal",
    because:
      "Developers reach development from inside the network; the public has no business there.",
  },
  {
    setting: "loadBalancer.allowedCidrs",
    value: ["10.20.0.0/16"],
    because: "Development admits the VPN, production admits the public.",
    mark: "the VPN's addresses",
  },
  {
    setting: "loadBalancer.accessLogRetentionDays",
    value: 30,
    because: "Logs of test traffic are of no use after a month.",
  },
  {
    setting: "loadBalancer.firewall.logRetentionDays",
    value: 30,
    because: "Records of blocked test traffic are of no use after a month.",
  },
  { setting: "domain.hostedZone.id", value: "Z0123456789MYAPPDEV", mark: "a private zone" },
  {
    setting: "domain.hostedZone.visibility",
    value: "private",
    because: "The name of development is seen only inside the network.",
  },
  {
    setting: "repository.keepImages",
    value: 30,
    because: "Development gets every push, production only what was promoted.",
  },
  {
    setting: "service.cpuUnits",
    value: 512,
    because: "Development carries a handful of users; half a CPU is enough.",
  },
  {
    setting: "service.memoryMiB",
    value: 1024,
    because: "Goes with the CPU, in a pair that Fargate sells.",
  },
  {
    setting: "service.tasksMin",
    value: 1,
    because: "One task is enough; production survives the loss of a zone.",
  },
  {
    setting: "service.tasksMax",
    value: 2,
    because: "Development proves that scaling works without paying for production's peak.",
  },
  {
    setting: "service.variables.LOG_LEVEL",
    value: "debug",
    because: "Developers want to see details.",
  },
  {
    setting: "service.execEnabled",
    value: true,
    because: "Developers may look into a running task here, nobody into production's.",
  },
  {
    setting: "service.logRetentionDays",
    value: 30,
    because: "Logs of development are of no use after a month.",
  },
  {
    setting: "delivery.countedTags",
    value: ["*"],
    because: "Development takes whatever developers push, production only what was promoted.",
  },
  {
    setting: "database.instanceClass",
    value: "db.t4g.medium",
    because: "Development carries test data; a small instance is enough.",
  },
  { setting: "database.storageGiB", value: 20, because: "Development carries test data." },
  { setting: "database.maxStorageGiB", value: 100, because: "Development carries test data." },
  {
    setting: "database.multiAz",
    value: false,
    because: "An hour without development is acceptable; production needs its standby.",
  },
  {
    setting: "database.backupRetentionDays",
    value: 7,
    because: "A week of backups is enough for test data.",
  },
  {
    setting: "database.applyImmediately",
    value: true,
    because: "Nobody waits for a maintenance window here.",
  },
  {
    setting: "database.logRetentionDays",
    value: 30,
    because: "Logs of development are of no use after a month.",
  },
  {
    setting: "monitoring.pages",
    value: [],
    because: "Nobody is woken for development.",
  },
  {
    setting: "promotion.source",
    value: { mode: "none" },
    because: "Developers push here; production gets what was tested here.",
  },
  {
    setting: "promotion.testCommand",
    value: ["./run-tests"],
    because: "The automated tests run here, and never against production.",
    mark: "the command that runs the automated tests",
  },
  {
    setting: "access.developers",
    value: { mode: "push", groups: ["my-app-developers"], roles: [] },
    because: "Developers push here and to nothing else.",
  },
  {
    setting: "access.tester",
    value: { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/jenkins-agent"] },
    because: "The tests run here alone, so only here is somebody who records them.",
  },
  {
    setting: "access.promoter",
    value: { mode: "none" },
    because: "Images are promoted into production; nothing is promoted into development.",
  },
];

const inExistingAccount: readonly RoleSetting[] = [
  {
    setting: "network.egress",
    value: {
      mode: "anywhere",
      reason:
        "The VPC has no interface endpoints; ECR, Secrets Manager and CloudWatch are reached through its NAT gateway.",
    },
    mark: "listed, where the VPC has interface endpoints",
  },
  {
    setting: "loadBalancer.allowedCidrs",
    value: ["198.51.100.0/24"],
    mark: "the offices that test it",
  },
  {
    setting: "cluster",
    value: {
      mode: "existing",
      name: "test",
      execRecords: { mode: "logs", logGroupName: "/ecs/test/exec", kmsKeyArn: null },
    },
  },
  {
    setting: "database",
    value: {
      mode: "existing",
      securityGroupId: "sg-0a1b2c3d4e5f80301",
      port: postgresPort,
      instanceIdentifier: "test",
      hostName: "test.abc123.us-east-1.rds.amazonaws.com",
      addIngressRule: true,
      drill: { mode: "none" },
    },
  },
  { setting: "delivery.trigger", value: "pipeline" },
  { setting: "monitoring.database", value: null },
  { setting: "promotion.testCommand", value: null },
  { setting: "access.developers", value: { mode: "none" } },
  { setting: "access.tester", value: { mode: "none" } },
  {
    setting: "access.github.deploy",
    value: {
      mode: "role",
      repository: "example-gov/my-app",
      subject: { form: "names" },
      environment: "my-app-test-deploy",
    },
  },
];

const small =
  /^(loadBalancer\.(accessLog|firewall)|repository|service|delivery\.counted|monitoring|promotion\.source|access\.promoter)/;

const settingsByRole: Readonly<Record<Role, readonly RoleSetting[]>> = {
  production: [],
  development: mirrorOf,
  test: [...mirrorOf.filter(({ setting }) => small.test(setting)), ...inExistingAccount],
};

/** What a mirror must declare, with the reasons that a development environment has for it; one that is unknown has none. */
export function proposedDifferences(
  here: Environment,
  mirrored: Environment,
): readonly ProposedDifference[] {
  return undeclaredSettings(here, mirrored).map((setting) => {
    const because = mirrorOf.find((row) => row.setting === setting)?.because;
    return because === undefined ? { setting } : { setting, because };
  });
}

/** What a new file begins as. */
export interface Beginning {
  readonly text: string;
  readonly environment: Environment;
}

/**
 * What an environment of that role begins as. Where a mirrored environment is given, a development environment is that one's file, made
 * smaller; everything else begins as the template, with what `sibling`, another environment of the application, says about the application.
 */
export function beginningOf(
  role: Role,
  { mirrored, sibling }: { readonly mirrored?: Beginning; readonly sibling?: Environment } = {},
): Beginning {
  const draft = new Draft(mirrored?.text ?? template(sibling?.application));
  if (!mirrored && sibling) takeApplication(draft, sibling);
  const isInternal = draft.text("loadBalancer.scheme") !== "internet-facing";
  for (const row of settingsByRole[role]) {
    const { setting, mark } = row;
    if (!draft.has(setting)) continue;
    const value = named(row.value, draft);
    if (mirrored) {
      const now = draft.value(setting);
      if (isInternal && /^(loadBalancer|domain)\./.test(setting)) continue; // it is so already
      if (typeof value === "number" && typeof now === "number" && now <= value) continue;
    }
    draft.put(setting, value);
    if (mark) draft.suggest([...setting.split("."), ...markedPart(value)], undefined, mark);
  }
  if (role === "test") takeSecretOfExistingDatabase(draft);
  const text = draft.toString();
  return { text, environment: environmentSchema.parse(parse(text)) };
}

/** A value in the names of the application and account that the file is about so far. */
function named(value: unknown, draft: Draft): unknown {
  const text = JSON.stringify(value)
    .replaceAll("my-app", draft.text("application"))
    .replaceAll("111111111111", draft.text("account"));
  return JSON.parse(text);
}

/** Where the comment of a value stands: at itself, at the first of a list, at the key that says the form of a section. */
function markedPart(value: unknown): string[] {
  if (Array.isArray(value)) return ["0"];
  return typeof value === "object" ? ["mode"] : [];
}

/** The template, in the name of an application where one has a file already. */
function template(application = "my-app"): string {
  const file = resolve(__dirname, "../../templates/environment.yaml");
  return readFileSync(file, "utf8")
    .replace(/^#.*\n/, "")
    .replaceAll("my-app", application);
}

/** What is true of an application wherever it runs. */
const ofApplication = [
  "service.architecture",
  "service.port",
  "service.healthCheck",
  "service.variables",
  "service.migrationCommand",
  "database.engineVersion",
  "database.name",
  "database.username",
];

function takeApplication(draft: Draft, sibling: Environment): void {
  const level = draft.text("service.variables.LOG_LEVEL");
  for (const setting of ofApplication) {
    const value = setting
      .split(".")
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], sibling);
    if (value !== undefined && draft.has(setting)) draft.put(setting, value);
  }
  if (draft.has("service.variables.LOG_LEVEL")) draft.put("service.variables.LOG_LEVEL", level);
  for (const [name, secret] of Object.entries(sibling.secrets.variables))
    if (secret.source === "generated") draft.put(["secrets", "variables", name], secret);
}

/** An existing database's URL is a secret that its owner made. */
function takeSecretOfExistingDatabase(draft: Draft): void {
  const secret = {
    source: "arn",
    arn: `arn:aws:secretsmanager:us-east-1:111111111111:secret:${draft.text("application")}/database-url-AbCdEf`,
    jsonKey: null,
    kmsKeyArn: null,
  };
  draft.put(["secrets", "variables", "DATABASE_URL"], secret);
}

/** The environment of the application that a development environment mirrors unless somebody says otherwise: nothing is pushed to it or tested on it. */
export function productionOf(
  application: string,
  others: readonly Environment[],
): string | undefined {
  const found = others.find(
    (other) =>
      other.application === application &&
      other.mirrors === null &&
      other.database.mode === "create" &&
      other.access.developers.mode === "none" &&
      other.promotion.testCommand === null,
  );
  return found && environmentName(found);
}
