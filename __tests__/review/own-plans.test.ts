import { describe, expect, test } from "vitest";
import { readPlan } from "../../src/review/read/plan";
import { verdictText } from "../../src/review/render/verdict";
import { reviewPlan } from "../../src/review/review-plan";
import { type OwnPlan, ownDocument, ownFirstDocument, ownPlan } from "./support/own-plans";
import type { Document } from "./support/plans";

/** What is refused and noted, as `verdict rule address`. */
function verdict(document: Document): string[] {
  return reviewPlan(readPlan(document, "test")).findings.map(
    ({ verdict, rule, address }) => `${verdict} ${rule} ${address}`,
  );
}

/** The plans whose messages are held in whole below. */
type InWhole = "eec-prod-destroy" | "eec-prod-engine-version" | "eec-prod-database-removed";

const expected: Readonly<Record<Exclude<OwnPlan, InWhole>, readonly string[]>> = {
  "eec-dev-second": [],
  "eec-dev-after-release": [],
  "eec-dev-env-variable": [],
  "eec-dev-rotation": [
    "noted stateful-destroyed aws_secretsmanager_secret_version.database_password_version",
    "noted stateful-destroyed aws_secretsmanager_secret_version.secret_DATABASE_URL_version",
    "noted stateful-destroyed aws_secretsmanager_secret_version.secret_SECRET_KEY_version",
    "noted database-password-changed aws_db_instance.database",
  ],
  "eec-prod-retention-lowered": [
    "refused expiry-shortened aws_cloudwatch_log_group.cluster_exec_logs",
    "refused expiry-shortened aws_cloudwatch_log_group.database_logs_postgresql",
    "refused expiry-shortened aws_cloudwatch_log_group.database_logs_upgrade",
    "refused expiry-shortened aws_cloudwatch_log_group.delivery_logs",
    "refused expiry-shortened aws_cloudwatch_log_group.service_logs",
    "refused backups-reduced aws_db_instance.database",
  ],
  "eec-prod-multi-az-off": ["refused redundancy-reduced aws_db_instance.database"],
  "eec-prod-memory": [],
  "eec-prod-released-tasks-min": [
    "noted delivery-logic-changed aws_sfn_state_machine.delivery",
    "noted delivery-logic-changed aws_sfn_state_machine.delivery",
  ],
};

/** The verdict and every message, in whole. */
function messages(name: OwnPlan): string[] {
  const review = reviewPlan(ownPlan(name));
  const environment = name.slice(0, "eec-prod".length);
  return [
    verdictText({ ...review, environment }),
    ...review.findings.map(
      ({ verdict, rule, address, action, what }) =>
        `${verdict} ${rule} ${address}:${action} ${what}`,
    ),
  ];
}

describe("real plans of our own environments", () => {
  test.each(Object.entries(expected))("%s", (name, findings) => {
    expect(verdict(ownDocument(name as OwnPlan))).toEqual(findings);
  });

  test("the first plan is refused for what opens it to another account, and for nothing else", () => {
    expect(verdict(ownFirstDocument())).toEqual([
      "noted managed-policy-attached aws_iam_group_policy_attachment.access_developers_group_eec_developers",
      "noted shell-enabled aws_ecs_service.service",
      "refused trust-widened aws_iam_role.access_promotion_reader",
    ]);
  });

  test("what our own rules and attachments did in the same apply is no change outside Terraform", () => {
    expect(ownDocument("eec-dev-second").resource_drift?.length).toBeGreaterThan(10);
    expect(reviewPlan(ownPlan("eec-dev-second")).drift).toEqual([]);
  });

  test("another major version of the database is refused, and its parameter group waits for the window", () => {
    expect(messages("eec-prod-engine-version")).toEqual([
      "eec-prod: refused, for 1 finding",
      "refused database-interrupted aws_db_instance.database:update upgrades to another major version, for good: `engine_version` goes from 17 to 18",
      "noted database-interrupted aws_db_instance.database:update `parameter_group_name` goes from eec-prod-postgres17 to eec-prod-postgres18, in the next maintenance window (sun:07:30-sun:08:30); until then each plan shows it again, and taking it back in the file does not take it back at AWS; whether it is pending since an earlier apply: `aws rds describe-db-instances --db-instance-identifier eec-prod --query 'DBInstances[].[PendingModifiedValues,PreferredMaintenanceWindow]'`, and since when: `npx slipway history`",
    ]);
  });

  test("a database that left the file is refused for its data, its secrets, its logs, and for what used it", () => {
    const noBlock =
      "because its block is no longer in the configuration; its `prevent_destroy` went with the block";
    const loses = (address: string, what: string, more = "") =>
      `refused stateful-destroyed ${address}:delete deletes ${what}, ${noBlock}${more}`;
    const thirtyDays = "; 30 days remain to take it back";
    const secrets =
      "secretsmanager:GetSecretValue on arn:aws:secretsmanager:us-east-1:111111111111:secret:eec-prod/DATABASE_URL-??????; " +
      "secretsmanager:GetSecretValue on arn:aws:secretsmanager:us-east-1:111111111111:secret:eec-prod/database-password-??????";
    expect(messages("eec-prod-database-removed")).toEqual([
      "eec-prod: refused, for 9 findings",
      loses("aws_cloudwatch_log_group.database_logs_postgresql", "logs"),
      loses("aws_cloudwatch_log_group.database_logs_upgrade", "logs"),
      loses(
        "aws_db_instance.database",
        "a database",
        "; deletion protection is on, so AWS will refuse",
      ),
      loses("aws_secretsmanager_secret.database_password", "a secret", thirtyDays),
      loses("aws_secretsmanager_secret.secret_DATABASE_URL", "a secret", thirtyDays),
      loses("aws_secretsmanager_secret_version.database_password_version", "the value of a secret"),
      loses(
        "aws_secretsmanager_secret_version.secret_DATABASE_URL_version",
        "the value of a secret",
      ),
      "refused entry-replaced aws_db_subnet_group.database_subnets:delete deletes the subnets that the database stands in",
      "refused entry-replaced aws_security_group.network_database:delete deletes a security group, and with it every rule of it",
      `noted permission-removed aws_iam_policy.access_apply_policy_6:update \`policy\` no longer allows ${secrets}`,
      `noted permission-removed aws_iam_role_policy.access_plan_policy:update \`policy\` no longer allows ${secrets}`,
      "noted permission-removed aws_iam_role_policy.service_execution_role_policy:update `policy` no longer allows secretsmanager:GetSecretValue on arn:aws:secretsmanager:us-east-1:111111111111:secret:eec-prod/DATABASE_URL-561dbc",
      "noted role-removed aws_iam_role.database_monitoring:delete deletes the role; what worked by it goes too, or no longer does: aws_db_instance.database",
      "refused secret-withdrawn aws_ecs_task_definition.service_task:replace app: no longer gets the secret DATABASE_URL",
      "refused connection-closed aws_vpc_security_group_egress_rule.network_service_5432_to_database:delete no longer lets through tcp on port 5432 to group sg-90c311223150bb265, at sg-29de22397786e57b7",
      "refused connection-closed aws_vpc_security_group_ingress_rule.network_database_5432_from_service:delete no longer lets through tcp on port 5432 from group sg-29de22397786e57b7, at sg-90c311223150bb265",
    ]);
  });

  test("a destroy is refused for everything that holds data, and no approval covers that it ended halfway", () => {
    const [verdict] = messages("eec-prod-destroy");
    expect(verdict).toBe(
      "eec-prod: refused, for 55 findings (a plan that only destroys, and is of a part)",
    );
    const { findings } = reviewPlan(ownPlan("eec-prod-destroy"));
    expect(findings[0]).toMatchObject({ rule: "plan-incomplete", action: undefined });
    const lost = findings.filter(({ rule }) => rule === "stateful-destroyed");
    expect(lost.map(({ address }) => address)).toContain("aws_db_instance.database");
    expect(lost.every(({ verdict }) => verdict === "refused")).toBe(true);
  });

  test("a rotation says what it does to the tasks that run, and what to do when its rollout fails", () => {
    const { findings } = reviewPlan(ownPlan("eec-dev-rotation"));
    expect(findings.find(({ rule }) => rule === "database-password-changed")?.what).toBe(
      "the database takes its new password during the apply: tasks that run keep the old one, and new connections of " +
        "theirs fail until the rollout has replaced them. If that rollout fails, ECS goes back to a revision that reads " +
        "the old password: find out why it failed, and raise `secrets.version` once more",
    );
  });
});

/** Attributes that the first plan leaves to the provider although nobody sets them, by address. */
function leftToTheProvider(): Map<string, string[]> {
  const { resource_changes, configuration } = ownFirstDocument();
  const blocks = new Map(
    configuration.root_module.resources.map((block) => [`${block.type}.${block.name}`, block]),
  );
  return new Map(
    resource_changes
      .filter(({ mode }) => mode === "managed")
      .map(({ address, change }) => {
        const set = blocks.get(address)?.expressions ?? {};
        const unknown = Object.entries(change.after_unknown).filter(([, mark]) => mark === true);
        return [address, unknown.map(([name]) => name).filter((name) => !(name in set))];
      }),
  );
}

describe("what only the provider has to say", () => {
  const left = [...leftToTheProvider()].filter(([, names]) => names.length > 0);

  test("is derived from a real first plan", () => {
    expect(left.length).toBeGreaterThan(80);
    expect(left.flatMap(([, names]) => names)).toContain("allow_overwrite");
  });

  test.each(left)(
    "of %s is no change when it is not known again before an apply",
    (address, names) => {
      const document = ownDocument("eec-dev-second");
      const entry = document.resource_changes.find((one) => one.address === address);
      if (!entry) throw new Error(`the plan without changes has no ${address}`);
      entry.change.actions = ["update"];
      entry.change.after = { ...entry.change.after };
      for (const name of names) {
        delete entry.change.after[name];
        entry.change.after_unknown[name] = true;
      }
      expect(verdict(document)).toEqual([]);
    },
  );

  test("is the worst it could be where the configuration asks for it", () => {
    const document = ownDocument("eec-dev-second");
    const entry = document.resource_changes.find(
      ({ address }) => address === "aws_lb.load_balancer",
    );
    if (!entry) throw new Error("no load balancer");
    entry.change.actions = ["update"];
    entry.change.after_unknown = { internal: true };
    expect(verdict(document)).toEqual(["refused load-balancer-public aws_lb.load_balancer"]);
  });
});
