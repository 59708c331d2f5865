import pc from "picocolors";
import { describe, expect, test } from "vitest";
import type { DeclarationLines, Parity } from "../../src/parity/parity";
import { type ParityFormat, renderParity } from "../../src/parity/render-parity";

const lines: DeclarationLines = {
  differences: 6,
  style: "lines",
  indent: "  ",
  ofSetting: () => 12,
  ofDeclaration: () => 8,
};

const because = "One task is enough for dev.";
const tasks = { setting: "service.tasksMin", here: 1, there: 2, because };
const cpu = { setting: "service.scaling.cpuPercent", here: 50, there: 60 };
const attribute = { where: "aws_appautoscaling_policy.cpu: target_value", here: 50, there: 60 };

interface Settings extends Partial<Parity> {
  readonly format?: ParityFormat;
  readonly showsDeclared?: boolean;
  readonly columns?: number;
  readonly style?: DeclarationLines["style"];
}

function rendered({ format, showsDeclared, columns, style, ...found }: Settings): string {
  const nothing = { declared: [], stale: [], undeclared: [], attributes: [] };
  return renderParity({
    here: { name: "shop-dev", file: "environments/shop-dev.yaml" },
    there: { name: "shop-prod", file: "environments/shop-prod.yaml" },
    parity: { ...nothing, holds: false, ...found },
    lines: { ...lines, style: style ?? lines.style },
    format: format ?? "text",
    showsDeclared: showsDeclared ?? false,
    style: { columns: columns ?? 120, colors: pc.createColors(false) },
  });
}

describe("a mirror", () => {
  test("is said in the last line, below each declared difference with its reason", () => {
    expect(rendered({ holds: true, declared: [tasks] })).toBe(
      `DECLARED DIFFERENCES
setting           shop-dev  shop-prod
service.tasksMin  1         2
    One task is enough for dev.

shop-dev mirrors shop-prod: 1 declared difference, everything else equal to the byte
`,
    );
    expect(rendered({ holds: true })).toBe(
      "shop-dev mirrors shop-prod: 0 declared differences, everything else equal to the byte\n",
    );
  });

  test("a value that no column holds has a line of its own, and nothing is cut at any width", () => {
    const long = { ...tasks, setting: "service.command", here: "x".repeat(200), there: [] };
    for (const columns of [40, 80, 200, 400]) {
      const text = rendered({ holds: true, declared: [tasks, long], columns });
      expect(text).toContain(
        `\nservice.command\n    shop-dev: ${long.here}\n    shop-prod: (none)\n    One task`,
      );
      expect(text).toContain("\nservice.tasksMin  1         2\n");
      expect(text).not.toContain("…");
    }
    expect(rendered({ holds: true, declared: [tasks], columns: 28 })).toContain(
      "\nservice.tasksMin\n    shop-dev: 1\n    shop-prod: 2\n",
    );
  });
});

describe("what is no mirror", () => {
  test("has what is wrong first, then the verdict, what to paste where, and the next command", () => {
    const stale = { ...tasks, setting: "service.tasksMax", here: 6, there: 6 };
    const text = rendered({
      declared: [tasks],
      undeclared: [cpu],
      stale: [stale],
      attributes: [attribute],
    });
    expect(text).toBe(`Here is shop-dev, there is shop-prod, which it mirrors.

NOT DECLARED
  service.scaling.cpuPercent  environments/shop-dev.yaml:12
    here:  50
    there: 60

DECLARED, BUT EQUAL
  service.tasksMax  environments/shop-dev.yaml:8
    both: 6
    because: One task is enough for dev.

WHAT STILL DIFFERS IN THE TERRAFORM
  aws_appautoscaling_policy.cpu: target_value
    here:  50
    there: 60

shop-dev is not a mirror of shop-prod: 1 undeclared setting, 1 stale declaration, 1 attribute

1 declared difference not shown: npx slipway parity shop-dev --declared

Remove the declaration of service.tasksMax at line 8 of environments/shop-dev.yaml: the values are equal.

Make it equal to environments/shop-prod.yaml, or declare it: add this right below line 6 of environments/shop-dev.yaml,
and in place of each … a sentence that says why.
  - setting: service.scaling.cpuPercent
    because: "…"

next: npx slipway parity shop-dev
`);
  });

  test("shows the declared ones too when asked, and only then", () => {
    const found = { declared: [tasks], undeclared: [cpu], attributes: [attribute] };
    const text = rendered({ ...found, showsDeclared: true });
    expect(text).toContain("\nDECLARED DIFFERENCES\nsetting ");
    expect(text).not.toContain("not shown");
    expect(text.indexOf("NOT DECLARED")).toBeLessThan(text.indexOf("DECLARED DIFFERENCES"));
    expect(rendered(found)).not.toContain("DECLARED DIFFERENCES");
  });

  test("says of a long value what differs, with the address and the attribute in one line, however narrow the terminal", () => {
    const where = `aws_sfn_state_machine.delivery: ${"definition_".repeat(12)}`;
    const start = "a".repeat(300);
    const text = rendered({
      columns: 60,
      attributes: [{ where, here: `${start}what is mine`, there: `${start}other` }],
    });
    expect(text).toContain(
      `\n  ${where}\n    here:  …${"a".repeat(30)}what is mine\n    there: …${"a".repeat(30)}other\n`,
    );
  });

  test.each([
    [5, "5", "5", '"5"'],
    [["a", "b"], ["a, b"], '["a","b"]', '["a, b"]'],
    [[], "(none)", "[]", '"(none)"'],
  ])("distinguishes %j from %j", (here, there, mine, theirs) => {
    const text = rendered({ undeclared: [{ setting: "a.b", here, there }] });
    expect(text).toContain(`    here:  ${mine}\n    there: ${theirs}\n`);
  });

  test("distinguishes an attribute of another kind, one that is absent, and an order", () => {
    const text = rendered({
      attributes: [
        { where: "aws_x.a", here: undefined, there: { name: "x" } },
        { where: "aws_x.b: port", here: 80, there: "80" },
        { where: "aws_x.c", here: undefined, there: undefined },
        { where: "aws_x.d: on", here: true, there: undefined },
      ],
    });
    expect(text).toContain(
      '  aws_x.a\n    only shop-prod has it\n  aws_x.b: port\n    here:  80\n    there: "80"\n' +
        "  aws_x.c\n    the same, in another order\n  aws_x.d: on\n    only shop-dev has it\n",
    );
  });

  test("looks to the code where no setting explains it", () => {
    expect(rendered({ attributes: [attribute] })).toContain(
      "\n\nNo setting explains what still differs: the code makes it out of what says which environment this is. Look in src for\nwhat writes it.\n\nnext: ",
    );
  });

  test.each([
    [
      "empty",
      "add this in place of line 6 of environments/shop-dev.yaml",
      "differences:\n  - setting: ",
    ],
    ["brackets", "which then must be in lines like these", "  - setting: "],
  ] as const)("knows what to paste where the list is %s", (style, place, paste) => {
    const text = rendered({ style, undeclared: [cpu] });
    expect(text.replaceAll("\n", " ")).toContain(place);
    expect(text).toContain(`\n${paste}service.scaling.cpuPercent\n`);
  });

  test("offers a section where a name is none that a declaration can have", () => {
    const undeclared = ["tags.cost-center", "tags.team", "tags.a b"].map((setting) => ({
      setting,
      here: "a",
      there: "b",
    }));
    expect(rendered({ undeclared })).toContain(
      '\n  - setting: tags\n    because: "…"\n  - setting: tags.team\n    because: "…"\n\nnext',
    );
  });
});

const hostile = "\u001b[2J\u202e|`\\|<img src=x>\n# no";

test("a hostile value cannot move the cursor, in any format", () => {
  const one = { setting: "a.b", here: hostile, there: "x", because: hostile };
  const found = {
    declared: [one],
    undeclared: [one],
    stale: [one],
    attributes: [{ where: `aws_x.${hostile}`, here: hostile, there: "x" }],
  };
  for (const format of ["text", "markdown", "json"] as const) {
    const text = rendered({ ...found, format, showsDeclared: true });
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    const escaped =
      format === "markdown" ? String.raw`\\u001b\[2J\\u202e` : String.raw`\u001b[2J\u202e`;
    expect(text).toContain(escaped);
  }
});

describe("for a pull request", () => {
  test("what is wrong and what to do stand open, the declared differences are folded away", () => {
    const text = rendered({
      format: "markdown",
      declared: [tasks],
      undeclared: [cpu],
      attributes: [attribute],
    });
    expect(text).toBe(`### shop-dev is not a mirror of shop-prod: 1 undeclared setting, 1 attribute

Here is shop-dev, there is shop-prod, which it mirrors.

**not declared**

- \`service.scaling.cpuPercent\` environments/shop-dev.yaml:12
  - here:  50
  - there: 60

**what still differs in the Terraform**

- \`aws_appautoscaling_policy.cpu: target_value\`
  - here:  50
  - there: 60

Make it equal to environments/shop-prod.yaml, or declare it: add this right below line 6 of environments/shop-dev.yaml, and in place of each … a sentence that says why.

\`\`\`yaml
  - setting: service.scaling.cpuPercent
    because: "…"
\`\`\`

next: \`npx slipway parity shop-dev\`

<details><summary>1 declared difference</summary>

| setting | shop-dev | shop-prod | because |
|---|---|---|---|
| service.tasksMin | 1 | 2 | One task is enough for dev. |

</details>
`);
  });

  test("a cell stays one cell, whatever is in it", () => {
    const one = { setting: "a.b", here: "a|b", there: "c\\|d", because: "`x` <b>\nnext @you" };
    const text = rendered({ format: "markdown", holds: true, declared: [one] });
    expect(text.trimEnd().split("\n").at(-1)).toBe(
      "| a.b | a\\|b | c\\\\\\|d | `x` \\<b\\>\\\\u000anext \\@you |",
    );
  });

  test("it is not longer than a comment may be", () => {
    const attributes = Array.from({ length: 500 }, (_, i) => ({
      where: `aws_x.${"y".repeat(100)}${i}.value`,
      here: "h".repeat(1000),
      there: "t".repeat(1000),
    }));
    const text = rendered({ format: "markdown", attributes });
    expect(text.length).toBeLessThan(50_000);
    expect(text).toContain("\n\nAnd 440 more: `npx slipway parity shop-dev`\n\n");
    expect(rendered({ attributes })).toContain("y499.value\n");
  });
});

test("a section that has another mode is declared as a whole", () => {
  const tester = { setting: "access.tester.mode", here: "role", there: "none" };
  const text = rendered({ undeclared: [tester] });
  expect(text).toContain(
    "access.tester.mode  environments/shop-dev.yaml:12\n    here:  role\n    there: none",
  );
  expect(text).toContain('  - setting: access.tester\n    because: "…"\n');
});
