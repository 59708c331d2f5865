import { expect, test } from "vitest";
import { databasePasswordChanged } from "../../../../src/review/rules/outage/database-password-changed";
import { ownPlan } from "../../support/own-plans";
import { entryOf, saidBy, saidOfUpdate, type Values } from "../../support/plans";

const update = (before: Values, after: Values, unknown: Values = {}) =>
  saidOfUpdate(databasePasswordChanged, "aws_db_instance.it", before, after, unknown);

test("refuses that AWS takes the password over, or no longer keeps it", () => {
  const managed = "manage_master_user_password";
  expect(update({ [managed]: null, password_wo_version: 1 }, { [managed]: true })).toEqual([
    "refused: `manage_master_user_password` goes from unset to true, so AWS makes another password at once, which no secret of this plan has",
  ]);
  expect(update({ [managed]: false }, {}, { [managed]: true })).toHaveLength(1);
  expect(update({ [managed]: true }, { [managed]: null })).toEqual([
    "refused: `manage_master_user_password` goes from true to unset, so AWS no longer keeps the password",
  ]);
  expect(update({ [managed]: true }, { [managed]: true })).toEqual([]);
  expect(update({ [managed]: null }, { [managed]: false })).toEqual([]);
});

test("refuses another user, and another password in plain text; without printing either password", () => {
  expect(update({ username: "eec" }, { username: "other" })).toEqual([
    "refused: the database lets in somebody else: `username` goes from eec to other",
  ]);
  expect(update({ password: "old-one" }, { password: "new-one" })).toEqual([
    "refused: `password` changes, and no secret of this plan is known to change with it",
  ]);
  expect(update({ password: "old-one" }, { password: "old-one" })).toEqual([]);
});

/** The real rotation, after a change to its document. */
const rotation = (edit: Parameters<typeof ownPlan>[1]) =>
  saidBy(databasePasswordChanged, ownPlan("eec-dev-rotation", edit));

const noSecret =
  "refused: writes a password that no new version of its secret has: `password_wo_version` goes from 1 to 2";

test("notes a rotation that writes the secret, the URL and the database with one number", () => {
  expect(rotation(() => {})).toEqual([
    expect.stringMatching(/^noted: the database takes its new password during the apply/),
  ]);
});

test.each(["database_password_version", "secret_DATABASE_URL_version"])(
  "refuses the database's new password while %s stays",
  (name) => {
    const stays = rotation((it) => {
      const { change } = entryOf(it, `aws_secretsmanager_secret_version.${name}`);
      change.actions = ["no-op"];
      change.after = change.before;
      change.after_unknown = {};
      // SECRET_KEY goes by the same number and is not taken for the password's secret.
      expect(it.resource_changes.some(({ address }) => /SECRET_KEY_version/.test(address))).toBe(
        true,
      );
    });
    expect(stays).toEqual([noSecret]);
  },
);

test("refuses that the URL gets a new password while the database keeps its own", () => {
  const kept = (more: Values = {}) =>
    rotation((it) => {
      const { change } = entryOf(it, "aws_db_instance.database");
      change.actions = Object.keys(more).length > 0 ? ["update"] : ["no-op"];
      change.after = { ...change.before, ...more };
      change.after_unknown = {};
    });
  const refusal =
    "refused: gets a new password that aws_db_instance.database does not get: `secret_string_wo_version` is 2, and `password_wo_version` stays";
  expect(kept()).toEqual([refusal]);
  expect(kept({ backup_retention_period: 35 })).toEqual([refusal]);
});

test("lets the URL's secret be made anew with the number that the database has", () => {
  const made = rotation((it) => {
    for (const { address, change } of it.resource_changes) {
      if (/_version\./.test(address))
        Object.assign(change.after ?? {}, { secret_string_wo_version: 1 });
      if (address !== "aws_db_instance.database") continue;
      change.actions = ["no-op"];
      change.after = change.before;
    }
  });
  expect(made).toEqual([]);
});

test("refuses it when the secret's version gets another number, or the password comes from elsewhere", () => {
  expect(
    rotation((it) => {
      const secret = entryOf(it, "aws_secretsmanager_secret_version.database_password_version");
      Object.assign(secret.change.after ?? {}, { secret_string_wo_version: 3 });
    }),
  ).toEqual([noSecret]);
  expect(
    rotation((it) => {
      const block = it.configuration.root_module.resources.find(
        ({ type }) => type === "aws_db_instance",
      );
      if (block) block.expressions["password_wo"] = { references: ["var.password"] };
    }),
  ).toEqual([noSecret]);
});

test("takes a secret of the same number for the password's where none is called as what is read back", () => {
  const called = (name: string, withKey: boolean) =>
    rotation((it) => {
      const secret = entryOf(it, "aws_secretsmanager_secret_version.database_password_version");
      Object.assign(secret, { name, address: `aws_secretsmanager_secret_version.${name}` });
      if (withKey) return;
      Object.assign(secret.change.after ?? {}, { secret_string_wo_version: 3 });
      it.resource_changes = it.resource_changes.filter(
        ({ address }) => !address.includes("SECRET_KEY"),
      );
    });
  expect(called("other", true).join()).toMatch(/^noted: /);
  expect(called("other", false)).toEqual([noSecret]);
});
