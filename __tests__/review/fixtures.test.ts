import { describe, expect, test } from "vitest";
import { differenceText } from "../../src/review/render/fates";
import { type Review, reviewPlan } from "../../src/review/review-plan";
import { type Fixture, fixturePlan } from "./support/plans";

function review(name: Fixture): Review {
  return reviewPlan(fixturePlan(name));
}

/** Refused findings as `class address`. */
function refused({ findings }: Review): string[] {
  return findings
    .filter(({ verdict }) => verdict === "refused")
    .map((finding) => `${finding.class} ${finding.address}`);
}

function changesOf({ changes }: Review, address: string): string[] {
  return changes
    .filter((one) => one.address === address)
    .flatMap((one) => one.differences.map(differenceText));
}

describe("the five real plans", () => {
  test("a first plan is refused for its open group, its HTTP listener and its password alone", () => {
    expect(refused(review("create"))).toEqual([
      "exposure aws_vpc_security_group_ingress_rule.https",
      "exposure aws_alb_listener.http",
      "safety aws_db_instance.db",
    ]);
  });

  test("a plan after a release outside Terraform changes nothing, and shows the release as drift that Terraform agrees with", () => {
    const result = review("after-release");
    expect(result).toMatchObject({ refused: false, isEmpty: true, findings: [], changes: [] });
    expect(
      result.drift.map(({ address, answer, differences }) => [
        address,
        answer,
        ...differences.map(differenceText),
      ]),
    ).toEqual([
      [
        "aws_ecs_service.svc",
        "agrees",
        "task_definition: arn:aws:ecs:us-east-1:000000000000:task-definition/eec-dev:1 → arn:aws:ecs:us-east-1:000000000000:task-definition/eec-dev:2",
      ],
      [
        "aws_ecs_task_definition.td",
        "agrees",
        "app: image: 000000000000.dkr.ecr.us-east-1.amazonaws.com/eec/dev@none → 000000000000.dkr.ecr.us-east-1.amazonaws.com/eec/dev@sha256:bbbbbbbbbbbb…",
      ],
      ["aws_ssm_parameter.image", "agrees", "insecure_value: none → sha256:bbbbbbbbbbbb…"],
    ]);
  });

  test("a changed environment variable passes and is the one thing that the containers' change says", () => {
    const result = review("environment-variable");
    expect(result.findings).toEqual([]);
    expect(changesOf(result, "aws_ecs_task_definition.td")).toEqual(["app: ENV: dev → changed"]);
  });

  test("a database that is made again is refused as data loss, and its lost encryption as safety", () => {
    const result = review("database-replaced");
    expect(refused(result)).toEqual(["data loss aws_db_instance.db", "safety aws_db_instance.db"]);
    expect(result.findings.map(({ what }) => what)).toEqual([
      "replaces a database, because `storage_encrypted` cannot be changed in place; deletion protection is off, no final snapshot is taken",
      "`storage_encrypted` goes from true to false",
    ]);
  });

  test("a plan that opens, widens, replaces and cuts is refused for each of them", () => {
    expect(refused(review("opened-and-widened"))).toEqual([
      "exposure aws_vpc_security_group_ingress_rule.db-open",
      "exposure aws_alb.alb",
      "privilege aws_iam_role_policy.exec-policy",
      "safety aws_cloudwatch_event_target.scan-target",
      "outage aws_alb.alb",
      "outage aws_alb_listener.http",
    ]);
  });

  test("no real plan's review shows the database's password", () => {
    for (const name of ["create", "database-replaced", "opened-and-widened"] as const) {
      expect(JSON.stringify(review(name))).not.toContain("abcdefgh1");
    }
  });
});
