import { member } from "../read/planned-value";
import { shown } from "../render/differences";
import type { StateObject } from "./read-state";

/** An object that can have tags, and those it has. */
interface TaggedObject {
  readonly address: string;
  readonly tags: Readonly<Record<string, unknown>>;
}

/** The objects that Terraform manages and that can have tags, with all tags: their own and the provider's default ones. */
export function taggedObjects(objects: readonly StateObject[]): readonly TaggedObject[] {
  return objects
    .filter(({ isData, values }) => !isData && Object.hasOwn(values, "tags_all"))
    .map(({ address, values }) => ({ address, tags: tagsIn(values["tags_all"]) }));
}

/** The tag's value; undefined for none, and for what is no text. */
export function tagOf({ tags }: TaggedObject, name: string): string | undefined {
  const value = member(tags, name);
  return typeof value === "string" ? value : undefined;
}

function tagsIn(value: unknown): TaggedObject["tags"] {
  return typeof value === "object" && value !== null ? (value as TaggedObject["tags"]) : {};
}

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

/** Tags that have another value than the stack gives them, in words, each with its object's address. */
export function otherTags(
  objects: readonly StateObject[],
  defaultTags: Readonly<Record<string, string>> | undefined,
): readonly { readonly address: string; readonly what: string }[] {
  const expected = Object.entries(defaultTags ?? {});
  return taggedObjects(objects).flatMap((object) =>
    expected.flatMap(([name, value]) => {
      const actual = tagOf(object, name) ?? "";
      if (actual === "" || actual === value) return []; // none at all is a missing one
      const what = `has \`${name}\` = ${shown(name, actual)}, the stack says ${shown(name, value)}`;
      return [{ address: object.address, what }];
    }),
  );
}
