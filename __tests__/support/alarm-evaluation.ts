import type { Limit } from "../../src/stack/constructs/monitoring/measured-alarm";
import type { Metric } from "../../src/stack/constructs/monitoring/metrics";

/** Values of one figure, the newest last; undefined where nothing was reported. */
export type Series = readonly (number | undefined)[];

/** What is reported, by the figure's name such as `RequestCount`, or `TargetResponseTime p95` where the statistic matters. */
export type Reported = Readonly<Record<string, Series>>;

/** How a series in which nothing is reported is filled: AWS' pages do not say, so an alarm must be right in both cases. */
export type EmptyFill = "filled" | "empty";

/**
 * The state of an alarm as CloudWatch derives it from the newest values: more than are asked for are looked at, real values count before
 * missing ones, and `missing` says what the rest is taken for.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function stateOf(
  limit: Limit,
  reported: Reported,
  before: "OK" | "ALARM" | "INSUFFICIENT_DATA" = "OK",
  fill: EmptyFill = "filled",
): string {
  const { of, values } = limit.beyond;
  const range = of + 2; // for short periods AWS looks at a few more than it needs
  const watched = valuesOf(limit, reported, range, fill);
  const present = watched.filter((value) => value !== undefined).slice(-of);
  const breaching = present.filter((value) => isBeyond(limit, value)).length;
  const absent = of - present.length;
  if (present.length === 0 && limit.missing === "ignore") return before;
  if (absent === 0) return breaching >= values ? "ALARM" : "OK";
  if (limit.missing === "ignore") return breaching >= values ? "ALARM" : before;
  return breaching + (limit.missing === "breaching" ? absent : 0) >= values ? "ALARM" : "OK";
}

function isBeyond({ limit }: Limit, value: number): boolean {
  if ("above" in limit) return value > limit.above;
  if ("atLeast" in limit) return value >= limit.atLeast;
  return value < limit.below;
}

function valuesOf(limit: Limit, reported: Reported, range: number, fill: EmptyFill): Series {
  const { measured } = limit;
  const newest = (metric: Metric): Series => {
    const all =
      reported[`${metric.metricName} ${metric.stat}`] ?? reported[metric.metricName] ?? [];
    const last = all.slice(-range);
    return [...Array<undefined>(range - last.length).fill(undefined), ...last];
  };
  if (!("expression" in measured)) return newest(measured);
  const series = Object.entries(measured.metrics).map(
    ([name, metric]) => [name, newest(metric)] as const,
  );
  const isEmpty = (all: Series) => all.every((value) => value === undefined);
  return Array.from({ length: range }, (_, at) => {
    const here = Object.fromEntries(
      series.map(([name, all]) => [name, { value: all[at], isEmpty: isEmpty(all) }]),
    );
    return evaluated(measured.expression, here, fill);
  });
}

type Here = Readonly<
  Record<string, { readonly value: number | undefined; readonly isEmpty: boolean }>
>;

/**
 * One value of an expression of metric math: `FILL`, `IF`, comparison and arithmetic, in which a missing value is 0 unless it decides.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
function evaluated(expression: string, here: Here, fill: EmptyFill): number | undefined {
  const tokens = expression.match(/[A-Za-z]+|[\d.]+|>=|[(),*/+]/g) ?? [];
  let next = 0;
  const take = () => tokens[next++] ?? "";
  const skip = (token: string) => {
    if (take() !== token) throw new Error(`${expression}: ${token} was expected`);
  };
  type Value = number | undefined;
  const atom = (): Value => {
    const token = take();
    if (token === "(") {
      const inner = comparison();
      skip(")");
      return inner;
    }
    if (token === "FILL") {
      skip("(");
      const name = take();
      skip(",");
      const filler = Number(take());
      skip(")");
      const found = here[name];
      return found?.isEmpty && fill === "empty" ? undefined : (found?.value ?? filler);
    }
    if (token === "IF") {
      skip("(");
      const condition = comparison();
      skip(",");
      const yes = comparison();
      skip(",");
      const no = comparison();
      skip(")");
      if (condition === undefined) return undefined;
      return condition === 0 ? no : (yes ?? 0);
    }
    if (/^\d/.test(token)) return Number(token);
    if (!Object.hasOwn(here, token)) throw new Error(`${expression}: ${token} is not a figure`);
    return here[token]?.value;
  };
  const binary =
    (operand: () => Value, operators: Readonly<Record<string, (a: number, b: number) => Value>>) =>
    (): Value => {
      let left = operand();
      for (let of = operators[tokens[next] ?? ""]; of; of = operators[tokens[next] ?? ""]) {
        next++;
        const right = operand();
        left = left === undefined && right === undefined ? undefined : of(left ?? 0, right ?? 0);
      }
      return left;
    };
  const product = binary(atom, {
    "*": (a, b) => a * b,
    "/": (a, b) => (b === 0 ? undefined : a / b),
  });
  const sum = binary(product, { "+": (a, b) => a + b });
  const comparison = binary(sum, { ">=": (a, b) => (a >= b ? 1 : 0) });
  const value = comparison();
  if (next !== tokens.length) throw new Error(`${expression}: ${tokens[next]} was not expected`);
  return value;
}
