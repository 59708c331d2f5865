import pc from "picocolors";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../../src/review/read/plan";
import { renderHtml } from "../../../src/review/render/html";
import { renderJson } from "../../../src/review/render/json";
import { renderMarkdown } from "../../../src/review/render/markdown";
import { renderText } from "../../../src/review/render/text";
import { type Review, reviewPlan } from "../../../src/review/review-plan";
import { entryOf, fixturePlan, planOf } from "../support/plans";

const plain = { colors: pc.createColors(false), columns: 100 };
const because = "moved to the encrypted one, backup 4711 taken";
const approvals = [{ address: "aws_db_instance.db", action: "replace", because }];

function text(plan: Plan, more: Parameters<typeof reviewPlan>[1] = {}): string {
  return renderText(reviewPlan(plan, more), plain);
}

describe("text", () => {
  test("has the verdict first, then what is refused, why, what to do and how to approve it", () => {
    expect(text(fixturePlan("database-replaced"))).toContain(`refused, for 2 findings

REFUSED
  aws_db_instance.db  (replace)
    data loss: replaces a database, because \`storage_encrypted\` cannot be changed in place; deletion
    protection is off, no final snapshot is taken
      Why: What is in it is lost. Terraform asks one question for the whole plan, and answers to it
      are given in haste.
      Do:  Keep the address: a renamed block needs \`moved\`. Take back the setting that forces the
      replacement. If it is meant to go, make a backup first.
    safety: \`storage_encrypted\` goes from true to false
`);
    expect(text(fixturePlan("database-replaced"))).toContain(
      '\n    To approve: --allow "aws_db_instance.db:replace" --because "…"\n',
    );
  });

  test("ends with the counts, what to do, and the verdict as the last line", () => {
    expect(text(fixturePlan("database-replaced"))).toMatch(
      /\n1 replaced; \d+ objects stay as they are\n\nNext: correct what is refused and plan again, or approve it by name with a reason\. Do not apply this plan\.\n\nrefused, for 2 findings\n$/,
    );
    expect(text(fixturePlan("after-release"))).toMatch(
      /^no changes\n[\s\S]*\n\d+ objects stay as they are\n\nNext: nothing\. There is nothing to apply\.\n\nno changes\n$/,
    );
    expect(text(fixturePlan("opened-and-widened"))).toMatch(
      /│ +│ created │ changed │ replaced │ destroyed │\n│ network +│ +1 │ +│ +│ +│\n/,
    );
  });

  test("says the same of several objects once, with a list and one line to copy", () => {
    const group = (name: string, days: number) => ({
      address: `aws_cloudwatch_log_group.${name}`,
      before: { name, retention_in_days: 365 },
      after: { name, retention_in_days: days },
    });
    const printed = text(planOf(group("a", 30), group("b", 30), group("c", 90)));
    expect(printed).toContain(`REFUSED
  2 log groups
    aws_cloudwatch_log_group.a  (update)
    aws_cloudwatch_log_group.b  (update)
    data loss: keeps logs for 30 days instead of 365 days
`);
    expect(printed).toContain(
      '\n    To approve: --allow "aws_cloudwatch_log_group.a:update" --allow "aws_cloudwatch_log_group.b:update" --because "…"\n  aws_cloudwatch_log_group.c  (update)\n',
    );
    expect(printed).toMatch(/^refused, for 2 findings\n/);
  });

  test("calls a new revision of a task definition that", () => {
    const revision = (image: string, skip: boolean) => ({
      family: "app",
      skip_destroy: skip,
      container_definitions: JSON.stringify([
        { name: "app", image: "r@sha256:x", environment: [{ name: "ENV", value: image }] },
      ]),
    });
    const task = (skip: boolean) =>
      planOf({
        address: "aws_ecs_task_definition.app",
        before: revision("a", skip),
        after: revision("b", skip),
        actions: ["delete", "create"],
        replacePaths: [["container_definitions"]],
      });
    expect(text(task(true))).toContain(
      "    ~ aws_ecs_task_definition.app\n        gets a new revision; older ones stay\n        app: ENV: a → b\n\n1 new revision\n",
    );
    expect(text(task(false))).toContain(
      "        gets a new revision; the old one is deregistered\n",
    );
  });

  test("titles a finding on a new revision so in every format, and approves it as what Terraform calls it", () => {
    const image = (tag: string) => ({
      family: "app",
      container_definitions: JSON.stringify([{ name: "app", image: tag }]),
    });
    const task = (name: string) => ({
      address: `aws_ecs_task_definition.${name}`,
      before: image("a"),
      after: image("b"),
      actions: ["delete", "create"],
    });
    const one = reviewPlan(planOf(task("app")));
    const two = reviewPlan(planOf(task("app"), task("job")));
    expect(renderText(one, plain)).toContain("\n  aws_ecs_task_definition.app  (new revision)\n");
    expect(renderText(two, plain)).toContain("\n    aws_ecs_task_definition.job  (new revision)\n");
    expect(renderMarkdown(one)).toContain("\n- `aws_ecs_task_definition.app` (new revision)\n");
    expect(renderHtml(one)).toContain(
      '<h4><code>aws_ecs_task_definition.app</code> <span class="action">new revision</span></h4>',
    );
    expect(renderHtml(two)).toContain(
      '<li><code>aws_ecs_task_definition.job</code> <span class="action">new revision</span></li>',
    );
    expect(JSON.parse(renderJson(one)).findings).toMatchObject([
      { address: "aws_ecs_task_definition.app", action: "replace", revision: "deregistered" },
    ]);
    for (const printed of [renderText(two, plain), renderMarkdown(two), renderHtml(two)]) {
      expect(printed).not.toMatch(/\(replace\)|>replace</);
      expect(printed).toContain("aws_ecs_task_definition.job:replace");
    }
    const replaced = { ...task("app"), after: { ...image("b"), family: "other" } };
    expect(text(planOf(replaced))).toContain("\n  aws_ecs_task_definition.app  (replace)\n");
  });

  const environment = {
    name: "eec-dev",
    addresses: fixturePlan("environment-variable").changes.map(({ address }) => address),
  };

  test("gives the next command as it is typed: to apply, or to approve with what npm needs", () => {
    expect(text(fixturePlan("environment-variable"), { environment })).toMatch(
      /\nNext: apply this very plan\. A plan made anew needs a review of its own\.\n {2}npm run apply eec-dev\n\neec-dev: passes, nothing was refused\n$/,
    );
    expect(text(fixturePlan("database-replaced"), { environment })).toMatch(
      /\n {2}npm run plan eec-dev -- --allow "aws_db_instance\.db:replace" --because "…"\n\neec-dev: refused, for 2 findings\n$/,
    );
    expect(text(fixturePlan("opened-and-widened"), { environment })).toMatch(
      /\n {2}npm run plan eec-dev -- --allow ADDRESS:ACTION --because "…" …\n\neec-dev: refused, for 6 findings\n$/,
    );
  });

  test("says to wait in place of an apply while a deployment runs, and only mentions that nobody could look", () => {
    const plan = fixturePlan("environment-variable");
    const what = "A deployment is running: execution 4711.";
    expect(text(plan, { environment, deployment: { isRunning: true, what } })).toMatch(
      /\nA deployment is running: execution 4711\.\n\nNext: wait until the deployment has ended, then plan again: it changes what this plan was made for\.\n {2}npm run plan eec-dev\n\neec-dev: passes, nothing was refused\n$/,
    );
    const unseen = { isRunning: false, what: "It could not be seen." };
    expect(text(plan, { environment, deployment: unseen })).toMatch(
      /\nIt could not be seen\.\n\nNext: apply this very plan\..*\n {2}npm run apply eec-dev\n\neec-dev: passes, nothing was refused\n$/,
    );
  });

  test("prints an approval with its reason, and one that nothing asked for", () => {
    const printed = text(fixturePlan("database-replaced"), {
      approvals: [...approvals, { address: "aws_lb.x", action: "delete", because }],
    });
    expect(printed).toContain(`APPROVED BY NAME\n  aws_db_instance.db  (replace)\n    data loss: `);
    expect(printed).toContain(`      Because: ${because}\n`);
    expect(printed).toContain("APPROVALS THAT NOTHING ASKED FOR\n  aws_lb.x:delete\n");
    expect(printed).toContain("passes, with 2 findings approved by name");
  });

  test("says what nobody can approve", () => {
    const errored = fixturePlan("after-release", (it) => Object.assign(it, { errored: true }));
    expect(text(errored)).toContain("    Nobody can approve this.");
    expect(text(errored, { environment })).toMatch(
      /\nNext: correct what is refused and plan again\. Nobody can approve this plan\.\n {2}npm run plan eec-dev\n\neec-dev: refused, for 1 finding \(a plan of a part\)\n$/,
    );
  });

  test("counts what nobody would read of one object, and keeps the verdict", () => {
    const rule = (port: number, cidr: string) => ({
      from_port: port,
      to_port: port,
      protocol: "tcp",
      cidr_blocks: [cidr],
    });
    const rules = (cidr: string) => ({
      ingress: Array.from({ length: 300 }, (_, port) => rule(port, cidr)),
    });
    const printed = text(
      planOf({
        address: "aws_security_group.it",
        before: rules("10.0.0.0/16"),
        after: rules("10.0.0.0/8"),
      }),
    );
    expect(printed).toContain("    … and 260 more of it; --format json lists all of them\n");
    expect(printed).toContain("        … and 100 more of it; --format json lists all of them\n");
    expect(printed).toContain("\n\nrefused, for 300 findings\n");
  });

  test("quotes an address for the shell, whatever its index holds", () => {
    const made = { address: `aws_s3_bucket.it["it's $(x)"]`, before: { bucket: "x" } };
    expect(text(planOf(made))).toContain(
      `--allow 'aws_s3_bucket.it["it'\\''s $(x)"]:delete' --because "…"`,
    );
  });

  test("is coloured for people and plain otherwise", () => {
    const review = reviewPlan(fixturePlan("database-replaced"));
    expect(renderText(review, { colors: pc.createColors(true), columns: 100 })).toContain(
      "\u001b[31mREFUSED\u001b[39m",
    );
    expect(renderText(review, plain)).not.toContain("\u001b");
  });
});

/** Every place of a plan where an attacker may write something. */
function hostile(text: string): Plan {
  return fixturePlan("opened-and-widened", (it) => {
    const entry = entryOf(it, "aws_alb.alb");
    entry.address = `aws_alb.alb["${text}"]`;
    entry.action_reason = text;
    Object.assign(entry.change.before ?? {}, { name: text });
    Object.assign(entry.change.after ?? {}, { name: `other ${text}`, [text]: text });
    entry.change.replace_paths = [[text]];
    Object.assign(it, {
      output_changes: { [text]: { actions: ["create"], before: null, after: text } },
      checks: [
        {
          address: { to_display: text },
          status: "fail",
          instances: [{ problems: [{ message: text }] }],
        },
      ],
    });
    const drift = it.resource_drift?.find(({ address }) => address === "aws_ssm_parameter.image");
    Object.assign(drift?.change.after ?? {}, { insecure_value: text });
  });
}

/** Markdown without its code spans: a run of backticks ends at the next run of the same length. */
function outsideCode(markdown: string): string {
  let rest = markdown;
  let outside = "";
  while (rest !== "") {
    const [escaped] = /^\\[\s\S]/.exec(rest) ?? [];
    const [run] = /^`+/.exec(rest) ?? [];
    const closing = new RegExp(["(?<!`)", run, "(?!`)"].join(""));
    const end = run === undefined ? -1 : rest.slice(run.length).search(closing);
    const code = run && end >= 0 ? rest.slice(0, end + 2 * run.length) : undefined;
    const taken = escaped ?? code ?? run ?? rest.charAt(0);
    if (code === undefined) outside += taken;
    rest = rest.slice(taken.length);
  }
  return outside;
}

describe("a hostile plan", () => {
  const options = {
    approvals: [{ address: "\u001b[2J", action: "delete", because: "\u001b[2J" }],
    environment: { name: "eec-dev", addresses: [] },
  };

  test.each(["text", "markdown", "json", "html"] as const)(
    "cannot move the cursor, colour or hide anything in %s",
    (format) => {
      const review = reviewPlan(
        hostile("\u001b[2J\u001b]0;x\u0007\r\u202e\u200b\u009b\u2028"),
        options,
      );
      const printed = {
        text: renderText(review, plain),
        markdown: renderMarkdown(review),
        json: renderJson(review),
        html: renderHtml(review),
      }[format];
      expect(printed.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(printed).toContain("\\u001b[2J");
    },
  );

  test("cannot write markup into a pull request", () => {
    const markdown = renderMarkdown(
      reviewPlan(hostile("`</details> <img src=x> @team | [x](y) **"), options),
    );
    const outside = outsideCode(markdown);
    expect(outside).toContain("does not hold");
    expect(outside).not.toMatch(/(?<!\\)<img|(?<!\\)@team|(?<!\\)\[x/);
    expect(markdown.match(/^<\/details>$/gm)).toHaveLength(
      markdown.match(/^<details>/gm)?.length ?? 0,
    );
  });
});

describe("markdown", () => {
  test("has the verdict as title, and folds away what is not refused", () => {
    const markdown = renderMarkdown(reviewPlan(fixturePlan("database-replaced"), { approvals }));
    expect(markdown).toMatch(
      /^### passes, with 2 findings approved by name\n\n#### Approved by name\n\n- `aws_db_instance\.db:replace`\n {2}- \*\*data loss\*\*: replaces/,
    );
    expect(markdown).toContain(`    Because: ${because}\n`);
    expect(markdown).toContain(
      "<details><summary>What changes (1)</summary>\n\n- `-/+ aws_db_instance.db`\n  - `replaced because of storage_encrypted`\n  - `storage_encrypted: true → false`\n\n</details>",
    );
  });

  test("stays within what a comment may have, closes what it opened, and says what is missing", () => {
    const many = Array.from({ length: 3000 }, (_, i) => ({
      address: `aws_sns_topic.number_${i}`,
      after: { name: "x" },
    }));
    const markdown = renderMarkdown(reviewPlan(planOf(...many)));
    expect(markdown.length).toBeLessThan(65_536);
    expect(markdown).toMatch(
      /<\/details>\n\n\*\*\d+ more paragraphs did not fit here; read the review in the terminal\.\*\*\n\n\*\*passes, nothing was refused\*\*\n$/,
    );
  });
});

test("json has everything, and a version", () => {
  const parsed = JSON.parse(renderJson(reviewPlan(fixturePlan("opened-and-widened"))));
  expect(parsed).toMatchObject({
    version: 1,
    verdict: "refused, for 6 findings",
    mode: "usual",
    refused: true,
    isEmpty: false,
    terraformVersion: "1.11.4",
    counts: { delivery: { delete: 1, "no-op": 3 } },
  });
  expect(parsed.findings).toHaveLength(6);
  expect(parsed.findings[0]).toEqual({
    rule: "ingress-opened",
    class: "exposure",
    address: "aws_vpc_security_group_ingress_rule.db-open",
    action: "create",
    what: "lets in all traffic from 0.0.0.0/0, to aws_security_group.db-sg",
    why: expect.any(String),
    advice: expect.any(String),
    verdict: "refused",
  });
});

test.each([
  [
    "text",
    (review: Review) => renderText(review, { colors: pc.createColors(false), columns: 100 }),
  ],
  ["markdown", renderMarkdown],
  ["html", renderHtml],
])("%s says why and what to do once for each rule and advice", (_, render) => {
  const gone = (name: string) => ({
    address: `aws_kms_key.${name}`,
    before: { deletion_window_in_days: name === "a" ? 7 : 30 },
  });
  const said = render(reviewPlan(planOf(gone("a"), gone("b"), gone("c"))));
  const times = (text: string) => said.split(text).length - 1;
  expect(times("If it is meant to go, make a backup first.")).toBe(1);
  expect(times("Why, and what to do: as above")).toBe(1);
});
