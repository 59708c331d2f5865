import fc from "fast-check";
import { expect, test } from "vitest";
import { type Problem, pathText } from "../../src/config/problem";
import type { Environment } from "../../src/config/schema";
import { keysAt, settingAt } from "../../src/config/setting";
import { environmentName } from "../../src/contract/names";
import { arbitraryEnvironment } from "../support/arbitrary-environment";
import { loadFiles } from "../support/environment-files";
import { environmentText } from "../support/environment-text";

type Path = readonly (string | number)[];

const runs = { numRuns: 60, endOnFailure: true };

function problemsOf(environment: Environment, text: string): readonly Problem[] {
  const result = loadFiles({ [`${environmentName(environment)}.yaml`]: text });
  return result.ok ? [] : result.problems;
}

/** Paths of all settings that hold a single value. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, below]) =>
    leavesOf(below, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** A copy with one change at a path. */
function changed(
  environment: Environment,
  path: Path,
  change: (parent: Record<string, unknown>, key: string) => void,
) {
  const copy = structuredClone(environment) as unknown;
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((here, step) => Reflect.get(here as object, step), copy);
  change(parent as Record<string, unknown>, String(path.at(-1)));
  return copy;
}

const any = arbitraryEnvironment(); // building it takes longer than drawing from it

/** An environment and one of its paths. */
const withPath = (pathsOf: (environment: Environment) => Path[]) =>
  fc.tuple(any, fc.nat()).map(([environment, draw]) => {
    const paths = pathsOf(environment);
    return { environment, path: paths[draw % paths.length] ?? [] };
  });

/** Keys that their section must have; names of the owner's own are not missed. */
const required = (environment: Environment) =>
  leavesOf(environment).filter(
    (path) =>
      keysAt(path.slice(0, -1), environment)?.includes(String(path.at(-1))) &&
      !settingAt(path, environment)?.optional,
  );

test("any valid environment loads as it was written", () => {
  fc.assert(
    fc.property(any, (environment) => {
      const result = loadFiles({
        [`${environmentName(environment)}.yaml`]: environmentText(environment).text,
      });
      expect(result).toMatchObject({ ok: true, environments: [{ environment }] });
    }),
    runs,
  );
});

test("refuses any setting that holds a section instead of a value, on its line", () => {
  fc.assert(
    fc.property(withPath(leavesOf), ({ environment, path }) => {
      const broken = changed(environment, path, (parent, key) => {
        parent[key] = {};
      });
      const { text, lineOf } = environmentText(broken);
      expect(problemsOf(environment, text)).toContainEqual(
        expect.objectContaining({ line: lineOf.get(JSON.stringify(path)), path: pathText(path) }),
      );
    }),
    runs,
  );
});

test("refuses any setting that is left out, on the line of its section", () => {
  fc.assert(
    fc.property(withPath(required), ({ environment, path }) => {
      const broken = changed(environment, path, (parent, key) => {
        delete parent[key];
      });
      const { text, lineOf } = environmentText(broken);
      expect(problemsOf(environment, text)).toContainEqual(
        expect.objectContaining({
          line: lineOf.get(JSON.stringify(path.slice(0, -1))),
          path: pathText(path),
          message: "is missing",
        }),
      );
    }),
    runs,
  );
});

test("refuses any misspelt setting, on its line, and says what was meant", () => {
  fc.assert(
    fc.property(withPath(required), ({ environment, path }) => {
      const key = String(path.at(-1));
      const misspelt = [...path.slice(0, -1), `${key}s`];
      const broken = changed(environment, path, (parent) => {
        parent[`${key}s`] = parent[key];
        delete parent[key];
      });
      const { text, lineOf } = environmentText(broken);
      const problems = problemsOf(environment, text);
      const found = problems.find((problem) => problem.path === pathText(misspelt));
      expect(found?.line).toBe(lineOf.get(JSON.stringify(misspelt)));
      expect(found?.fix).toContain(`did you mean ${key}? `);
    }),
    runs,
  );
});
