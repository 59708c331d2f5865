import { UNKNOWN } from "../read/planned-value";
import { type Containers, namedValues } from "../resources/containers";
import { type Difference, differences } from "./differences";
import { shownPair } from "./shown-value";

/** What changes in the containers of a task, in a developer's words: `ENV`, `secret DATABASE_URL`, `image`. */
export function containerDifferences(before: Containers, after: Containers): readonly Difference[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name) => {
    const [was, will] = [before.get(name), after.get(name)];
    if (!was) return [{ path: `${name}`, before: "(none)", after: "a new container" }];
    if (!will) return [{ path: `${name}`, before: "a container", after: "(none)" }];
    const members = new Set([...Object.keys(was), ...Object.keys(will)]);
    return [...members].flatMap((key) => {
      const [left, right] = [was[key], will[key]];
      if (key === "environment") return variables(`${name}: `, left, right, "value");
      if (key === "secrets") return variables(`${name}: secret `, left, right, "valueFrom");
      return differences(`${name}: ${key}`, plain(left), plain(right));
    });
  });
}

function variables(
  prefix: string,
  before: unknown,
  after: unknown,
  value: "value" | "valueFrom",
): readonly Difference[] {
  const [was, will] = [namedValues(before, value), namedValues(after, value)];
  return [...new Set([...was.keys(), ...will.keys()])]
    .filter((name) => was.get(name) !== will.get(name))
    .map((name) => ({
      path: `${prefix}${name}`,
      // A secret's place may be shown, whatever its name; a variable of such a name may not.
      ...shownPair(
        value === "valueFrom" ? "place" : name,
        known(was.get(name)),
        known(will.get(name)),
      ),
    }));
}

function known(text: string | undefined): unknown {
  return text?.startsWith("${") ? UNKNOWN : text;
}

function plain(value: unknown) {
  return { value, sensitive: false };
}
