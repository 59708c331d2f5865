import { describe, expect, test } from "vitest";
import { securityGroupAttached } from "../../../../src/review/rules/exposure/security-group-attached";
import { saidOfUpdate, type Values } from "../../support/plans";

describe("security-group-attached", () => {
  const attach = (before: unknown[], after: unknown[], unknown: Values = {}) =>
    saidOfUpdate(
      securityGroupAttached,
      "aws_db_instance.db",
      { vpc_security_group_ids: before },
      { vpc_security_group_ids: after },
      unknown,
    );

  test("refuses another group on a database, a load balancer or a service", () => {
    expect(attach(["sg-1"], ["sg-1", "sg-2"])).toEqual([
      "refused: attaches another security group: sg-2",
    ]);
    expect(
      saidOfUpdate(
        securityGroupAttached,
        "aws_alb.edge",
        { security_groups: ["sg-1"] },
        { security_groups: ["sg-9"] },
      ),
    ).toEqual(["refused: attaches another security group: sg-9"]);
    const service = (group: string) => ({ network_configuration: [{ security_groups: [group] }] });
    expect(
      saidOfUpdate(securityGroupAttached, "aws_ecs_service.it", service("sg-1"), service("sg-2")),
    ).toHaveLength(1);
  });

  test("refuses a group that is not known yet, and lets one go", () => {
    expect(attach(["sg-1"], [], { vpc_security_group_ids: true })).toEqual([
      "refused: attaches another security group: one not known yet",
    ]);
    expect(attach(["sg-1", "sg-2"], ["sg-1"])).toEqual([]);
  });
});
