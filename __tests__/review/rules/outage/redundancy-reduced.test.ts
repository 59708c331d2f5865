import { expect, test } from "vitest";
import { redundancyReduced } from "../../../../src/review/rules/outage/redundancy-reduced";
import { saidOfUpdate } from "../../support/plans";

test("redundancy-reduced refuses a second zone that goes, and lets one come", () => {
  const zones = (multi_az: boolean) => ({ multi_az });
  expect(saidOfUpdate(redundancyReduced, "aws_db_instance.db", zones(true), zones(false))).toEqual([
    "refused: `multi_az` goes from true to false",
  ]);
  expect(saidOfUpdate(redundancyReduced, "aws_db_instance.db", zones(false), zones(true))).toEqual(
    [],
  );
  const subnets = (...list: string[]) => ({ subnets: list });
  expect(saidOfUpdate(redundancyReduced, "aws_alb.it", subnets("a", "b"), subnets("a"))).toEqual([
    "refused: stands in 1 subnet instead of 2",
  ]);
  expect(
    saidOfUpdate(redundancyReduced, "aws_alb.it", subnets("a", "b"), {}, { subnets: true }),
  ).toEqual(["refused: stands in subnets that are not known before the apply instead of 2"]);
  expect(saidOfUpdate(redundancyReduced, "aws_alb.it", subnets("a"), subnets("a", "b"))).toEqual(
    [],
  );
});
