import pc from "picocolors";
import { expect, test } from "vitest";
import { readStatus, renderStatus, type Status } from "../../../src/operate/deployments/status";
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
});
