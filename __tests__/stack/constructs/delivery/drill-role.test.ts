import { expect, test } from "vitest";
import { deliveryOf, drillCheckOf } from "../../../../src/config/delivery-of";
import type { DrillCheck } from "../../../../src/contract/drill-check";
import { drillMachine } from "../../../../src/deployer/drill-machine";
import { exampleWith } from "../../../support/example-with";
import { parsed, statement, synthesizeEnvironment } from "../../../support/synth";

const restorers = { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-duty"] };
const drill = {
  mode: "command",
  command: ["psql", "-c", "select 1"],
  variable: "RESTORED_URL",
  limitSeconds: 60,
};
const environment = exampleWith({ "access.restorers": restorers, "database.drill": drill });
const made = synthesizeEnvironment(environment);
const check = drillCheckOf(environment) as DrillCheck;

test("a file that says that nothing reads makes the same bytes as one that says nothing of it", () => {
  const settings = { "access.restorers": restorers };
  const none = exampleWith({ ...settings, "database.drill": { mode: "none" } });
  expect(synthesizeEnvironment(none).json).toEqual(
    synthesizeEnvironment(exampleWith(settings)).json,
  );
});

test("the machine is the one that src/deployer makes, and acts by a role of its own", () => {
  const machine = made.resource("aws_sfn_state_machine.delivery_drill");
  expect(machine["name"]).toBe("shop-dev-delivery-drill");
  expect(machine["definition"]).toBe(JSON.stringify(drillMachine(deliveryOf(environment), check)));
  const { name, policy } = made.resource("aws_iam_role_policy.delivery_drill_role_policy");
  expect(name).toBe("drill");
  expect(statement(policy, "DeliverTheMachinesLog").Action).toContain("logs:CreateLogDelivery");
  expect(statement(policy, "PassTheTasksRole").Resource).toBe(
    "arn:aws:iam::111111111111:role/shop-dev-drill-execution",
  );
  expect(machine["role_arn"]).toBe("${aws_iam_role.delivery_drill_role.arn}");
  const role = made.resource("aws_iam_role.delivery_drill_role");
  expect(role["name"]).toBe("shop-dev-drill");
  expect(parsed(role["assume_role_policy"]).Statement[0]).toMatchObject({
    Principal: { Service: "states.amazonaws.com" },
    Condition: {
      ArnLike: {
        "aws:SourceArn":
          "arn:aws:states:us-east-1:111111111111:stateMachine:shop-dev-delivery-drill",
      },
    },
  });
});

test("a command keeps what Terraform would take for a reference", () => {
  const command = ["sh", "-c", "psql ${RESTORED_URL} %{x}"];
  const made = synthesizeEnvironment(
    exampleWith({
      "access.restorers": restorers,
      "database.drill": { ...drill, command },
      "service.migrationCommand": ["sh", "-c", "migrate ${DATABASE_URL}"],
    }),
  );
  const definition = (name: string) => made.resource(`aws_sfn_state_machine.${name}`)["definition"];
  expect(definition("delivery_drill")).toContain("psql $${RESTORED_URL} %%{x}");
  expect(definition("delivery")).toContain("migrate $${DATABASE_URL}");
});

test("ECS starts the command with a role that reads the URLs of drills' databases, and no other secret", () => {
  const address = "aws_iam_role_policy.delivery_drill_role_execution_policy";
  const { policy } = made.resource(address);
  expect(statement(policy, "ReadSecrets").Resource).toEqual([
    "arn:aws:secretsmanager:us-east-1:111111111111:secret:shop-dev/restored/shop-dev-drill-*",
  ]);
  expect(parsed(policy).Statement.map(({ Sid }) => Sid)).toEqual([
    "LogInToTheRegistry",
    "PullTheImage",
    "WriteTheLog",
    "ReadSecrets",
    "DecryptSecrets",
  ]);
});
