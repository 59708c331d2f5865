import { shown } from "../render/differences";
import type { StateObject } from "./read-state";
import { taggedObjects, tagOf } from "./tags";

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
