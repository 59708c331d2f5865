import { describe, expect, test } from "vitest";
import { rolloutStalled } from "../../../../src/review/rules/outage/rollout-stalled";
import { saidOfUpdate, type Values } from "../../support/plans";

describe("rollout-stalled", () => {
  const said = (before: Values, after: Values) =>
    saidOfUpdate(rolloutStalled, "aws_ecs_service.web", before, after);
  const limits = (deployment_maximum_percent: number | null, least: number) => ({
    deployment_maximum_percent,
    deployment_minimum_healthy_percent: least,
  });

  test("refuses limits between which no task may start or stop", () => {
    expect(said(limits(200, 100), limits(100, 100))).toEqual([
      "refused: leaves no room to start a new task or stop an old one: `deployment_maximum_percent` goes from 200 to 100",
    ]);
    expect(said(limits(100, 50), limits(100, 100))).toEqual([
      "refused: leaves no room to start a new task or stop an old one: `deployment_minimum_healthy_percent` goes from 50 to 100",
    ]);
    expect(said(limits(200, 100), limits(150, 100))).toEqual([]);
    expect(said(limits(200, 100), limits(null, 100))).toEqual([]);
    expect(said(limits(200, 50), limits(100, 50))).toEqual([]);
  });

  test("refuses no time to start, and notes less of it", () => {
    const grace = (health_check_grace_period_seconds: number) => ({
      health_check_grace_period_seconds,
    });
    expect(said(grace(60), grace(0))).toEqual([
      "refused: leaves new tasks less time to start: `health_check_grace_period_seconds` goes from 60 to 0",
    ]);
    expect(said(grace(60), grace(30))).toHaveLength(1);
    expect(said(grace(60), grace(30))[0]).toMatch(/^noted: /);
    expect(said(grace(60), grace(90))).toEqual([]);
  });

  test("notes that every task starts anew", () => {
    expect(said({}, { force_new_deployment: true })).toEqual([
      "noted: starts every task anew with each apply: `force_new_deployment` goes from unset to true",
    ]);
    expect(said({ force_new_deployment: true }, { force_new_deployment: true })).toEqual([]);
  });
});

test.each(["deployment_maximum_percent", "deployment_minimum_healthy_percent"])(
  "rollout-stalled takes a %s that is not known yet for one that leaves no room",
  (name) => {
    const room = { deployment_maximum_percent: 200, deployment_minimum_healthy_percent: 50 };
    const { [name as keyof typeof room]: was, ...after } = room;
    expect(
      saidOfUpdate(rolloutStalled, "aws_ecs_service.it", room, after, { [name]: true }),
    ).toEqual([
      `refused: leaves no room to start a new task or stop an old one: \`${name}\` goes from ${was} to a value that is known only after the apply`,
    ]);
  },
);
