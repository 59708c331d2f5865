import { expect, test } from "vitest";
import { parse } from "yaml";
import { App } from "#terraform";
import { environmentSchema } from "../../../src/config/schema";
import { judgementOf, kindOf, kinds } from "../../../src/review/attributes";
import { StateStack } from "../../../src/stack/state-stack";
import { type TerraformJson, terraformJson } from "../../../src/stack/terraform-json";
import { withoutStackTraces } from "../../../src/stack/without-stack-traces";
import { settingLimits } from "../../config/setting-limits";
import { schemaLeaves } from "../../support/schema-leaves";
import { bases, placeOf, withSetting } from "../../support/setting-places";
import { useTemporaryFolder } from "../../support/temporary-folder";

const folder = useTemporaryFolder();
const meta = new Set(["//", "lifecycle", "depends_on", "provider", "count", "for_each"]);

/** Every attribute that the stack sets, as `kind path`. */
function attributesIn(stack: TerraformJson): Set<string> {
  const found = new Set<string>();
  for (const [type, named] of Object.entries(stack.resource)) {
    for (const block of Object.values(named)) {
      for (const [name, value] of Object.entries(block)) {
        if (meta.has(name)) continue;
        if (name === "container_definitions") inContainers(type, value, found);
        else below(type, value, name, found);
      }
    }
  }
  return found;
}

function below(type: string, value: unknown, path: string, found: Set<string>): void {
  if (Array.isArray(value) && value.some((item) => typeof item === "object")) {
    for (const item of value) below(type, item, path, found);
  } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [name, item] of Object.entries(value)) below(type, item, `${path}.${name}`, found);
  } else if (!Array.isArray(value) || value.length > 0) found.add(`${type} ${path}`);
}

function inContainers(type: string, text: unknown, found: Set<string>): void {
  const definitions = JSON.parse(String(text)) as Record<string, Record<string, unknown>>[];
  for (const [name, value] of definitions.flatMap((one) => Object.entries(one))) {
    const isNothing = Array.isArray(value) && value.length === 0;
    const members =
      name === "linuxParameters" ? Object.keys(value).map((key) => `${name}.${key}`) : [name];
    if (!isNothing) for (const one of members) found.add(`${type} container_definitions.${one}`);
  }
}

type Change = readonly [leaf: string, given: unknown];

/** What the stacks of an example have with all these settings; where some do not go together, with each half of them. */
function attributesWith(base: string, changes: readonly Change[]): Set<string> {
  try {
    const content = parse(base);
    for (const [leaf, given] of changes) withSetting(leaf, given, content);
    return attributesIn(terraformJson(environmentSchema.parse(content)));
  } catch (error) {
    if (changes.length < 2) throw error;
    const half = Math.ceil(changes.length / 2);
    return new Set([
      ...attributesWith(base, changes.slice(0, half)),
      ...attributesWith(base, changes.slice(half)),
    ]);
  }
}

/** The settings that can be changed in an example, each to its nth other value. */
function changesOf(base: string, nth: number): readonly Change[] {
  const content = parse(base);
  return schemaLeaves()
    .filter((leaf) => placeOf(leaf).base === base)
    .flatMap((leaf): Change[] => {
      const { path } = placeOf(leaf);
      const now = path.reduce((here, step) => here?.[step], content);
      const others = (settingLimits[leaf]?.accepted ?? []).filter(
        (given) => JSON.stringify(given) !== JSON.stringify(now),
      );
      return nth < others.length ? [[leaf, others[nth]]] : [];
    });
}

/** A whole list does not go with its entries. */
const isList = ([leaf]: Change) => schemaLeaves().some((other) => other.startsWith(`${leaf}[]`));
const changes = bases.flatMap((base) =>
  [0, 1, 2].flatMap((nth) => {
    const all = changesOf(base, nth);
    const batches = [all.filter(isList), all.filter((one) => !isList(one))];
    return batches.filter((ones) => ones.length > 0).map((ones) => [base, ones] as const);
  }),
);
const made = new Set(
  [...bases.map((base) => [base, []] as const), ...changes].flatMap(([base, ones]) => [
    ...attributesWith(base, ones),
  ]),
);

test("every setting of the schema that accepts another value is changed", () => {
  const changed = new Set(changes.flatMap(([, ones]) => ones.map(([leaf]) => leaf)));
  const fixed = schemaLeaves().filter(
    (leaf) => (settingLimits[leaf]?.accepted.length ?? 0) > 1 && !changed.has(leaf),
  );
  expect(fixed).toEqual([]);
});

test("each attribute that any of these stacks has is in the table: somebody judges it, or says why nobody needs to", () => {
  const unknown = [...made].filter((one) => {
    const [type = "", path = ""] = one.split(" ");
    return judgementOf(type, path) === undefined;
  });
  expect(unknown, "classify these in src/review/attributes").toEqual([]);
});

/** What the state's own stack has, with Fargate's FIPS mode and without. */
const ofStates = () =>
  new Set(
    [undefined, true].flatMap((fargateFips) => {
      const place = { account: "111111111111", region: "us-gov-west-1" };
      const props = { ...place, bucket: "slipway-state-111111111111", fargateFips };
      const stack = withoutStackTraces(() =>
        new StateStack(new App({ outdir: folder(), stackTraces: false }), props).toTerraform(),
      );
      return [...attributesIn(stack as TerraformJson)];
    }),
  );

test("so is each of the state's own stack", () => {
  const unknown = [...ofStates()].filter((one) => {
    const [type = "", path = ""] = one.split(" ");
    return judgementOf(type, path) === undefined;
  });
  expect(unknown, "classify these in src/review/attributes").toEqual([]);
});

test("the table has no kind that the module does not make", () => {
  const types = new Set([...made, ...ofStates()].map((one) => one.split(" ")[0]));
  // terraform_data has no attribute of its own.
  expect(
    Object.keys(kinds).filter((type) => !types.has(type) && type !== "terraform_data"),
  ).toEqual([]);
});

test("what is not in the table is unfamiliar", () => {
  expect(kindOf("aws_lambda_function")).toBeUndefined();
  expect(judgementOf("aws_lb", "enable_xff_client_port")).toBeUndefined();
  expect(judgementOf("aws_lb", "access_logs")).toBeUndefined();
  expect(judgementOf("aws_lb", "constructor")).toBeUndefined();
  expect(judgementOf("aws_cloudwatch_metric_alarm", "metric_query.metric.period")).toMatchObject({
    kind: "by rule",
  });
});
