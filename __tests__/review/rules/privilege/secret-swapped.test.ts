import { describe, expect, test } from "vitest";
import { secretSwapped } from "../../../../src/review/rules/privilege/secret-swapped";
import { containers, ownSecret, secretsFrom } from "../../support/containers";
import { type Document, planOf, saidBy, type Values } from "../../support/plans";

describe("secret-swapped", () => {
  const said = (before: string, after: string, more?: (it: Document) => void) =>
    saidBy(
      secretSwapped,
      containers(secretsFrom(["KEY", before]), secretsFrom(["KEY", after]), more),
    );

  test("refuses another account's secret, another one of this account, and another part of it", () => {
    const theirs = "arn:aws:secretsmanager:us-east-1:999999999999:secret:other";
    expect(said(ownSecret, theirs)).toEqual([
      `refused: app: reads the secret KEY from ${theirs}, not ${ownSecret}`,
    ]);
    expect(said(ownSecret, ownSecret.replace("KEY", "OTHER"))).toHaveLength(1);
    expect(said(`${ownSecret}:user::`, `${ownSecret}:password::`)).toHaveLength(1);
    expect(said("/eec/dev/key", "/eec/prod/key")).toHaveLength(1);
  });

  test("lets another version of the same secret pass", () => {
    expect(said(`${ownSecret}:::one`, `${ownSecret}:::two`)).toEqual([]);
    expect(said(ownSecret, `${ownSecret}:::two`)).toEqual([]);
  });

  test("knows the secret whose version this plan writes, and refuses one that it makes", () => {
    const task = (before: Values | null) =>
      planOf(
        {
          address: "aws_ecs_task_definition.task",
          before: {
            container_definitions: JSON.stringify([
              { name: "app", ...secretsFrom(["KEY", `${ownSecret}:::one`]) },
            ]),
          },
          after: {},
          unknown: { container_definitions: true },
          actions: ["delete", "create"],
          configured: {
            container_definitions: JSON.stringify([
              {
                name: "app",
                ...secretsFrom([
                  "KEY",
                  "${aws_secretsmanager_secret_version.key.arn}:::${aws_secretsmanager_secret_version.key.version_id}",
                ]),
              },
            ]),
          },
        },
        {
          address: "aws_secretsmanager_secret_version.key",
          before,
          after: {},
          unknown: { arn: true, version_id: true },
          actions: before ? ["delete", "create"] : ["create"],
        },
      );
    expect(saidBy(secretSwapped, task({ arn: ownSecret, version_id: "one" }))).toEqual([]);
    expect(saidBy(secretSwapped, task({ arn: ownSecret.replace("KEY", "OTHER") }))).toHaveLength(1);
    expect(saidBy(secretSwapped, task(null))).toHaveLength(1);
  });
});
