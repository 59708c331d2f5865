import { z } from "zod";

// Jenkins' own schema is made by a running controller, for its plugins. This one is written after the documentation of those that
// jenkins/plugins.txt names, and knows only what casc.yaml uses: a key that it does not know is an error.

const permission = z.string().regex(/^(Overall|Agent|Job|Run|View|SCM|Credentials)\/[A-Z]\w+$/);

/** One grant. @see https://github.com/jenkinsci/matrix-auth-plugin/releases/tag/matrix-auth-3.2 */
const entry = z.union([
  z.strictObject({
    group: z.strictObject({ name: z.string().min(1), permissions: z.array(permission).min(1) }),
  }),
  z.strictObject({
    user: z.strictObject({ name: z.string().min(1), permissions: z.array(permission).min(1) }),
  }),
]);

/** An agent. @see https://github.com/jenkinsci/configuration-as-code-plugin/tree/master/demos/jenkins */
const node = z.strictObject({
  permanent: z.strictObject({
    name: z.string(),
    labelString: z.string(),
    mode: z.enum(["NORMAL", "EXCLUSIVE"]),
    numExecutors: z.int().positive(),
    remoteFS: z.string().startsWith("/"),
    launcher: z.strictObject({ inbound: z.strictObject({ webSocket: z.boolean() }) }),
    retentionStrategy: z.literal("always"),
  }),
});

/** What Configuration as Code may find in casc.yaml. */
export const cascSchema = z.strictObject({
  jenkins: z.strictObject({
    systemMessage: z.string(),
    numExecutors: z.int().nonnegative(),
    mode: z.enum(["NORMAL", "EXCLUSIVE"]),
    authorizationStrategy: z.strictObject({
      projectMatrix: z.strictObject({ entries: z.array(entry).min(1) }),
    }),
    nodes: z.array(node),
  }),
  /** @see https://github.com/jenkinsci/job-dsl-plugin/wiki/Script-Security */
  security: z.strictObject({
    globalJobDslSecurityConfiguration: z.strictObject({ useScriptSecurity: z.boolean() }),
  }),
  unclassified: z.strictObject({
    location: z.strictObject({ url: z.url({ protocol: /^https$/ }) }),
  }),
  /** @see https://github.com/jenkinsci/job-dsl-plugin/wiki/JCasC */
  jobs: z.array(z.strictObject({ file: z.string() })),
});
