import type { Finding } from "../../../src/review/findings";
import { readPlan } from "../../../src/review/read/plan";
import { reviewPlan } from "../../../src/review/review-plan";
import { pathOf } from "../../../src/review/rules/rows";
import { documentOf, type Made, type Values } from "../support/plans";

/** The object with a value at the path, blocks made where they are missing. */
function withValue(beside: Values, path: string, value: unknown): Values {
  const object = structuredClone(beside);
  const keys = pathOf(path);
  let here: Record<string | number, unknown> = object;
  keys.forEach((key, i) => {
    if (i === keys.length - 1) here[key] = value;
    else {
      here[key] ??= typeof keys[i + 1] === "number" ? [] : {};
      here = here[key] as typeof here;
    }
  });
  return object;
}

/** The same, where the containers of a task are one JSON text. */
export function objectWith(path: string, value: unknown, beside: Values = {}): Values {
  if (!path.startsWith("container_definitions")) return withValue(beside, path, value);
  return { ...beside, container_definitions: JSON.stringify(value) };
}

/** Everything that the review finds about one object, beside a listener of plain HTTP and another rule that comes after it, where it is a rule. */
export function findings(made: Omit<Made, "address">, type: string): readonly Finding[] {
  const beside: Made[] =
    type === "aws_lb_listener_rule"
      ? [
          rule({
            listener_arn: "l",
            priority: 10,
            condition: [{ path_pattern: [{ values: ["/a*"] }] }],
            action: [{ type: "forward", target_group_arn: "tg-b" }],
          }),
          listener,
        ]
      : [];
  const document = documentOf({ address: `${type}.it`, ...made }, ...beside);
  return reviewPlan(readPlan(document, "test")).findings.filter(
    ({ address }) => address === `${type}.it`,
  );
}

const listener: Made = {
  address: "aws_lb_listener.plain",
  before: { arn: "plain", protocol: "HTTP" },
  after: { arn: "plain", protocol: "HTTP" },
  actions: ["no-op"],
};

const rule = (values: Values): Made => ({
  address: "aws_lb_listener_rule.other",
  before: values,
  after: values,
  actions: ["no-op"],
});

/** The same of one attribute that changes, or that something new has. */
export function ofUpdate(
  type: string,
  path: string,
  [before, after]: readonly [unknown, unknown],
  beside?: Values,
  isNew = false,
) {
  const [was, will] = [before, after].map((value) => objectWith(path, value, beside));
  const made = isNew ? { after: will ?? {} } : { before: was ?? {}, after: will ?? {} };
  const actions = isNew ? ["create"] : ["update"];
  return findings({ ...made, actions }, type);
}
