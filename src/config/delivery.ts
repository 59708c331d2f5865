import { z } from "zod";
import { weekdays } from "../contract/release-windows";
import { mostEvents, mostEventsOf } from "../contract/time-limit";
import { findingName } from "../contract/waivers";
import { deliveryOf, snapshotDefaults } from "./delivery-of";
import { choice, flag, list, oneOf, reason, section, text, wholeNumber } from "./fields";
import type { EnvironmentRule } from "./rule";
import { subscribers } from "./subscribers";

/** How many findings of one severity are tolerated. */
const allowance = (severity: string) => {
  const error = "must be a whole number from 0 to 100000, or any";
  return z
    .union([z.int({ error }).min(0, { error }).max(100_000, { error }), z.literal("any")], {
      error,
    })
    .describe(`Findings rated ${severity} that are tolerated: 0 to 100000, or any.`);
};

/** How long something is waited for, and how often it is looked at. */
const waits = (what: string) => ({
  limitSeconds: wholeNumber(60, 7200, "seconds").describe(
    `Seconds after which ${what} is given up, 60 to 7200.`,
  ),
  pollSeconds: wholeNumber(5, 60, "seconds").describe("Seconds between two looks, 5 to 60."),
});

const waiting = (what: string) => section(waits(what)).describe(`How long ${what} may take.`);

/** Whether a snapshot of the database is taken before a migration. */
const snapshot = choice(
  "mode",
  [
    section({
      mode: z
        .literal("always")
        .describe("Before each migration; without a snapshot nothing is migrated."),
      limitSeconds: wholeNumber(60, 7200, "seconds")
        .describe(
          `Seconds after which the snapshot is given up, 60 to 7200; ${snapshotDefaults.limitSeconds} when left out.`,
        )
        .optional(),
      keep: wholeNumber(1, 50)
        .describe(
          `Snapshots that are kept, the newest, 1 to 50; ${snapshotDefaults.keep} when left out. Those that the running release and the one before need are kept besides.`,
        )
        .optional(),
      unencrypted: choice(
        "mode",
        [
          section({
            mode: z.literal("refuse").describe("A database that is not encrypted is refused."),
          }).describe("As when it is left out."),
          section({
            mode: z.literal("accept").describe("Its snapshot is not encrypted either."),
            reason: reason().describe("Why that is acceptable, 10 to 300 characters."),
          }).describe("A database that is not encrypted is accepted, for a stated reason."),
        ],
        ["refuse", "accept"],
      )
        .describe("An existing database that is not encrypted; refused when left out.")
        .optional(),
    }).describe("A snapshot before each migration."),
    section({
      mode: z.literal("never").describe("Nothing is taken before a migration."),
      reason: reason().describe(
        "How the data come back after a bad migration, 10 to 300 characters.",
      ),
    }).describe("No snapshot, for a stated reason."),
  ],
  ["always", "never"],
)
  .describe(
    "Whether a snapshot of the database is taken before a migration; none when left out. `slipway rollback` undoes no migration.",
  )
  .optional();

/** From the push of an image to its release. */
export const delivery = section({
  trigger: oneOf(["scan", "pipeline"]).describe(
    "scan: an image is deployed when its scan is clean; pipeline: only when it is started by name.",
  ),
  scanning: oneOf(["basic", "enhanced"]).describe(
    "Scanner that the account's registry uses: basic (ECR's own) or enhanced (Amazon Inspector).",
  ),
  allowedFindings: section({
    critical: allowance("CRITICAL"),
    high: allowance("HIGH"),
    medium: allowance("MEDIUM"),
    low: allowance("LOW"),
    informational: allowance("INFORMATIONAL"),
    undefined: allowance("UNDEFINED or UNTRIAGED"),
  }).describe("Findings with which an image is still deployed; with more it is refused."),
  waivers: list(
    section({
      cve: text(
        findingName,
        "a finding's name of 4 to 64 characters as the scanner spells it, such as CVE-2026-12345",
      ).describe("The finding's name as the scanner spells it, such as `CVE-2026-12345`."),
      reason: reason().describe("Why it does no harm here, 10 to 300 characters."),
      expires: text(/^\d{4}-\d{2}-\d{2}$/, "a day such as 2026-12-31")
        .refine(isDay, { error: "must be a day such as 2026-12-31" })
        .describe("Last day, UTC, on which it is not counted, such as `2026-12-31`."),
    }),
  ).describe("Single findings that are not counted for a time."),
  tolerate: section({
    known: flag().describe(
      "Whether a finding is let in that the image that runs has too, by a scan of it of the last 24 hours.",
    ),
    unfixable: flag().describe(
      "Whether a finding is let in of which Inspector says that no fix is available; one with a partial fix is not.",
    ),
    graceDays: wholeNumber(0, 30, "days").describe(
      "Days for which a finding is let in that is known not to be exploited, 0 to 30; they begin when the vendor published it or this environment first saw it, whichever is earlier.",
    ),
  })
    .describe(
      "Findings over the allowance with which an image is deployed all the same, so that a fix can be released while another one is waited for.",
    )
    .optional(),
  runtimeWaivers: section({
    maxDays: wholeNumber(0, 90, "days").describe(
      "Days that such a waiver lasts at most beside its first, 1 to 90; 0 for no waivers at run time.",
    ),
  })
    .describe(
      "Lets the people of `access.waivers` waive single findings by `slipway waive`, without a plan and an apply.",
    )
    .optional(),
  dailyLook: flag()
    .describe(
      "Whether what runs is looked at once a day, at 6:00 UTC, and people are notified of each new finding over the allowance.",
    )
    .optional(),
  windows: choice(
    "mode",
    [
      section({
        mode: z.literal("any").describe("An image may be released at any time."),
      }).describe("An image is released when it is ready, at any time."),
      section({
        mode: z.literal("weekly").describe("An image may be released in these periods alone."),
        periods: list(
          section({
            days: list(oneOf(weekdays), 1).describe("Days on which it opens, UTC: `mon` to `sun`."),
            from: text(/^([01]\d|2[0-3]):[0-5]\d$/, "a time such as 08:00").describe(
              'When it opens, UTC, such as `"08:00"`.',
            ),
            to: text(
              /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
              "a time such as 16:00, or 24:00 for midnight",
            ).describe(
              'When it closes, UTC, such as `"16:00"`; a time before `from` is one of the next day, and `"24:00"` is midnight.',
            ),
          }),
          1,
        ).describe(
          "When it is open, at least 1; what begins before it closes is finished after it.",
        ),
      }).describe(
        "What is ready at another time waits until the next period opens; a rollback does not.",
      ),
    ],
    ["any", "weekly"],
  )
    .describe(
      "When an image may be released; `slipway deploy --outside-window` passes, and is recorded.",
    )
    .optional(),
  countedTags: list(
    text(
      /^(?=.*[\w*])[\w*][\w.*-]{0,127}$/,
      "a tag of at most 128 characters, in which * stands for any characters",
    ),
    1,
  ).describe(
    "Tags that make an image one to deploy, such as `main-*`; `*` alone for any. One that is started by name needs none.",
  ),
  reconcileMinutes: wholeNumber(5, 1440, "minutes").describe(
    "Minutes between two looks for what no event reported, 5 to 1440.",
  ),
  scan: waiting("the scan"),
  migration: section({ ...waits("the migration"), snapshot }).describe(
    "How long the migration may take, and whether a snapshot is taken before it.",
  ),
  rollout: waiting("a rollout, and a rollback,"),
  subscribers: subscribers().describe("Who is notified of releases, refusals and trouble."),
}).describe("From the push of an image to its release.");

function isDay(day: string): boolean {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const there = new Date(Date.UTC(year, month - 1, date));
  return there.getUTCMonth() === month - 1 && there.getUTCDate() === date;
}

/** A finding has one waiver, or nobody could say until when it is tolerated. */
export const waiversOnce: EnvironmentRule = ({ delivery: { waivers } }) =>
  waivers.flatMap(({ cve }, index) => {
    if (waivers.findIndex((waiver) => waiver.cve === cve) === index) return [];
    return [
      {
        path: ["delivery", "waivers", index, "cve"],
        message: `must not be waived twice, got ${cve}`,
        fix: "keep one of the two, with the day that counts",
      },
    ];
  });

/** Waivers at run time need a role that may write them, and that role is of no use without them. */
export const waiversWritten: EnvironmentRule = ({ delivery: { runtimeWaivers }, access }) => {
  const maxDays = runtimeWaivers?.maxDays ?? 0;
  const mode = access.waivers?.mode ?? "none";
  if (maxDays > 0 === (mode === "role")) return [];
  if (mode === "role") {
    const message = "must be none without delivery.runtimeWaivers.maxDays, got role";
    const fix = "say there for how many days a finding may be waived, or let nobody waive";
    return [{ path: ["access", "waivers", "mode"], message, fix }];
  }
  return [
    {
      path: ["delivery", "runtimeWaivers", "maxDays"],
      message: `must be 0 where access.waivers lets nobody waive, got ${maxDays}`,
      fix: "name in access.waivers.trustedArns who may waive, or write 0",
    },
  ];
};

/** ECR's own scan says neither whether there is a fix nor whether there is an exploit, so no finding could be tolerated for either reason. */
export const toleratedFindings: EnvironmentRule = ({ delivery: { scanning, tolerate } }) => {
  if (tolerate === undefined || scanning === "enhanced") return [];
  const fix = "scan with Inspector (delivery.scanning: enhanced), or waive single findings";
  return [
    ...(tolerate.unfixable
      ? [
          {
            path: ["delivery", "tolerate", "unfixable"],
            message:
              "must be false with delivery.scanning: basic, which does not say whether there is a fix, got true",
            fix,
          },
        ]
      : []),
    ...(tolerate.graceDays > 0
      ? [
          {
            path: ["delivery", "tolerate", "graceDays"],
            message: `must be 0 with delivery.scanning: basic, which does not say whether there is an exploit, got ${tolerate.graceDays}`,
            fix,
          },
        ]
      : []),
  ];
};

/** A period that closes when it opens could mean never or always. */
export const periodsHaveLength: EnvironmentRule = ({ delivery: { windows } }) => {
  if (windows?.mode !== "weekly") return [];
  return windows.periods.flatMap(({ from, to }, index) => {
    if (from !== to) return [];
    return [
      {
        path: ["delivery", "windows", "periods", index, "to"],
        message: `must differ from \`from\`, got ${to}`,
        fix: 'write another time; a whole day is from "00:00" to "24:00"',
      },
    ];
  });
};

/** The deployer's waits fit into the history that Step Functions keeps of one execution. @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const deliveryHistory: EnvironmentRule = (environment) => {
  const events = mostEventsOf(deliveryOf(environment).settings);
  if (events <= mostEvents) return [];
  return [
    {
      path: ["delivery"],
      on: "key",
      message: `must wait so that an execution has at most ${mostEvents} events, got ${events}`,
      fix: "raise a pollSeconds or lower a limitSeconds of scan, migration or rollout",
    },
  ];
};

/** A snapshot is of one database, which must be there and have a name. */
export const migrationSnapshot: EnvironmentRule = ({ delivery: { migration }, database }) => {
  if (migration.snapshot?.mode !== "always") return [];
  if (database.mode === "none") {
    return [
      {
        path: ["delivery", "migration", "snapshot", "mode"],
        message: "must not be always where database.mode is none, got always",
        fix: "remove delivery.migration.snapshot: there is no database",
      },
    ];
  }
  if (database.mode === "create" || database.instanceIdentifier !== undefined) return [];
  return [
    {
      path: ["database"],
      on: "key",
      message: "must have instanceIdentifier where delivery.migration.snapshot.mode is always",
      fix: "add the identifier of the database's instance, as `aws rds describe-db-instances` prints it; or write mode: never with the reason",
    },
  ];
};
