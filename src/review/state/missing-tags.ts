import { isEmpty, member } from "../planned-value";
import type { StateObject } from "./read-state";

/**
 * Tags that an object lacks and most others carry: the tags that the stack gives to everything. Objects that cannot
 * have tags lack none.
 */
export function missingTags(
  objects: readonly StateObject[],
): ReadonlyMap<string, readonly string[]> {
  const taggable = objects.filter(
    ({ isData, values }) => !isData && Object.hasOwn(values, "tags_all"),
  );
  const carried = taggable.flatMap(({ values }) => tagNames(values));
  const expected = [...new Set(carried)]
    .filter((name) => carried.filter((other) => other === name).length * 2 > taggable.length)
    .sort();
  return new Map(
    taggable.flatMap(({ address, values }) => {
      const own = tagNames(values);
      const missing =
        own.length === 0 && expected.length === 0
          ? ["any"]
          : expected.filter((name) => !own.includes(name));
      return missing.length > 0 ? [[address, missing] as const] : [];
    }),
  );
}

function tagNames(values: StateObject["values"]): readonly string[] {
  const tags = values["tags_all"];
  if (typeof tags !== "object" || tags === null) return [];
  return Object.keys(tags).filter((name) => !isEmpty(member(tags, name)));
}
