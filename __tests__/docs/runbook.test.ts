import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { alarms } from "../../src/contract/alarms";
import { monitoredEnvironment } from "../support/monitored";
import { synthesizeEnvironment } from "../support/synth";

const page = readFileSync("docs/runbook.md", "utf8");

/** The sections of the page by their titles. */
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split("\n")[0] ?? "", section] as const),
);
const others = ["A snapshot is restored", "When you work on the environment", "What it costs"];
const place = {
  environment: "<environment>",
  cluster: "<cluster>",
  database: "<database>",
  logGroup: "/slipway/<environment>/app",
};

test("each alarm has a section, and each section an alarm", () => {
  expect([...sections.keys()].sort()).toEqual([...alarms.map(({ id }) => id), ...others].sort());
});

test.each(alarms)(
  "$id: whom it notifies, where to look first, what to do, when to escalate",
  ({ id, notifies, command }) => {
    const section = (sections.get(id) ?? "").replace(/\s+/g, " ");
    const begins = {
      pages: "*Pages.*",
      mails: "*Mails",
      delivery: "*To the subscribers of delivery.*",
    };
    expect(section.slice(id.length + 1)).toMatch(
      new RegExp(`^${begins[notifies].replace(/[*.]/g, "\\$&")}`),
    );
    expect(section).toContain(command(place));
    for (const part of ["**Look.**", "**Do.**", "**Escalate**"]) expect(section).toContain(part);
  },
);

test("the sums under what it costs are those of an environment with everything", () => {
  const stack = synthesizeEnvironment(monitoredEnvironment());
  const composites = Object.keys(stack.all("aws_cloudwatch_composite_alarm")).length;
  const figures = Object.entries(stack.all("aws_cloudwatch_metric_alarm"))
    .filter(([address]) => address.startsWith("monitoring_"))
    .map(([, { metric_query }]) => ((metric_query as unknown[] | undefined)?.length ?? 2) - 1)
    .reduce((sum, count) => sum + count, 0);
  const cost = (figures * 0.1 + composites * 0.5).toFixed(2);
  expect(page.replace(/\s+/g, " ")).toContain(
    `has ${figures} figures and ${composites} such alarms: about ${cost} USD`,
  );
});
