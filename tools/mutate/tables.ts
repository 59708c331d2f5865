/** A table whose rows the tests must notice. Paths are globs, so that a file that moves within its room stays in its table. */
export interface NamedTable {
  readonly name: string;
  /** Files of the table; a glob that matches nothing is an error. */
  readonly sources: readonly string[];
  /** Plain tests that judge it: no emulator, no other program. */
  readonly tests: readonly string[];
  /**
   * From how many repeats on an upper limit in a regular expression only keeps a search short: what is searched for never has as
   * many, and one more or less changes nothing. Unset, every limit is a rule.
   */
  readonly shortensSearchFrom?: number;
  /** Mutants that change nothing, by `file: change`. One that is not there any more is an error. */
  readonly equivalent?: readonly { readonly mutant: string; readonly because: string }[];
}

const noPartOfAnAddress = "the id of a construct, of which the sign is no part of the address";

/** Every table that `npm run mutate` knows. */
export const tables: readonly NamedTable[] = [
  {
    name: "key-policies",
    sources: ["src/stack/**/encryption-key.ts"],
    tests: ["__tests__/stack/**/encryption-key/*.test.ts"],
  },
  {
    name: "buckets",
    sources: ["src/stack/**/private-bucket.ts"],
    tests: ["__tests__/stack/**/private-bucket.test.ts"],
  },
  {
    name: "deployer-roles",
    sources: [
      "src/base/policy.ts",
      "src/deployer/policy.ts",
      "src/stack/**/delivery-role.ts",
      "src/stack/**/request-role.ts",
      "src/stack/**/starter-role.ts",
    ],
    tests: ["__tests__/deployer/policy.test.ts", "__tests__/stack/**/delivery-role.test.ts"],
  },
  {
    name: "contract",
    sources: ["src/contract/*.ts"],
    tests: [
      "__tests__/contract/*.test.ts",
      "__tests__/deployer/time-limit.test.ts",
      "__tests__/docs/runbook.test.ts",
    ],
    equivalent: [
      { mutant: 'database-class.ts: "" → "~"', because: "neither is a family or a size" },
      { mutant: "9_531_392 →", because: "of no class is the quotient that near to a whole number" },
      { mutant: 'drop "outsideWindow"', because: "only the type of that list is used" },
    ],
  },
  {
    name: "scan-gate",
    sources: ["src/deployer/**/scan-gate.ts", "src/deployer/**/scan-verdict.ts"],
    tests: [
      "__tests__/deployer/expressions.test.ts",
      "__tests__/deployer/scan-gate.test.ts",
      "__tests__/deployer/scan-verdict.test.ts",
    ],
    equivalent: [
      {
        mutant: `">" → ">=" in te' and $count($scan.findings) > 0`,
        because: "of no finding nothing is looked up",
      },
    ],
  },
  {
    name: "database",
    sources: ["src/stack/**/database.ts"],
    tests: ["__tests__/stack/**/database/*.test.ts", "__tests__/stack/restored-database.test.ts"],
    equivalent: [
      { mutant: '"logs" → "logs~"', because: noPartOfAnAddress },
      { mutant: "`logs_${ownId(one, props)}` →", because: noPartOfAnAddress },
    ],
  },
  {
    name: "terraform-roles",
    sources: ["src/stack/**/access/**/*.ts"],
    tests: [
      "__tests__/stack/**/access/access.test.ts",
      "__tests__/stack/**/access/access-role.test.ts",
      "__tests__/stack/**/access/github.test.ts",
      "__tests__/stack/**/access/terraform-access.test.ts",
      "__tests__/stack/**/access/trust.test.ts",
      "__tests__/stack/**/access/recorded-requests.test.ts",
      "__tests__/stack/**/access/exact-permissions.test.ts",
    ],
  },
  {
    name: "roles-and-policies",
    sources: [
      "src/stack/**/drill-role.ts",
      "src/stack/**/execution-role.ts",
      "src/stack/**/flow-logs.ts",
      "src/stack/**/image-repository.ts",
      "src/stack/**/monitoring-role.ts",
      "src/stack/**/notification-topic.ts",
      "src/stack/**/table-policy.ts",
      "src/stack/**/task-role.ts",
    ],
    tests: [
      "__tests__/stack/**/drill-role.test.ts",
      "__tests__/stack/**/execution-policy.test.ts",
      "__tests__/stack/**/execution-role.test.ts",
      "__tests__/stack/**/flow-logs.test.ts",
      "__tests__/stack/**/image-repository/*.test.ts",
      "__tests__/stack/**/monitoring-role.test.ts",
      "__tests__/stack/**/notification-topic.test.ts",
      "__tests__/stack/**/table-policy.test.ts",
      "__tests__/stack/**/task-role.test.ts",
    ],
  },
  {
    name: "frontend",
    sources: ["src/stack/constructs/frontend/*.ts"],
    tests: ["__tests__/stack/**/frontend/*.test.ts"],
  },
  {
    name: "security-groups",
    sources: ["src/stack/**/network/edges.ts", "src/stack/**/security-group-rules.ts"],
    tests: [
      "__tests__/stack/**/network/edges.test.ts",
      "__tests__/stack/**/network/network.test.ts",
      "__tests__/stack/**/network/security-group-rules.test.ts",
    ],
    equivalent: [
      { mutant: "_${portName(edge)}` →", because: noPartOfAnAddress },
      { mutant: "`${edge.port}` →", because: noPartOfAnAddress },
      { mutant: "`${edge.port}_${edge.protocol}` →", because: noPartOfAnAddress },
    ],
  },
  {
    name: "alarms",
    sources: ["src/stack/constructs/monitoring/*.ts"],
    tests: [
      "__tests__/stack/**/monitoring/dashboard.test.ts",
      "__tests__/stack/**/monitoring/limits.test.ts",
      "__tests__/stack/**/monitoring/metrics.test.ts",
      "__tests__/stack/**/monitoring/monitoring.test.ts",
    ],
  },
  {
    name: "rules",
    sources: ["src/review/rules/**/*.ts"],
    tests: ["__tests__/review/rules/**/*.test.ts", "__tests__/review/attributes/*rows.test.ts"],
    equivalent: [
      {
        mutant: "drop kinds: ",
        because: "it spares the question; a test holds the four rules for which it is more",
      },
      {
        mutant: "alarm-weakened.ts: before !== after && will ===",
        because: "where both are the same nothing is replaced, and what differs stays different",
      },
      {
        mutant: "alarm-weakened.ts: will.number < was.number →",
        because: "equal numbers are answered before",
      },
      {
        mutant: "alarm-weakened.ts: will.number > was.number →",
        because: "equal numbers are answered before",
      },
      {
        mutant: "plain-http.ts: was && change.before !== undefined → was",
        because: "what is made was not plain",
      },
      {
        mutant:
          'plain-http.ts: change.before !== undefined && serves(prior(change, "action")) → serves',
        because: "what is made served nothing",
      },
      {
        mutant: "plain-http.ts: if (action === UNKNOWN || type === UNKNOWN) → if (false)",
        because: "what is not known is no redirect and no fixed answer either",
      },
      {
        mutant: "plain-http.ts: action === UNKNOWN || type === UNKNOWN →",
        because: "what is not known is no redirect and no fixed answer either",
      },
    ],
  },
  {
    name: "iam",
    sources: ["src/review/iam/*.ts"],
    tests: [
      "__tests__/review/iam/*.test.ts",
      "__tests__/review/rules/exposure/resource-policy-public.test.ts",
      "__tests__/review/rules/outage/permission-removed.test.ts",
      "__tests__/review/rules/outage/policy-detached.test.ts",
      "__tests__/review/rules/outage/role-removed.test.ts",
      "__tests__/review/rules/privilege/managed-policy-attached.test.ts",
      "__tests__/review/rules/privilege/policy-widened.test.ts",
      "__tests__/review/rules/privilege/role-swapped.test.ts",
      "__tests__/review/rules/privilege/trust-widened.test.ts",
    ],
    equivalent: [
      {
        mutant: 'typeof value === "string" && looksLikeJson(value) → typeof value === "string"',
        because: "what does not look like JSON is not read as JSON later either",
      },
    ],
  },
  {
    name: "network",
    sources: ["src/review/network/*.ts"],
    tests: [
      "__tests__/review/network/*.test.ts",
      "__tests__/review/rules/exposure/egress-opened.test.ts",
      "__tests__/review/rules/exposure/ingress-opened.test.ts",
      "__tests__/review/rules/exposure/login-dropped.test.ts",
      "__tests__/review/rules/exposure/network-acl-opened.test.ts",
      "__tests__/review/rules/exposure/security-group-attached.test.ts",
      "__tests__/review/rules/maintenance.test.ts",
      "__tests__/review/rules/other-side.test.ts",
      "__tests__/review/rules/outage/connection-closed.test.ts",
      "__tests__/review/rules/outage/entry-replaced.test.ts",
      "__tests__/review/rules/outage/gap-while-replaced.test.ts",
      "__tests__/review/rules/outage/key-alias-moved.test.ts",
      "__tests__/review/rules/outage/name-moved.test.ts",
      "__tests__/review/rules/outage/requests-diverted.test.ts",
      "__tests__/review/rules/outage/service-detached.test.ts",
      "__tests__/review/rules/outage/service-shut-out.test.ts",
      "__tests__/review/rules/outage/subnets-moved.test.ts",
      "__tests__/review/rules/outage/traffic-rerouted.test.ts",
      "__tests__/review/traffic.test.ts",
    ],
    equivalent: [
      {
        mutant: "if (!parsed.has(range)) → if (true)",
        because: "a range that is read again is the same range",
      },
    ],
  },
  {
    name: "secrets",
    sources: ["src/base/secret*.ts", "src/review/secrets-within.ts"],
    shortensSearchFrom: 63,
    equivalent: [
      { mutant: "2_000 →", because: "how many answers are kept" },
      { mutant: "5_000 →", because: "how many answers are kept" },
      { mutant: "10_000 →", because: "how many answers are kept" },
      { mutant: "1_000 →", because: "the length of texts whose answers are kept" },
      { mutant: "documents.size < mostDocuments", because: "an answer is kept or found again" },
      { mutant: "size < mostRemembered", because: "an answer is kept or found again" },
      { mutant: "if (known !== undefined) → if (false)", because: "found again, the same" },
      { mutant: "if (known) → if (false)", because: "found again, the same" },
      { mutant: "if (hasMark(object.sensitive)) → if (true)", because: "found again, the same" },
      {
        mutant: "if (hasMark((sensitive as Record<string, unknown>)[name])) → if (true)",
        because: "looked through with marks that mark nothing, the same",
      },
      {
        mutant: "if (/^[\\x20-\\x7e]*$/.test(name)) → if (false)",
        because: "of plain letters nothing is taken out",
      },
      {
        mutant: 'value.length > 1 && value.every((word) => typeof word === "string") → value.every',
        because: "one word is judged by itself too",
      },
      {
        mutant: "Array.isArray(value) && value.length > 1 → Array.isArray(value)",
        because: "one word is judged by itself too",
      },
      {
        mutant: "value.length > 1 → value.length >= 1",
        because: "one word is judged by itself too",
      },
      ...[
        "→ /(?<![\\w-])--([A-Za-z][\\w-]{1,80})",
        "→ /<([A-Za-z][\\w.-]{1,80})",
        '→ /\\b(?:key|name)="([A-Za-z][\\w.:-]{1,80})',
        "→ /\\/:(_\\w{2,80})",
      ].map((mutant) => ({ mutant, because: "no name of one letter is a secret's" })),
      { mutant: "→ /^(?:~|\\.{0,2})?", because: "what may be missing may be empty" },
      { mutant: "drop unmarked.set(object.values, found);", because: "found again, the same" },
      { mutant: "drop known.set(change, secrets);", because: "found again, the same" },
      {
        mutant:
          'typeof variable === "string" && typeof content === "string" && !Array.isArray(value) → typeof variable === "string" && typeof content',
        because: "a list has no member of that name",
      },
      {
        mutant: "!saysOnlyItsType(last) || last.length >= path.length → !saysOnlyItsType(last)",
        because: "no name of a type is a secret's without its last letter",
      },
      {
        mutant: "last.length >= path.length → last.length > path.length",
        because: "no name of a type is a secret's without its last letter",
      },
      {
        mutant: '.lastIndexOf(".") + 1)) || last → withoutIndex(',
        because: "neither no name nor that of a type is a secret's",
      },
      { mutant: "secrets-within.ts: at < 0 → at <= 0", because: "an index alone is no name" },
      {
        mutant: "if (marks === undefined || marks === null || marks === false) → if (false)",
        because: "what follows finds as little",
      },
      {
        mutant: "marks === undefined || marks === null || marks === false → marks",
        because: "what follows finds as little",
      },
      {
        mutant: "marks === undefined || marks === null → marks",
        because: "what follows finds as little",
      },
    ],
    tests: [
      "__tests__/base/secrets.test.ts",
      "__tests__/review/one-answer-on-secrets.test.ts",
      "__tests__/review/rules/safety/secret-in-view.test.ts",
      "__tests__/review/secrets-within.test.ts",
    ],
  },
  {
    name: "private-ranges",
    sources: ["src/review/network/cidr.ts"],
    tests: ["__tests__/review/network/cidr.test.ts"],
    equivalent: [
      {
        mutant: "if (!parsed.has(range)) → if (true)",
        because: "a range that is read again is the same range",
      },
    ],
  },
  {
    name: "aws-errors",
    sources: ["src/aws/explain-aws-error.ts", "src/aws/session.ts"],
    tests: ["__tests__/aws/explain-aws-error.test.ts", "__tests__/aws/session.test.ts"],
    equivalent: [
      {
        mutant:
          "config === base ? caller : await callerOf(config, options) → await callerOf(config, options)",
        because: "the same caller is asked for once more",
      },
      {
        mutant: 'session.ts: "" → "~"',
        because: "stands for what STS always answers; neither text is an account or a role",
      },
    ],
  },
  {
    name: "limits",
    sources: [
      "src/config/access.ts",
      "src/config/cluster.ts",
      "src/config/database.ts",
      "src/config/delivery.ts",
      "src/config/domain.ts",
      "src/config/drill.ts",
      "src/config/fields.ts",
      "src/config/firewall.ts",
      "src/config/frontend.ts",
      "src/config/load-balancer.ts",
      "src/config/monitoring.ts",
      "src/config/network.ts",
      "src/config/own-network.ts",
      "src/config/promotion.ts",
      "src/config/repository.ts",
      "src/config/secrets.ts",
      "src/config/service.ts",
      "src/config/subnet-ranges.ts",
      "src/config/vpn.ts",
    ],
    tests: [
      "__tests__/config/every-setting.test.ts",
      "__tests__/config/load.test.ts",
      "__tests__/config/rules/*.test.ts",
      "__tests__/config/warnings.test.ts",
    ],
  },
  {
    name: "attributes",
    sources: ["src/review/attributes/*.ts"],
    tests: [
      "__tests__/review/attributes/rows.test.ts",
      "__tests__/review/rules/exposure/opened-beside.test.ts",
    ],
    equivalent: [
      {
        mutant: "judgement.ts: 0 → -1",
        because: "strengths are only compared with each other",
      },
      { mutant: "judgement.ts: 1 → 2", because: "strengths are only compared with each other" },
    ],
  },
];
