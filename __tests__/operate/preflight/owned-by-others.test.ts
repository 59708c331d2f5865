import { expect, test } from "vitest";
import type { Environment } from "../../../src/config/schema";
import { looks } from "../../../src/operate/preflight/run-preflight";
import { describeWithEmulator } from "../../support/emulator";
import { exampleWith } from "../../support/example-with";
import { monitoredEnvironment } from "../../support/monitored";
import { type Answers, accountWithAnswers, jsonAnswer } from "./account-with-answers";

const group = "sg-0a1b2c3d4e5f70301";
const existing = { mode: "existing", securityGroupId: group, port: 5432, addIngressRule: true };

interface Instance {
  readonly name: string;
  readonly engine?: string;
  readonly version?: string;
  /** None while RDS makes it. */
  readonly port?: number | null;
  readonly groups?: readonly string[];
}

const instance = ({
  name,
  engine = "postgres",
  version = "17.4",
  port = 5432,
  groups = [group],
}: Instance) =>
  `<DBInstance><DBInstanceIdentifier>${name}</DBInstanceIdentifier><Engine>${engine}</Engine><EngineVersion>${version}</EngineVersion>${
    port === null
      ? ""
      : `<Endpoint><Address>${name}.example.gov</Address><Port>${port}</Port></Endpoint>`
  }<VpcSecurityGroups>${groups
    .map(
      (id) =>
        `<VpcSecurityGroupMembership><VpcSecurityGroupId>${id}</VpcSecurityGroupId><Status>active</Status></VpcSecurityGroupMembership>`,
    )
    .join("")}</VpcSecurityGroups></DBInstance>`;

/** The instances of an account, a page each. */
const instances = (...all: readonly Instance[]): Answers => ({
  DescribeDBInstances: {
    body: (request) => {
      const page = Number(new URLSearchParams(request).get("Marker") ?? 0);
      const one = all[page];
      const marker = page + 1 < all.length ? `<Marker>${page + 1}</Marker>` : "";
      return `<DescribeDBInstancesResponse><DescribeDBInstancesResult>${marker}<DBInstances>${
        one ? instance(one) : ""
      }</DBInstances></DescribeDBInstancesResult></DescribeDBInstancesResponse>`;
    },
  },
});
const elsewhere = { name: "other", groups: ["sg-0fedcba9876543210"] };

const secretArn = "arn:aws:secretsmanager:us-east-1:111111111111:secret:shop/url-AbCdEf";
const parameterArn = "arn:aws:ssm:us-east-1:111111111111:parameter/shop/url";
const keyArn = "arn:aws:kms:us-west-2:111111111111:key/0a1b2c3d-0000-4000-8000-000000000001";
const keyId = keyArn.split("/")[1] as string;
const otherKey = keyArn.replace(/.$/, "2");

const secret = (found: object) =>
  jsonAnswer("DescribeSecret", { ARN: secretArn, Name: "shop/url", ...found });
const encrypted = (KmsKeyId: string, KeyState = "Enabled"): Answers => ({
  ...secret({ KmsKeyId }),
  // A key answers in its own region alone.
  DescribeKey: {
    body: (_, signature) =>
      JSON.stringify({
        KeyMetadata: {
          KeyId: keyId,
          KeyState: signature.includes("/us-west-2/kms/") ? KeyState : "lost",
        },
      }),
  },
});

/** The parameters of an account; SSM may give an empty page and go on. */
const parameters = (...all: readonly { Name: string; KeyId?: string }[]): Answers => ({
  DescribeParameters: {
    body: (request) => {
      const { ParameterFilters, NextToken } = JSON.parse(request);
      if (!NextToken) return JSON.stringify({ Parameters: [], NextToken: "more" });
      const [{ Key, Option, Values }] = ParameterFilters;
      const found = all.filter(
        ({ Name }) => Key === "Name" && Option === "Equals" && Values.includes(Name),
      );
      return JSON.stringify({ Parameters: found });
    },
  },
});

const sessionKey = keyArn.replace("us-west-2", "us-east-1");
const sessionRecords = { mode: "logs", logGroupName: "/ecs/shared/exec", kmsKeyArn: null };

/** A cluster as ECS shows it: settings and configuration only to whom asks for them. */
const cluster = ({
  insights,
  session,
}: {
  readonly insights?: string;
  readonly session?: object;
}): Answers => ({
  DescribeClusters: {
    body: (request) => {
      const { include } = JSON.parse(request);
      const settings = insights ? [{ name: "containerInsights", value: insights }] : [];
      const configuration = session && { executeCommandConfiguration: session };
      return JSON.stringify({
        clusters: [
          {
            ...{ clusterName: "shared", status: "ACTIVE" },
            settings: include.includes("SETTINGS") ? settings : [],
            ...(include.includes("CONFIGURATIONS") && configuration && { configuration }),
          },
        ],
      });
    },
  },
});
const recordsIn = (cloudWatchLogGroupName: string, more: object = {}) => ({
  logging: "OVERRIDE",
  logConfiguration: { cloudWatchLogGroupName },
  ...more,
});

describeWithEmulator("preflight, of what others own,", (aws) => {
  async function linesOf(subject: string, environment: Environment, answers: Answers) {
    const { account, stop } = await accountWithAnswers(aws(), environment, answers);
    try {
      const found = (await looks.find((look) => look.subject === subject)?.run(account)) ?? [];
      return found.map(
        ({ verdict, finding, fix }) => `${verdict}: ${finding}${fix ? ` → ${fix}` : ""}`,
      );
    } finally {
      stop();
    }
  }

  test.each<[title: string, all: readonly Instance[], settings: object, line: string]>([
    ["14 is enough", [{ name: "shared", version: "14.1" }], {}, "fine: shared, PostgreSQL 14.1"],
    [
      "13 is not",
      [{ name: "shared", version: "13.22" }],
      {},
      "wrong: shared is postgres 13.22 → PostgreSQL 14 or later is needed",
    ],
    [
      "another engine is not, however high its version",
      [{ name: "shared", engine: "mariadb", version: "17.0" }],
      {},
      "wrong: shared is mariadb 17.0 → PostgreSQL 14 or later is needed",
    ],
    [
      "another port",
      [{ name: "shared", port: 5433 }],
      {},
      "wrong: shared listens on 5433 → write database.port: 5433",
    ],
    [
      "no port yet, while RDS makes it",
      [{ name: "shared", port: null }],
      {},
      "fine: shared, PostgreSQL 17.4",
    ],
    [
      "on a later page",
      [{ ...elsewhere, engine: "mysql" }, { name: "shared" }],
      {},
      "fine: shared, PostgreSQL 17.4",
    ],
    [
      "no instance with the group",
      [elsewhere],
      {},
      `unknown: no instance of RDS has the security group ${group} → fine for a cluster or a database of one's own; else correct database.securityGroupId`,
    ],
    [
      "the one that the file names, not the first with the group",
      [{ name: "first", version: "13.1" }, { name: "shared" }],
      { instanceIdentifier: "shared" },
      "fine: shared, PostgreSQL 17.4",
    ],
    [
      "another than the file names has the group",
      [{ name: "first" }],
      { instanceIdentifier: "shared" },
      "wrong: RDS has no instance shared → correct database.instanceIdentifier: aws rds describe-db-instances",
    ],
    [
      "the one that the file names has other groups",
      [{ name: "first" }, { ...elsewhere, name: "shared" }],
      { instanceIdentifier: "shared" },
      `wrong: shared has the security group sg-0fedcba9876543210, not ${group} → correct database.securityGroupId`,
    ],
  ])("a database: %s", async (_, all, settings, line) => {
    const environment = exampleWith({ database: { ...existing, ...settings } });
    expect(await linesOf("Database", environment, instances(...all))).toEqual([line]);
  });

  const at = "secrets.variables.DATABASE_URL";
  test.each<[title: string, answers: Answers, settings: object, line: string]>([
    ["there", secret({}), {}, "fine: DATABASE_URL is there"],
    [
      "being deleted",
      secret({ DeletedDate: 1_790_000_000 }),
      {},
      `wrong: DATABASE_URL: ${secretArn} is being deleted → restore it: aws secretsmanager restore-secret`,
    ],
    [
      "a parameter, with AWS's own key",
      parameters({ Name: "/shop/url", KeyId: "alias/aws/ssm" }),
      { arn: parameterArn },
      "fine: DATABASE_URL is there",
    ],
    [
      "a parameter whose name has no path",
      parameters({ Name: "url" }),
      { arn: parameterArn.replace("/shop", "") },
      "fine: DATABASE_URL is there",
    ],
    [
      "no such parameter",
      parameters({ Name: "/shop/other" }),
      { arn: parameterArn },
      `wrong: DATABASE_URL: ${parameterArn} does not exist → correct ${at}.arn`,
    ],
    ["its key by ARN", encrypted(keyArn), { kmsKeyArn: keyArn }, "fine: DATABASE_URL is there"],
    ["its key by id", encrypted(keyId), { kmsKeyArn: keyArn }, "fine: DATABASE_URL is there"],
    [
      "its key disabled",
      encrypted(keyArn, "Disabled"),
      { kmsKeyArn: keyArn },
      "wrong: DATABASE_URL: its key is Disabled → enable the key, or give another",
    ],
    [
      "another key than the file's",
      encrypted(otherKey),
      { kmsKeyArn: keyArn },
      `wrong: DATABASE_URL is encrypted with ${otherKey}, not with the file's key → correct ${at}.kmsKeyArn`,
    ],
    [
      "a key that the file does not name",
      encrypted(keyArn),
      {},
      `wrong: DATABASE_URL is encrypted with ${keyArn}, and the file names no key → write ${at}.kmsKeyArn: without it tasks may not decrypt the secret, and do not start`,
    ],
    [
      "AWS's own key, where the file names one",
      secret({ KmsKeyId: "alias/aws/secretsmanager" }),
      { kmsKeyArn: keyArn },
      `wrong: DATABASE_URL is encrypted with AWS's own key → write ${at}.kmsKeyArn: null`,
    ],
  ])("a secret: %s", async (_, answers, settings, line) => {
    const url = { source: "arn", arn: secretArn, jsonKey: null, kmsKeyArn: null, ...settings };
    const environment = exampleWith({ secrets: { version: 1, variables: { DATABASE_URL: url } } });
    expect(await linesOf("Secrets", environment, answers)).toEqual([line]);
  });

  const insightsOff =
    "wrong: shared has no Container Insights, which count the tasks that should run: a plan with monitoring fails → ask its owner for aws ecs update-cluster-settings --cluster shared --settings name=containerInsights,value=enabled";
  test.each<[title: string, insights: string | undefined, monitored: boolean, line: string]>([
    ["counts its tasks", "enabled", true, "fine: shared"],
    ["counts them in more detail", "enhanced", true, "fine: shared"],
    ["does not", "disabled", true, insightsOff],
    ["says nothing of it", undefined, true, insightsOff],
    ["does not, and nothing asks for it", "disabled", false, "fine: shared"],
  ])("a cluster that %s", async (_, insights, monitored, line) => {
    const own = monitored ? monitoredEnvironment() : exampleWith({});
    const environment = { ...own, cluster: { mode: "existing" as const, name: "shared" } };
    expect(
      await linesOf("Cluster", environment, cluster(insights === undefined ? {} : { insights })),
    ).toEqual([line]);
  });

  const elsewhereThan = (place: string) =>
    `wrong: shared records sessions in ${place}, and the file says /ecs/shared/exec → correct cluster.execRecords.logGroupName, have its owner record them there, or write service.execEnabled: false`;
  const encryptedBy = (has: string, says: string, write: string) =>
    `wrong: shared encrypts sessions with ${has}, and the file says ${says} → write cluster.execRecords.kmsKeyArn: ${write}; with another no session opens`;
  test.each<[title: string, session: object | undefined, kmsKeyArn: string | null, line: string]>([
    ["in the file's log group", recordsIn("/ecs/shared/exec"), null, "fine: shared"],
    ["in another", recordsIn("/ecs/other"), null, elsewhereThan("/ecs/other")],
    [
      "nowhere, whatever else is configured",
      recordsIn("/ecs/shared/exec", { logging: "NONE" }),
      null,
      elsewhereThan("no log group of its own"),
    ],
    [
      "in each task's own log",
      { logging: "DEFAULT" },
      null,
      elsewhereThan("no log group of its own"),
    ],
    ["as AWS does where nothing says", undefined, null, elsewhereThan("no log group of its own")],
    [
      "in a bucket",
      { logging: "OVERRIDE", logConfiguration: { s3BucketName: "records" } },
      null,
      elsewhereThan("no log group of its own"),
    ],
    [
      "with the file's key, by its id",
      recordsIn("/ecs/shared/exec", { kmsKeyId: keyId }),
      sessionKey,
      "fine: shared",
    ],
    [
      "with a key by an alias, behind which there can be any",
      recordsIn("/ecs/shared/exec", { kmsKeyId: "arn:aws:kms:us-east-1:111111111111:alias/exec" }),
      sessionKey,
      "fine: shared",
    ],
    [
      "with another key",
      recordsIn("/ecs/shared/exec", { kmsKeyId: otherKey }),
      sessionKey,
      encryptedBy(otherKey, sessionKey, "the key's ARN"),
    ],
    [
      "with a key, and the file knows none",
      recordsIn("/ecs/shared/exec", { kmsKeyId: keyId }),
      null,
      encryptedBy(keyId, "none", "the key's ARN"),
    ],
    [
      "without the file's key",
      recordsIn("/ecs/shared/exec"),
      sessionKey,
      encryptedBy("no key", sessionKey, "null"),
    ],
  ])("a cluster that records sessions %s", async (_, session, kmsKeyArn, line) => {
    const environment = exampleWith({
      "service.execEnabled": true,
      cluster: { mode: "existing", name: "shared", execRecords: { ...sessionRecords, kmsKeyArn } },
    });
    expect(await linesOf("Cluster", environment, cluster(session ? { session } : {}))).toEqual([
      line,
    ]);
  });

  test("a cluster in which nobody opens a shell may record as it likes", async () => {
    const environment = exampleWith({
      "service.execEnabled": false,
      cluster: { mode: "existing", name: "shared", execRecords: sessionRecords },
    });
    expect(await linesOf("Cluster", environment, cluster({}))).toEqual(["fine: shared"]);
  });

  test("a cluster that is going is not one that is missing", async () => {
    const environment = exampleWith({ cluster: { mode: "existing", name: "shared" } });
    const leaving = jsonAnswer("DescribeClusters", {
      clusters: [{ clusterName: "shared", status: "DEPROVISIONING" }],
    });
    expect(await linesOf("Cluster", environment, leaving)).toEqual([
      "wrong: shared is DEPROVISIONING → correct cluster.name (aws ecs list-clusters), or write mode: create",
    ]);
  });
});
