/** The tag of all that the module makes, the store of states too: other roles' permissions end where it is. */
export const managedTag = { "managed-by": "slipway" } as const;

/** Tags of all that the module makes for an environment, beside those that its file gives. */
export function moduleTags(application: string, environment: string) {
  return { application, environment, ...managedTag };
}
