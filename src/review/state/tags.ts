import { member } from "../read/planned-value";
import type { StateObject } from "./read-state";

/** An object that can have tags, and those it has. */
export interface TaggedObject {
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
