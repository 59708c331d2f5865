import { expect, test } from "vitest";
import { deliveryOf } from "../../src/config/delivery-of";
import { shellNames } from "../../src/config/shell-names";
import { followsSwitchOver } from "../../src/review/restored-database";
import { type Made, planOf, type Values } from "../review/support/plans";
import { monitoredEnvironment } from "../support/monitored";
import { statement, synthesizeEnvironment } from "../support/synth";

const trusted = { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-call"] };
const others = {
  "delivery.migration.snapshot": { mode: "always", keep: 10 },
  "access.restorers": trusted,
  "access.databaseClients": trusted,
};
const environment = (identifier?: string, ...insteadOf: string[]) =>
  monitoredEnvironment({
    ...others,
    ...(identifier && { "database.restored": { identifier, insteadOf } }),
  });
const made = (...restored: Parameters<typeof environment>) =>
  synthesizeEnvironment(environment(...restored));

const first = made();
const monday = made("shop-dev-monday", "shop-dev");
const friday = made("shop-dev-friday", "shop-dev", "shop-dev-monday");
const back = made("shop-dev", "shop-dev-monday");

const db = (identifier: string) => `arn:aws:rds:us-east-1:111111111111:db:${identifier}`;

test("lets go of the one that ran, and takes in the other at an address of its own, protected as the first", () => {
  expect(Object.keys(monday.all("aws_db_instance"))).toEqual(["database_monday"]);
  expect(monday.json["import"]).toEqual([
    { to: "aws_db_instance.database_monday", id: "shop-dev-monday" },
  ]);
  expect(monday.json["removed"]).toEqual([
    { from: "aws_db_instance.database", lifecycle: { destroy: false } },
  ]);
  const { depends_on: _, ...before } = first.resource("aws_db_instance.database");
  const { depends_on: after, ...now } = monday.resource("aws_db_instance.database_monday");
  expect(now).toEqual({
    ...before,
    identifier: "shop-dev-monday",
    final_snapshot_identifier: "shop-dev-monday-final-${terraform_data.database_generation.id}",
  });
  expect(now).toMatchObject({ deletion_protection: true, lifecycle: { prevent_destroy: true } });
  expect(after).toEqual(
    expect.arrayContaining([
      "aws_cloudwatch_log_group.database_logs_monday_postgresql",
      // Whoever applies may change it by then.
      "aws_iam_role_policy_attachment.access_apply_attachment_1",
    ]),
  );
});

test("the first neither takes in nor lets go of any", () => {
  expect(first.json).not.toHaveProperty("import");
  expect(first.json).not.toHaveProperty("removed");
});

test("moves on to a third, and lets go of each that ever ran", () => {
  expect(friday.json["removed"]).toEqual([
    { from: "aws_db_instance.database", lifecycle: { destroy: false } },
    { from: "aws_db_instance.database_monday", lifecycle: { destroy: false } },
  ]);
  expect(friday.json["import"]).toEqual([
    { to: "aws_db_instance.database_friday", id: "shop-dev-friday" },
  ]);
});

test.each(["resource", "logs", "password", "monitoring", "subnets", "generation", "parameters"])(
  "takes in a database whose name ends as a part of the stack is called: %s",
  (ending) => {
    const moved = made(`shop-dev-${ending}`, "shop-dev");
    expect(Object.keys(moved.all("aws_db_instance"))).toEqual([`database_${ending}`]);
    const left = made("shop-dev", `shop-dev-${ending}`);
    expect(left.json["removed"]).toEqual([
      { from: `aws_db_instance.database_${ending}`, lifecycle: { destroy: false } },
    ]);
  },
);

test("goes back to the first, and is then what it was before but for what the other one left", () => {
  expect(back.json["import"]).toEqual([{ to: "aws_db_instance.database", id: "shop-dev" }]);
  expect(back.json["removed"]).toEqual([
    { from: "aws_db_instance.database_monday", lifecycle: { destroy: false } },
  ]);
  const more = back.addresses().filter((address) => !first.addresses().includes(address));
  expect(more).toEqual([
    "aws_cloudwatch_log_group.database_logs_monday_postgresql",
    "aws_cloudwatch_log_group.database_logs_monday_upgrade",
  ]);
  expect(urlVersion(back)).toBe(urlVersion(first));
});

test("keeps the logs of each that ever ran, encrypted by the environment's key", () => {
  const groups = Object.values(friday.all("aws_cloudwatch_log_group"))
    .map(({ name }) => String(name))
    .filter((name) => name.startsWith("/aws/rds/"));
  const names = ["shop-dev", "shop-dev-friday", "shop-dev-monday"].flatMap((identifier) =>
    ["postgresql", "upgrade"].map((log) => `/aws/rds/instance/${identifier}/${log}`),
  );
  expect(groups.sort()).toEqual([...names].sort());
  const policy = String(friday.only("aws_kms_key")["policy"]);
  for (const name of names) expect(policy).toContain(`log-group:${name}"`);
});

test.each<[string, string, typeof first, string, typeof first]>([
  ["the first", "shop-dev", first, "shop-dev-monday", monday],
  ["another", "shop-dev-monday", monday, "shop-dev-friday", friday],
])(
  "the review notes whatever changes with a move from %s, but for the database and its URL",
  (_, from, was, to, will) => {
    const tags = { application: "shop", environment: "dev" };
    const [left, taken]: Made[] = [
      {
        address: "aws_db_instance.left",
        before: { identifier: from, deletion_protection: true, tags_all: tags },
        actions: ["forget"],
      },
      {
        address: "aws_db_instance.taken",
        before: { identifier: to, tags_all: { ...tags, "slipway-restored-of": "shop-dev" } },
        after: { identifier: to, tags_all: tags },
        importing: to,
      },
    ];
    const changed = was.addresses().flatMap((address): Made[] => {
      const [before, after] = [known(was, from, address) ?? null, known(will, to, address)];
      const isSame = after === undefined || JSON.stringify(before) === JSON.stringify(after);
      return isSame ? [] : [{ address, before, after }];
    });
    const plan = planOf(left as Made, taken as Made, ...changed);
    const others = plan.changes.filter(
      (change) => change.type !== "aws_db_instance" && !followsSwitchOver(change, plan),
    );
    expect(changed.length).toBeGreaterThan(10);
    expect(others.map(({ address }) => address)).toEqual([
      "aws_secretsmanager_secret_version.secret_DATABASE_URL_version",
    ]);
  },
);

/** What an apply knows of an object, with the name of the database that runs instead of a reference to it; undefined for one that is not there. */
function known(of: typeof first, runs: string, address: string): Values | undefined {
  if (!of.addresses().includes(address)) return undefined;
  const { depends_on: _, ...all } = of.resource(address);
  const text = JSON.stringify(all)
    .replaceAll(/\$\{aws_db_instance\.\w+\.identifier\}/g, runs)
    .replaceAll(/\$\{aws_db_instance\.\w+\.address\}/g, "address");
  return JSON.parse(text);
}

function urlVersion(of: typeof first): unknown {
  return of.resource("aws_secretsmanager_secret_version.secret_DATABASE_URL_version")[
    "secret_string_wo_version"
  ];
}

test("writes the URL anew for each database, by a number that only that one has", () => {
  const url = (of: typeof first) =>
    of.resource("aws_secretsmanager_secret_version.secret_DATABASE_URL_version")[
      "secret_string_wo"
    ];
  expect(url(monday)).toContain("@${aws_db_instance.database_monday.address}:5432/");
  // As they always were: another number would write the URL anew.
  expect([first, monday, friday].map(urlVersion)).toEqual([1, 1_857_211_960, 1_563_322_168]);
});

test("deployer, alarms, events, monitoring role, shell names and roles follow the one that runs", () => {
  const { settings } = deliveryOf(environment("shop-dev-monday", "shop-dev"));
  expect(settings.snapshot?.databaseIdentifier).toBe("shop-dev-monday");
  expect(
    shellNames(environment("shop-dev-monday", "shop-dev")).find(
      ({ variable }) => variable === "DB_IDENTIFIER",
    )?.value,
  ).toBe("shop-dev-monday");
  const roleOf = (name: string) => JSON.stringify(monday.resource(name));
  expect(roleOf("aws_iam_role.database_monitoring")).toContain(db("shop-dev-monday"));
  expect(monday.only("aws_db_event_subscription")["source_ids"]).toEqual([
    "${aws_db_instance.database_monday.identifier}",
  ]);
  const session = JSON.stringify(monday.only("aws_ssm_document"));
  expect(session).toContain("aws_db_instance.database_monday.address");
  // Whatever else names the first database does it beside the other, or names what stands around all of them.
  const naming = Object.entries(monday.json.resource).flatMap(([type, byName]) =>
    Object.entries(byName)
      .filter(([, one]) => JSON.stringify(one).includes(db("shop-dev").concat('\\"')))
      .map(([name]) => `${type}.${name}`),
  );
  expect(naming.sort()).toEqual([
    "aws_iam_policy.access_apply_policy_4",
    "aws_iam_role_policy.access_plan_policy",
    "aws_iam_role_policy.access_restorer_policy",
  ]);
  expect(monday.text()).not.toContain("aws_db_instance.database.");
});

test.each(["storage", "memory", "cpu", "connections"])(
  "the alarm on the database's %s says to look at the one that runs",
  (what) => {
    const said = (of: typeof first) =>
      /identifier (\S+)/.exec(
        String(
          of.resource(`aws_cloudwatch_composite_alarm.monitoring_database_${what}`)[
            "alarm_description"
          ],
        ),
      )?.[1];
    expect([first, monday, back].map(said)).toEqual(["shop-dev", "shop-dev-monday", "shop-dev"]);
  },
);

test("a restorer looks at all of them, and changes none that the application moved to", () => {
  const { policy } = friday.resource("aws_iam_role_policy.access_restorer_policy");
  expect(statement(policy, "LookAtSnapshots").Resource).toEqual([
    db("shop-dev"),
    db("shop-dev-friday"),
    db("shop-dev-monday"),
    "arn:aws:rds:us-east-1:111111111111:snapshot:*",
  ]);
  expect(statement(policy, "LeaveThoseThatTheApplicationMovedToAlone")).toEqual({
    Sid: "LeaveThoseThatTheApplicationMovedToAlone",
    Effect: "Deny",
    Action: ["rds:AddTagsToResource", "rds:DeleteDBInstance", "rds:ModifyDBInstance"],
    Resource: [db("shop-dev-friday"), db("shop-dev-monday")],
  });
});
