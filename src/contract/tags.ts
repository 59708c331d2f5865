/** Key of {@link managedTag}. */
export const managedTagKey = "managed-by";

/** The tag of all that the module makes, the store of states too: other roles' permissions end where it is. */
export const managedTag = { [managedTagKey]: "slipway" } as const;

/** Tags of all that the module makes for an environment, beside those that its file gives. */
export function moduleTags(application: string, environment: string) {
  return { application, environment, ...managedTag };
}
