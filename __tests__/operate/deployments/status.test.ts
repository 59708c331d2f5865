import pc from "picocolors";
import { expect, test } from "vitest";
import { readStatus, renderStatus, type Status } from "../../../src/operate/deployments/status";
import { frontendLeaseKey } from "../../../src/operate/frontend/release-records";
import { withLease } from "../../../src/operate/lease";
import { createWorld } from "../../deployer/support/world";
import { describeWithEmulator } from "../../support/emulator";
import { liveEnvironmentOf } from "../promotion/support/live-environment";

const digest = `sha256:${"1d7964f60e72".padEnd(64, "0")}`;
const status: Status = {
  environment: "shop-dev",
  digest,
  image: `shop/dev@${digest}`,
  first: false,
  steady: true,
  tasks: { running: 2, desired: 2 },
  pointer: digest,
  release: { digest, at: "2026-11-24T06:14:00.000Z", by: "scan of the image" },
  tolerated: [],
  lock: undefined,
  hold: undefined,
  history: [],
};
const rendered = (changes: Partial<Status> = {}) =>
  renderStatus({ ...status, ...changes }, "2026-12-01T00:00:00.000Z", pc.createColors(false));

test("says that users get the page of maintenance where the file asks for it, and nothing where not", () => {
  expect(rendered({ maintenance: true })).toContain(
    "\n  lock     free\n  users    get the page of maintenance, by the file\n",
  );
  expect(rendered({ maintenance: false })).toBe(rendered());
});

test.each([
  ["2026-11-30T23:59:00.000Z", "2h"],
  ["2026-11-27T22:00:00.000Z", "75h"],
])(
  "names the command that shows the log of a migration that failed at %s, and the console's page",
  (at, since) => {
    const detail = JSON.stringify({ log: "https://console.aws.example/log", "exit code": "3" });
    const failed = {
      kind: "decision",
      at,
      digest,
      outcome: "migration-failed",
      by: "anna",
      detail,
    };
    expect(rendered({ history: [failed] })).toContain(
      `\nIts log: npx slipway logs shop-dev --since ${since}\nIn the console: https://console.aws.example/log\nWhat to do: `,
    );
  },
);

test("says what the frontend shows, and where nobody knows what to do", () => {
  const shown = { digest, at: "2026-11-24T06:14:00.000Z", by: "anna" };
  const frontend = { shown, before: undefined, unfinished: undefined, published: [], latest: "" };
  const begins = "  pointer  agrees\n";
  expect(rendered({ frontend: { ...frontend, shown: undefined } })).toContain(
    `${begins}  pages    nothing was published yet\n  lock `,
  );
  expect(rendered({ frontend })).toContain(
    `${begins}  pages    ${digest}\n           published 2026-11-24 06:14 by anna\n  lock `,
  );
  expect(rendered({ frontend: { ...frontend, unfinished: { digest: "sha256:2" } } })).toContain(
    "\n           partly sha256:2: that release did not end; publish it again, or npx slipway frontend rollback shop-dev\n",
  );
});

test("says that a release of the frontend is running, since when and by whom; and of one that was killed that nobody has to free anything", () => {
  const shown = { digest, at: "2026-11-24T06:14:00.000Z", by: "anna" };
  const frontend = { shown, before: undefined, unfinished: undefined, published: [], latest: "" };
  const unfinished = { digest: "sha256:2" };
  const publishing = { by: "ben", since: "2026-11-30T10:20:30.000Z", isAlive: true };
  const after = (changes: Partial<Status>) =>
    /\n {11}published [^\n]*\n([\s\S]*?) {2}lock /.exec(rendered(changes))?.[1];
  expect(after({ frontend, publishing })).toBe(
    "           a release by ben, since 2026-11-30 10:20, is running\n",
  );
  expect(after({ frontend: { ...frontend, unfinished }, publishing })).toBe(
    "           a release by ben, since 2026-11-30 10:20, is running: pages are partly of sha256:2 until it ends\n",
  );
  const killed = { ...publishing, isAlive: false };
  expect(after({ frontend: { ...frontend, unfinished }, publishing: killed })).toBe(
    "           a release by ben, since 2026-11-30 10:20, was killed or cut off: it says nothing any more, and pages are partly of sha256:2\n" +
      "           nobody has to free anything: publish again, or npx slipway frontend rollback shop-dev, which takes its place after half a minute\n",
  );
});

test("says nothing of findings where none was let in", () => {
  expect(rendered()).toBe(`shop-dev
  runs     ${digest}
           released 2026-11-24 06:14 by scan of the image
  service  2 of 2 tasks, steady
  pointer  agrees
  lock     free

Nothing was decided yet.
`);
});

test("names what was let in over the allowance, why and until when, and what of it is over", () => {
  const tolerated: Status["tolerated"] = [
    { id: "CVE-1", packages: ["openssl", "libssl"], why: "unfixable", until: "" },
    { id: "CVE-2", packages: [], why: "waived", until: "2026-12-31T23:59:59.999Z" },
    { id: "CVE-3", packages: ["zlib"], why: "grace", until: "2026-11-30T10:00:00.000Z" },
    { id: "CVE-4", packages: ["zlib"], why: "known", until: "" },
    {
      id: "CVE-5",
      packages: ["zlib"],
      why: "waived",
      until: "2026-12-31T23:59:59.999Z",
      by: "arn:aws:sts::111111111111:assumed-role/shop-dev-waivers/anna",
    },
  ];
  expect(rendered({ tolerated })).toContain(`
  pointer    agrees
  tolerates  CVE-1 in openssl, libssl: no fix is available
             CVE-2: waived until 2026-12-31
             CVE-3 in zlib: in its days of grace until 2026-11-30, which is over
             CVE-4 in zlib: what runs has it too
             CVE-5 in zlib: waived by shop-dev-waivers/anna until 2026-12-31
  lock       free
`);
});

describeWithEmulator("the status of an environment", (aws) => {
  test("has what was let in with what runs, from the decision on it", async () => {
    const tolerate = { known: false, unfixable: true, graceDays: 0 };
    await aws().scaleWaits(0.02);
    const world = await createWorld(aws(), aws().accountId, { scanning: "enhanced", tolerate });
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest, {
      status: "ACTIVE",
      counts: { HIGH: 1 },
      enhancedFindings: [
        {
          severity: "HIGH",
          status: "ACTIVE",
          fixAvailable: "NO",
          packageVulnerabilityDetails: {
            vulnerabilityId: "CVE-1",
            vulnerablePackages: [{ name: "openssl" }],
          },
        },
      ],
    });
    expect(await world.ask(digest)).toMatchObject({ outcome: "released" });
    expect((await readStatus(await liveEnvironmentOf(world, aws()))).tolerated).toEqual([
      { id: "CVE-1", packages: ["openssl"], severity: "HIGH", why: "unfixable", until: "" },
    ]);
  });

  test("has who releases its frontend, and whether that one lives; nobody once it ended", async () => {
    const world = await createWorld(aws(), aws().accountId, { publishes: true });
    const live = await liveEnvironmentOf(world, aws());
    const times = { beatMilliseconds: 100, silenceMilliseconds: 1000 };
    const publishing = async () => (await readStatus(live, times)).publishing;
    const { dynamodb } = live.clients;
    const lease = {
      ...{ dynamodb, table: world.names.delivery, key: frontendLeaseKey },
      ...{ what: "it", whenLost: "", by: "anna" },
    };
    const since = expect.stringMatching(/Z$/);
    await withLease({ ...lease, times }, async () => {
      expect(await publishing()).toEqual({ by: "anna", since, isAlive: true });
    });
    expect(await publishing()).toBeUndefined();
    const silent = { beatMilliseconds: 60_000, silenceMilliseconds: 60_000 };
    await withLease({ ...lease, times: silent }, async () => {
      expect(await publishing()).toEqual({ by: "anna", since, isAlive: false });
    });
  });
});
