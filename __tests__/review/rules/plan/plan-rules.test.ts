import { describe, expect, test } from "vitest";
import { readPlan } from "../../../../src/review/read/plan";
import { reviewPlan } from "../../../../src/review/review-plan";
import { actionInvoked } from "../../../../src/review/rules/plan/action-invoked";
import { anotherEnvironment } from "../../../../src/review/rules/plan/another-environment";
import { checkFailed } from "../../../../src/review/rules/plan/check-failed";
import { planEmpty } from "../../../../src/review/rules/plan/plan-empty";
import { planIncomplete } from "../../../../src/review/rules/plan/plan-incomplete";
import { refreshOnly } from "../../../../src/review/rules/plan/refresh-only";
import { unknownAction } from "../../../../src/review/rules/plan/unknown-action";
import type { PlanRule } from "../../../../src/review/rules/rule";
import { type Document, document, entryOf } from "../../support/plans";

function said(rule: PlanRule, edit: (plan: Document) => void = () => {}, addresses?: string[]) {
  const it = document("after-release");
  edit(it);
  const environment = addresses && { name: "eec-prod", addresses };
  const found = rule.check(readPlan(it, "test"), environment);
  const verdict = rule === refreshOnly ? "note" : "refuse";
  expect(found.filter((one) => one.verdict !== verdict)).toEqual([]);
  return found.map(({ address, action, what }) => `${address}:${action ?? "-"} ${what}`);
}

test.each([
  planIncomplete,
  planEmpty,
  checkFailed,
  actionInvoked,
  unknownAction,
  anotherEnvironment,
])("$name has nothing to say of a whole plan", (rule) => {
  expect(said(rule)).toEqual([]);
});

describe("plan-incomplete", () => {
  test("refuses a plan that failed halfway, and nobody can approve it", () => {
    expect(said(planIncomplete, (it) => Object.assign(it, { errored: true }))).toEqual([
      "plan:- planning failed before its end; what is here is a part",
    ]);
  });

  test("refuses a plan of a part, as -target makes it", () => {
    expect(said(planIncomplete, (it) => Object.assign(it, { complete: false }))).toEqual([
      "plan:incomplete the plan leaves out a part of the change",
    ]);
  });

  test("refuses what is put off, by its address", () => {
    const deferred = (it: Document) =>
      Object.assign(it, {
        complete: false,
        deferred_changes: [
          { reason: "provider_config_unknown", resource_change: entryOf(it, "aws_alb.alb") },
        ],
      });
    expect(said(planIncomplete, deferred)).toEqual([
      "aws_alb.alb:deferred is put off to a later plan (provider config unknown)",
    ]);
  });
});

test("plan-empty refuses a plan without a single resource", () => {
  const empty = (it: Document) => {
    it.resource_changes = [];
    delete it["prior_state"];
    delete it.resource_drift;
  };
  expect(said(planEmpty, empty)).toEqual(["plan:empty the plan knows no resource at all"]);
  const invokes = (it: Document) =>
    Object.assign(it, { action_invocations: [{ address: "action.aws_lambda_invoke.it" }] });
  expect(said(planEmpty, (it) => [empty(it), invokes(it)])).toEqual([]);
});

describe("a refresh-only plan", () => {
  const object = {
    address: "terraform_data.a",
    mode: "managed",
    type: "terraform_data",
    name: "a",
  };
  const drift = {
    ...object,
    change: { actions: ["update"], before: { input: 1 }, after: { input: 2 } },
  };
  const made = (more: Record<string, unknown>) => (it: Document) => {
    it.resource_changes = [];
    delete it.resource_drift;
    delete it["prior_state"];
    Object.assign(it, more);
  };
  const state = { prior_state: { values: { root_module: { resources: [object] } } } };

  test("lists no change, although the state has objects: noted with how many differ, and not taken for empty", () => {
    expect(said(refreshOnly, made(state))).toEqual([
      "plan:refresh changes only what Terraform remembers, and nothing differs",
    ]);
    expect(said(refreshOnly, made({ ...state, resource_drift: [drift] }))).toEqual([
      "plan:refresh changes only what Terraform remembers, of 1 object that changed outside it",
    ]);
    const output = { actions: ["update"], before: "a", after: "b" };
    const outputs = {
      output_changes: { address: output, name: { ...output, actions: ["no-op"] } },
    };
    expect(said(refreshOnly, made({ ...state, ...outputs }))).toEqual([
      "plan:refresh changes only what Terraform remembers, of 1 output",
    ]);
    expect(said(refreshOnly, made({ ...state, resource_drift: [drift], ...outputs }))).toEqual([
      "plan:refresh changes only what Terraform remembers, of 1 object that changed outside it and of 1 output",
    ]);
    expect(said(planEmpty, made(state))).toEqual([]);
    const inModule = { child_modules: [{ address: "module.a", resources: [object] }] };
    const nested = { prior_state: { values: { root_module: inModule } } };
    expect(said(refreshOnly, made(nested))).toHaveLength(1);
  });

  test("is none where something is planned, put off or invoked, where planning failed, and where nothing is known at all", () => {
    expect(said(refreshOnly)).toEqual([]);
    expect(said(refreshOnly, made({}))).toEqual([]);
    const invoked = { action_invocations: [{ address: "action.x.y" }] };
    expect(said(refreshOnly, made({ ...state, ...invoked }))).toEqual([]);
    expect(said(refreshOnly, made({ ...state, errored: true }))).toEqual([]);
    const deferred = { deferred_changes: [{ reason: "unknown", resource_change: drift }] };
    expect(said(refreshOnly, made({ ...state, ...deferred }))).toEqual([]);
  });

  test("accepts what changed outside Terraform, and is not refused", () => {
    const it = document("after-release");
    made({ ...state, resource_drift: [drift] })(it);
    const review = reviewPlan(readPlan(it, "test"));
    expect(review.refused).toBe(false);
    expect(review.drift.map(({ address, answer }) => `${address} ${answer}`)).toEqual([
      "terraform_data.a agrees",
    ]);
  });
});

test("check-failed refuses a condition that does not hold, and prints what it says; one not known yet passes", () => {
  const status = (value: string) => (it: Document) =>
    Object.assign(it, {
      checks: [
        {
          address: { kind: "check", to_display: "check.health" },
          status: value,
          instances: [{ problems: [{ message: "answers 503" }] }],
        },
      ],
    });
  expect(said(checkFailed, status("fail"))).toEqual([
    "check.health:fail does not hold: answers 503",
  ]);
  expect(said(checkFailed, status("error"))).toEqual([
    "check.health:fail could not be checked: answers 503",
  ]);
  expect(said(checkFailed, status("failed"))).toEqual([
    "check.health:fail could not be checked: answers 503",
  ]);
  expect(said(checkFailed, status("pass"))).toEqual([]);
  expect(said(checkFailed, status("unknown"))).toEqual([]);
});

test("action-invoked refuses what the apply would run beside changing things", () => {
  const invoking = (it: Document) =>
    Object.assign(it, { action_invocations: [{ address: "action.aws_lambda_invoke.it" }] });
  expect(said(actionInvoked, invoking)).toEqual([
    "action.aws_lambda_invoke.it:invoke runs an action",
  ]);
});

test("unknown-action refuses that what only data is, read, is said of an object", () => {
  const read = (it: Document) => {
    entryOf(it, "aws_alb.alb").change.actions = ["read"];
  };
  expect(said(unknownAction, read)).toEqual([
    "aws_alb.alb:unknown Terraform would read it, which this review does not know",
  ]);
});

test("unknown-action refuses a word that this review does not know", () => {
  const odd = (it: Document) => {
    entryOf(it, "aws_alb.alb").change.actions = ["teleport", "create"];
  };
  expect(said(unknownAction, odd)).toEqual([
    "aws_alb.alb:unknown Terraform would teleport, then create it, which this review does not know",
  ]);
});

describe("another-environment", () => {
  const own = () => document("after-release").resource_changes.map(({ address }) => address);

  test("refuses a plan that shares fewer than half of its addresses with the environment, and nobody can approve it", () => {
    expect(said(anotherEnvironment, () => {}, ["aws_alb.alb", "aws_lb.other"])).toEqual([
      "plan:- 1 of the plan's 24 addresses are ones of eec-prod: this is another environment's plan",
    ]);
  });

  test("passes at exactly half, whatever index an object has", () => {
    expect(said(anotherEnvironment, () => {}, own().slice(0, 12))).toEqual([]);
    expect(said(anotherEnvironment, () => {}, own().slice(0, 11))).toHaveLength(1);
    const indexed = (it: Document) => {
      for (const entry of it.resource_changes) entry.address = `${entry.address}["a.b"]`;
    };
    expect(said(anotherEnvironment, indexed, own())).toEqual([]);
  });
});
