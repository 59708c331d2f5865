import type { StateObject } from "./read-state";
import { type TaggedObject, taggedObjects, tagOf } from "./tags";

/**
 * Names of tags that an object lacks, by address: of the stack's default tags, or, where no stack is known, of the tags that most
 * others carry. Objects that cannot have tags lack none.
 */
export function missingTags(
  objects: readonly StateObject[],
  defaultTags: Readonly<Record<string, string>> | undefined,
): ReadonlyMap<string, readonly string[]> {
  const tagged = taggedObjects(objects);
  const expected = defaultTags ? Object.keys(defaultTags).sort() : namesOfMost(tagged);
  return new Map(
    tagged.flatMap((object) => {
      const missing =
        expected.length === 0 && Object.keys(object.tags).length === 0
          ? ["any"]
          : expected.filter((name) => !has(object, name));
      return missing.length > 0 ? [[object.address, missing] as const] : [];
    }),
  );
}

/** Names of tags that more than half of the objects carry. */
function namesOfMost(tagged: readonly TaggedObject[]): readonly string[] {
  const carried = tagged.flatMap((object) =>
    Object.keys(object.tags).filter((name) => has(object, name)),
  );
  return [...new Set(carried)]
    .filter((name) => carried.filter((other) => other === name).length * 2 > tagged.length)
    .sort();
}

function has(object: TaggedObject, name: string): boolean {
  return (tagOf(object, name) ?? "") !== "";
}
