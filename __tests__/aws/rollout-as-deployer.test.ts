import type { ECSClient } from "@aws-sdk/client-ecs";
import { expect, test } from "vitest";
import { watchRollout } from "../../src/aws/rollout";
import { watchRollout as deployerWatches } from "../../src/deployer/states/rollout";
import { steps } from "../../src/deployer/transitions";
import { runStates } from "../../src/operate/promotion/run-states";
import { exampleNames, exampleSettings } from "../deployer/support/example";

// An apply and the deployer both judge a rollout, in two languages: here both look at the same answers of ECS.

const revision = "arn:aws:ecs:us-east-1:111111111111:task-definition/shop-dev:8";
const before = "arn:aws:ecs:us-east-1:111111111111:task-definition/shop-dev:7";
const other = "arn:aws:ecs:us-east-1:111111111111:task-definition/shop-dev:9";

type Verdict = Awaited<ReturnType<typeof watchRollout>>["state"];
interface Deployment {
  readonly Status?: string;
  readonly TaskDefinition?: string;
  readonly RolloutState?: string;
  readonly RunningCount?: number;
}
const ours = (changes: Deployment = {}) => ({
  Id: "ecs-svc/8",
  Status: "PRIMARY",
  TaskDefinition: revision,
  RolloutState: "IN_PROGRESS",
  RunningCount: 1,
  ...changes,
});
const others = (changes: Deployment = {}) => ({
  ...ours({ TaskDefinition: before, RolloutState: "COMPLETED", RunningCount: 2, ...changes }),
  Id: `ecs-svc/${changes.TaskDefinition ?? before}`,
});
const service = (DesiredCount: number | undefined, ...Deployments: object[]) => ({
  Services: [
    {
      Status: "ACTIVE",
      DesiredCount,
      Deployments: Deployments.map((one) => ({ ...one, DesiredCount })),
    },
  ],
});

const cases: readonly {
  readonly what: string;
  readonly answer: object;
  readonly apply: Verdict;
  readonly deployer: Verdict;
}[] = [
  {
    what: "completed, with as many tasks as there are to be",
    answer: service(2, ours({ RolloutState: "COMPLETED", RunningCount: 2 })),
    apply: "done",
    deployer: "done",
  },
  {
    what: "completed, with more tasks, since scaling takes some away",
    answer: service(2, ours({ RolloutState: "COMPLETED", RunningCount: 3 })),
    apply: "done",
    deployer: "done",
  },
  {
    what: "completed, with too few tasks",
    answer: service(2, ours({ RolloutState: "COMPLETED" })),
    apply: "rolling",
    deployer: "rolling",
  },
  {
    what: "completed, and ECS does not say how many there are to be",
    answer: service(undefined, ours({ RolloutState: "COMPLETED", RunningCount: 2 })),
    apply: "rolling",
    deployer: "rolling",
  },
  {
    what: "in progress, although all tasks run",
    answer: service(2, ours({ RunningCount: 2 })),
    apply: "rolling",
    deployer: "rolling",
  },
  {
    what: "in progress, beside what runs until then",
    answer: service(2, ours(), others({ Status: "ACTIVE" })),
    apply: "rolling",
    deployer: "rolling",
  },
  {
    what: "failed, before ECS goes back",
    answer: service(2, ours({ RolloutState: "FAILED", RunningCount: 0 })),
    apply: "failed",
    deployer: "failed",
  },
  {
    what: "rolled back by ECS",
    answer: service(2, others(), ours({ Status: "ACTIVE", RolloutState: "FAILED" })),
    apply: "failed",
    deployer: "failed",
  },
  {
    what: "superseded by somebody else's revision",
    answer: service(2, others({ TaskDefinition: other }), ours({ Status: "ACTIVE" })),
    apply: "failed",
    deployer: "failed",
  },
  {
    // Before its first release a service has no task, and an apply is done without one; the deployer has just asked for some.
    what: "completed without a task, since there are to be none",
    answer: service(0, ours({ RolloutState: "COMPLETED", RunningCount: 0 })),
    apply: "done",
    deployer: "failed",
  },
  {
    // An answer from before the update looks like this, too: the deployer asks again, an apply has read the revision from ECS itself.
    what: "not to be seen, and what ran before runs",
    answer: service(2, others()),
    apply: "failed",
    deployer: "rolling",
  },
];

test.each(cases)("$what: $apply to an apply", async ({ answer, apply }) => {
  const client = { send: async () => camelCased(answer) } as unknown as ECSClient;
  const result = await watchRollout({
    client,
    cluster: "shop-dev",
    service: "shop-dev",
    revision,
    pollSeconds: 0.001,
    limitSeconds: 0.001,
    signal: new AbortController().signal,
    progress: () => undefined,
  });
  const verdict = result.text.startsWith("not finished after") ? "rolling" : result.state;
  expect(verdict).toBe(apply);
});

test.each(cases)("$what: $deployer to the deployer", async ({ answer, deployer }) => {
  const states = deployerWatches({ names: exampleNames(), settings: exampleSettings });
  const given = {
    deployment: "ecs-svc/8",
    revision,
    previous: before,
    service: { deployment: `ecs-svc/${before}` },
    deadline: 0, // what is not decided at the first look has timed out
  };
  const { next, variables } = await runStates(states, steps.watch, given, async () => answer);
  const { putBack, outcome } = variables as { putBack: string; outcome: { kind?: string } };
  const verdict =
    next === steps.finish ? "done" : putBack === "rollout-timed-out" ? "rolling" : "failed";
  expect(verdict).toBe(deployer);
  expect(
    next === steps.close ? outcome.kind : putBack !== "" || next === steps.finish,
  ).toBeTruthy();
});

/** As the SDK names what Step Functions names with capitals. */
function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      camelCased(one),
    ]),
  );
}
