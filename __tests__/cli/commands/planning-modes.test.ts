import { writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { main } from "../../../src/cli/main";
import { ownDocument } from "../../review/support/own-plans";
import { type Document, documentOf, type Made } from "../../review/support/plans";
import { stackState } from "../../review/support/stack-state";
import { copyEnvironments } from "../../support/fixture-environments";
import { memoryTerminal } from "../../support/memory-terminal";
import { scriptedTerraform } from "../../support/scripted-terraform";
import { slipwayHere } from "../../support/slipway-here";
import { useTemporaryFolder } from "../../support/temporary-folder";

const folder = useTemporaryFolder();
const home = process.cwd();
beforeEach(() => process.chdir(folder()));
afterEach(() => process.chdir(home));

async function slipway(...args: string[]) {
  const terminal = memoryTerminal();
  await main(["node", "slipway", ...args], terminal);
  return { code: terminal.code(), out: terminal.stdout(), err: terminal.stderr() };
}

/** What the review prints of a plan, by its document or its text. */
async function reviewed(plan: Document | string) {
  writeFileSync("plan.json", typeof plan === "string" ? plan : JSON.stringify(plan));
  return await slipway("review", "plan.json");
}

const queue: Made = { address: "aws_sqs_queue.jobs", before: { name: "jobs" } };
const balancer: Made = {
  address: "aws_lb.lb",
  before: { name: "x" },
  after: { name: "x" },
  actions: ["no-op"],
};
const incomplete = `  the plan as a whole  (incomplete)
    plan: the plan leaves out a part of the change
      Why: What is not in the plan cannot be reviewed, and is applied another time by somebody who thinks it was.
      Do:  Correct what planning complained about, leave out -target, and plan again.
    To approve: --allow "plan:incomplete" --because "…"
`;
const queueDeleted = `  aws_sqs_queue.jobs  (delete)
    data loss: deletes messages
      Why: What is in it is lost. Terraform asks one question for the whole plan, and answers to it are given in haste.
      Do:  Keep the address: a renamed block needs \`moved\`. Take back the setting that forces the replacement. If it is
      meant to go, make a backup first.
    To approve: --allow "aws_sqs_queue.jobs:delete" --because "…"
`;
const correct =
  "Next: correct what is refused and plan again, or approve it by name with a reason. Do not apply this plan.\n";

/** The verdict first and last, and what stands between them. */
const report = (verdict: string, body: string) => `${verdict}\n\n${body}\n${verdict}\n`;

describe("a refresh-only plan", () => {
  const one = { mode: "managed", type: "aws_lb", name: "lb" };
  const change = {
    actions: ["update"],
    before: { idle_timeout: 60 },
    after: { idle_timeout: 30 },
    after_unknown: {},
  };
  const plan = (...drift: object[]): Document => ({
    ...documentOf(),
    prior_state: { values: { root_module: { resources: [{ address: "aws_lb.lb", ...one }] } } },
    configuration: { root_module: { resources: [{ ...one, expressions: { idle_timeout: {} } }] } },
    resource_drift: drift as never,
  });
  const verdict = "passes, nothing was refused (a plan that changes only what Terraform remembers)";

  test("passes, shows what would be accepted, and says that to apply it accepts that", async () => {
    const drift = { address: "aws_lb.lb", ...one, change };
    expect(await reviewed(plan(drift))).toEqual({
      code: 0,
      err: "",
      out: report(
        verdict,
        `WORTH KNOWING
  the plan as a whole  (refresh)
    plan: changes only what Terraform remembers, of 1 object that changed outside it

CHANGED OUTSIDE TERRAFORM
  aws_lb.lb  Terraform agrees
        idle_timeout: 60 → 30

Next: apply this very plan to accept what was changed outside Terraform. A plan made without -refresh-only shows what would be changed back.
`,
      ),
    });
  });

  test("has nothing to apply where nothing differs", async () => {
    expect(await reviewed(plan())).toEqual({
      code: 0,
      err: "",
      out: report(
        verdict,
        `WORTH KNOWING
  the plan as a whole  (refresh)
    plan: changes only what Terraform remembers, and nothing differs

Next: nothing. Terraform remembers what is there.
`,
      ),
    });
  });
});

describe("a plan made with -destroy", () => {
  test("is named in the verdict: it destroys everything", async () => {
    expect(await reviewed(documentOf(queue))).toEqual({
      code: 1,
      err: "",
      out: report(
        "refused, for 1 finding (a plan that destroys everything)",
        `REFUSED\n${queueDeleted}\nWHAT CHANGES\n    - aws_sqs_queue.jobs\n\n1 destroyed\n\n${correct}`,
      ),
    });
    expect((await slipway("review", "plan.json", "--format", "markdown")).out).toMatch(
      /^### refused, for 1 finding \(a plan that destroys everything\)\n/,
    );
  });

  test("of a part is named so, by -target too", async () => {
    expect(await reviewed({ ...documentOf(queue), complete: false })).toEqual({
      code: 1,
      err: "",
      out: report(
        "refused, for 2 findings (a plan that only destroys, and is of a part)",
        `REFUSED\n${incomplete}${queueDeleted}\nWHAT CHANGES\n    - aws_sqs_queue.jobs\n\n1 destroyed\n\n${correct}`,
      ),
    });
  });

  test("is none where something stays, is left over of a replacement, or goes because its block went", async () => {
    const verdictOf = async (plan: Document) => (await reviewed(plan)).out.split("\n")[0];
    expect(await verdictOf(documentOf(queue, balancer))).toBe("refused, for 1 finding");
    const leftOver = documentOf({ address: "aws_lb_target_group.old", before: {} });
    Object.assign(leftOver.resource_changes[0] ?? {}, { deposed: "1a2b3c4d" });
    expect(await verdictOf(leftOver)).not.toContain("destroys");
    const removed = documentOf({ ...queue, reason: "delete_because_no_resource_config" });
    expect(await verdictOf({ ...removed, complete: false })).toBe(
      "refused, for 2 findings (a plan of a part)",
    );
  });
});

test("a plan of a part, as -target makes it, is refused and named", async () => {
  const change = { before: { tags: { a: "1" } }, after: { tags: { a: "2" } } };
  const plan = documentOf({ address: "aws_sqs_queue.jobs", ...change });
  expect(await reviewed({ ...plan, complete: false })).toEqual({
    code: 1,
    err: "",
    out: report(
      "refused, for 1 finding (a plan of a part)",
      // Nothing says so but tags: this provider keeps no tags_all.
      `REFUSED\n${incomplete}\nWHAT CHANGES\n    ~ aws_sqs_queue.jobs\n        tags.a: 1 → 2\n\n1 changed\n\n${correct}`,
    ),
  });
});

test("a plan made with -invoke is refused for the action", async () => {
  const invoked = { address: "action.aws_lambda_invoke.warm", type: "aws_lambda_invoke" };
  expect(await reviewed({ ...documentOf(balancer), action_invocations: [invoked] })).toEqual({
    code: 1,
    err: "",
    out: report(
      "refused, for 1 finding",
      `REFUSED
  action.aws_lambda_invoke.warm  (invoke)
    plan: runs an action
      Why: An action changes no attribute, so nothing else in the plan shows what it does.
      Do:  Read the \`action\` block; run it by itself when it is meant.
    To approve: --allow "action.aws_lambda_invoke.warm:invoke" --because "…"

1 object stays as it is

${correct}`,
    ),
  });
});

test("an import of what the module does not make is refused, although nothing changes, until it is approved by name", async () => {
  const plan = documentOf({ ...balancer, address: "aws_lambda_function.it", importing: "it" });
  expect(await reviewed(plan)).toEqual({
    code: 1,
    err: "",
    out: report(
      "refused, for 1 finding",
      `REFUSED
  aws_lambda_function.it  (import)
    plan: imports aws_lambda_function, a kind that this review knows nothing of
      Why: Terraform changes and deletes what it has taken over. What no file of this environment asks for, others may
      use, and the next plan may delete it.
      Do:  Import only what this environment's stack has an address for. What others use is named in the environment's
      file, or looked up.
    To approve: --allow "aws_lambda_function.it:import" --because "…"

WHAT CHANGES
    = aws_lambda_function.it
        is imported: it stands in AWS already

1 moved or imported

${correct}`,
    ),
  });
  const approval = ["--allow", "aws_lambda_function.it:import", "--because", "ours since 2024"];
  expect(await slipway("review", "plan.json", ...approval)).toMatchObject({ code: 0 });
});

describe("what is no plan and no state", () => {
  const wrapper = (command: string) => `[command]/home/runner/work/_temp/abc/${command}\n{}\n`;
  const encrypted =
    '{"serial":5,"lineage":"a-b","meta":{"key_provider.pbkdf2.p":"eyJ"},"encrypted_data":"AAAA","encryption_version":"v0"}';
  const sayWrapper =
    "begins with what setup-terraform's wrapper writes around Terraform's output. Set `terraform_wrapper: false` in that step of the workflow, and make it again.";

  test.each([
    [
      "what setup-terraform's wrapper wrote into",
      wrapper("terraform-bin show -json p"),
      sayWrapper,
    ],
    [
      "encrypted",
      encrypted,
      "is encrypted by OpenTofu. Give what `tofu show -json PLAN` prints in the folder of its configuration.",
    ],
  ])("a plan, %s: says what it is and what to give", async (_, text, said) => {
    expect(await reviewed(text)).toEqual({ code: 2, out: "", err: `plan.json ${said}\n` });
  });

  test.each([
    ["what setup-terraform's wrapper wrote into", wrapper("terraform-bin state pull"), sayWrapper],
    [
      "encrypted",
      encrypted,
      "is encrypted by OpenTofu. Give what `tofu state pull` prints in the folder of its configuration.",
    ],
    [
      "Terraform's note of its backend",
      '{"version":3,"serial":2,"lineage":"x","backend":{"type":"s3","config":{}}}',
      "is Terraform's note of where it keeps the state, not the state. Give what `terraform state pull` prints in its folder.",
    ],
  ])("a state, %s: says what it is and what to give", async (_, text, said) => {
    writeFileSync("it.tfstate", text);
    expect(await slipway("state", "it.tfstate")).toEqual({
      code: 2,
      out: "",
      err: `it.tfstate ${said}\n`,
    });
  });
});

describe("a kind that slipway.yaml declares as the project's own", () => {
  const declare = () =>
    writeFileSync(
      "slipway.yaml",
      "review:\n  ownKinds:\n    aws_lambda_function: resizes uploads\n",
    );
  const made = documentOf({ address: "aws_lambda_function.it", after: { function_name: "x" } });
  const noted = `WORTH KNOWING
  aws_lambda_function.it  (create)
    plan: aws_lambda_function is a kind of this project's own: resizes uploads

WHAT CHANGES
    + aws_lambda_function.it

1 created
`;

  test("is noted by slipway review, which refuses it without the declaration", async () => {
    expect(await reviewed(made)).toMatchObject({
      code: 1,
      out: expect.stringContaining(
        "    plan: aws_lambda_function is a kind that this review knows nothing of\n",
      ),
    });
    declare();
    expect(await reviewed(made)).toEqual({
      code: 0,
      err: "",
      out: report(
        "passes, nothing was refused",
        `${noted}\nNext: apply this very plan. A plan made anew needs a review of its own.\n`,
      ),
    });
    const taken = { ...balancer, address: "aws_lambda_function.it", importing: "it" };
    expect((await reviewed(documentOf(taken))).code).toBe(0);
  });

  test("is noted by slipway plan", async () => {
    copyEnvironments(folder());
    const plan = ownDocument("eec-dev-second");
    plan.resource_changes.push(...made.resource_changes);
    const planned = async () => {
      const { path } = scriptedTerraform(folder(), {
        init: {},
        plan: { code: 2, writes: { plan: JSON.stringify(plan) } },
      });
      return await slipwayHere(folder(), ["plan", "eec-dev"], { TERRAFORM_BINARY_NAME: path });
    };
    expect((await planned()).code).toBe(1);
    declare();
    const { code, stdout } = await planned();
    expect(stdout).toContain(
      "  aws_lambda_function.it  (create)\n    plan: aws_lambda_function is a kind of this project's own: resizes uploads\n",
    );
    expect(code).toBe(0);
  });

  test("is an orphan for slipway state all the same, where the stack does not have it", async () => {
    copyEnvironments(folder());
    declare();
    const [first, ...others] = stackState("eec-dev").resources;
    if (!first) throw new Error("the stack has nothing");
    const resources = [first, ...others, { ...first, type: "aws_lambda_function", name: "it" }];
    writeFileSync("state.json", JSON.stringify({ ...stackState("eec-dev"), resources }));
    const { code, out } = await slipway("state", "state.json", "--environment", "eec-dev");
    expect(code).toBe(1);
    expect(out).toContain(
      "ORPHAN\n  aws_lambda_function.it: is not in the stack: the next plan deletes it\n",
    );
  });

  test("is no reason to read on where the file is wrong", async () => {
    writeFileSync("slipway.yaml", "review:\n  ownKinds:\n    aws_lambda_function:\n");
    expect(await reviewed(made)).toEqual({
      code: 2,
      out: "",
      err:
        "slipway.yaml:3:5  review.ownKinds.aws_lambda_function: must be the reason why the project makes it\n" +
        "The file may have review.ownKinds: a line for each kind, with the reason why the project makes it.\n",
    });
  });
});
