import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { outcomes } from "../../src/contract/outcomes";
import {
  cleanUpMachine,
  deliveryMachine,
  lookMachine,
  requestMachine,
} from "../../src/deployer/machine";
import { artifactCases } from "../deployer/end-to-end/artifacts";
import { candidateCases } from "../deployer/end-to-end/candidates";
import { cleanUpCases } from "../deployer/end-to-end/clean-up";
import { dailyLookCases } from "../deployer/end-to-end/daily-look";
import { decisionCases } from "../deployer/end-to-end/decisions";
import { figureCases } from "../deployer/end-to-end/figures";
import { findingsCases } from "../deployer/end-to-end/findings";
import { gateCases } from "../deployer/end-to-end/gate";
import { holdCases } from "../deployer/end-to-end/holds";
import { indexCases } from "../deployer/end-to-end/indexes";
import { knownFindingsCases } from "../deployer/end-to-end/known-findings";
import { lockCases } from "../deployer/end-to-end/lock";
import { migrationCases } from "../deployer/end-to-end/migration";
import { releaseCases } from "../deployer/end-to-end/release";
import { requestCases } from "../deployer/end-to-end/requests";
import { rolloutCases } from "../deployer/end-to-end/rollout";
import { rolloutAlarmCases } from "../deployer/end-to-end/rollout-alarms";
import { sideEffectCases } from "../deployer/end-to-end/side-effects";
import { sizeCases } from "../deployer/end-to-end/size";
import { snapshotCases } from "../deployer/end-to-end/snapshots";
import { stuckCases } from "../deployer/end-to-end/stuck";
import { troubleCases } from "../deployer/end-to-end/trouble";
import { waiverCases } from "../deployer/end-to-end/waivers";
import { officeHours, windowCases } from "../deployer/end-to-end/windows";
import { type Apply, startWorlds } from "../deployer/support/deployer";
import {
  exampleAlarms,
  exampleNames,
  exampleSettings,
  exampleSnapshot,
} from "../deployer/support/example";
import { evaluate, expressionsIn } from "../deployer/support/reference";
import {
  expectRecorded,
  type RawRequest,
  requestsIn,
} from "../stack/constructs/access/support/recorded-requests";
import { exampleWith } from "../support/example-with";
import { monitoredEnvironment } from "../support/monitored";
import { describeWithTools } from "../support/tools";

/** How often one expression is evaluated again. */
const comparisonsOfEach = 10;

function comparable(expression: string): string {
  return expression.replaceAll(/\b1\d{11}\b/g, "ACCOUNT").replaceAll(/\d+ seconds/g, "N seconds");
}

describeWithTools(["ministack"], "the deployer on the emulator", () => {
  let started: Awaited<ReturnType<typeof startWorlds>> | undefined;
  const all = () => {
    if (started === undefined) throw new Error("for use inside tests");
    return started;
  };
  beforeAll(async () => {
    started = await startWorlds();
  });
  afterAll(() => started?.stop());
  /** Everything that JSONata was asked in any case; what differs by account or limit is taken out. */
  const allEvaluations = async () => {
    const lists = await Promise.all(
      all().worlds.map(async (world) =>
        Object.entries((await world.noted()).evaluations ?? {}).flatMap(([code, evaluations]) =>
          evaluations.map((evaluation) => ({ expression: comparable(code), code, evaluation })),
        ),
      ),
    );
    return lists.flat();
  };
  const apply: Apply = (changes) => all().apply(changes);

  // Ten cases at once share one emulator: how long each takes says how busy the machine is, and nothing of the deployer.
  describe.concurrent("runs every case:", { timeout: 600_000 }, () => {
    describe("a pushed image that is clean", () => releaseCases(apply));
    describe("what is deployed", () => candidateCases(apply));
    describe("the scan gate", () => gateCases(apply));
    describe("findings that are tolerated one by one", () => findingsCases(apply));
    describe("findings that what runs has too", () => knownFindingsCases(apply));
    describe("findings that are waived at run time", () => waiverCases(apply));
    describe("the daily look at what runs", () => dailyLookCases(apply));
    describe("an image index", () => indexCases(apply));
    describe("what is no image", () => artifactCases(apply));
    describe("the lock", () => lockCases(apply));
    describe("a snapshot before the migration", () => snapshotCases(apply));
    describe("the migration", () => migrationCases(apply));
    describe("the rollout", () => rolloutCases(apply));
    describe("the alarms of a rollout", () => rolloutAlarmCases(apply));
    describe("figures", () => figureCases(apply));
    describe("what was decided before", () => decisionCases(apply));
    describe("the clean-up", () => cleanUpCases(apply));
    describe("trouble with AWS", () => troubleCases(apply));
    describe("a side effect without an answer", () => sideEffectCases(apply));
    describe("recovery that does not succeed", () => stuckCases(apply));
    describe("what may be asked", () => requestCases(apply));
    describe("a hold", () => holdCases(apply));
    describe("the release window", () => windowCases(apply));
    describe("size", () => sizeCases(apply));
  });

  describe("after all cases", () => {
    test("every outcome was the end of a case", () => {
      const seen = new Set(all().worlds.flatMap(({ seen }) => [...seen]));
      expect(outcomes.map(({ kind }) => kind).filter((kind) => !seen.has(kind))).toEqual([]);
    });

    test("every expression of the machine was evaluated by a case", async () => {
      const evaluated = new Set((await allEvaluations()).map(({ expression }) => expression));
      const tolerant = { known: true, unfixable: true, graceDays: 7 };
      const knowing = { known: true, unfixable: false, graceDays: 0 };
      const machines = [deliveryMachine, cleanUpMachine, requestMachine].flatMap((make) => [
        make({ names: exampleNames(), settings: exampleSettings }),
        make({
          names: exampleNames(),
          settings: { ...exampleSettings, scanning: "enhanced", tolerate: tolerant },
        }),
        make({ names: exampleNames(), settings: { ...exampleSettings, tolerate: knowing } }),
        make({
          names: exampleNames(),
          settings: { ...exampleSettings, snapshot: exampleSnapshot },
        }),
        make({
          names: exampleNames(),
          settings: { ...exampleSettings, rolloutAlarms: exampleAlarms, figures: true },
        }),
        make({
          names: exampleNames(),
          settings: { ...exampleSettings, tolerate: knowing, runtimeWaivers: { maxDays: 30 } },
        }),
        make({
          names: exampleNames(),
          settings: { ...exampleSettings, holds: true, windows: officeHours },
        }),
      ]);
      const looks = (["basic", "enhanced"] as const).map((scanning) =>
        lookMachine({
          names: exampleNames(),
          settings: { ...exampleSettings, scanning, dailyLook: true },
        }),
      );
      const missing = [...machines, ...looks]
        .flatMap(expressionsIn)
        .map(comparable)
        .filter((one) => !evaluated.has(one));
      expect([...new Set(missing)]).toEqual([]);
    });

    test("the machines' roles asked for exactly what is committed", async () => {
      const asked = await Promise.all(
        all().worlds.map(async ({ account }) => {
          const requests = await requestsIn(all().emulator, account);
          const text = JSON.stringify(requests).replaceAll(account, exampleNames().account);
          // Some cases take a permission away; what the policy of the stack says is compared where all lists are.
          return (JSON.parse(text) as RawRequest[]).map((one) => ({ ...one, allowed: true }));
        }),
      );
      // With Inspector, a snapshot and alarms: such a deployer has every permission that any has, but for the request of a scan, which only ECR's own
      // scan needs.
      const snapshot = { mode: "always" };
      expectRecorded(
        "deployer",
        stringify(
          monitoredEnvironment({
            "delivery.scanning": "enhanced",
            "delivery.migration.snapshot": snapshot,
          }),
        ),
        asked.flat().filter(({ action }) => action !== "ecr:StartImageScan"),
      );
      const known = { known: true, unfixable: false, graceDays: 0 };
      expectRecorded(
        "deployer-known",
        stringify(exampleWith({ "delivery.tolerate": known })),
        asked
          .flat()
          .filter(
            ({ action }) =>
              !/^(rds|kms|cloudwatch):|:\w+Service(Deployment|Revision)s$/.test(action),
          ),
      );
    });

    test("the reference implementation of JSONata agrees with every evaluation", async () => {
      const differences: object[] = [];
      const compared = new Map<string, number>();
      for (const { expression, code, evaluation } of await allEvaluations()) {
        const times = compared.get(expression) ?? 0;
        if (times >= comparisonsOfEach) continue;
        compared.set(expression, times + 1);
        const value = await evaluate(code, evaluation);
        if (!isDeepStrictEqual(value, evaluation.value)) {
          differences.push({ expression, reference: value, emulator: evaluation.value });
        }
      }
      expect(differences).toEqual([]);
      expect(compared.size).toBeGreaterThan(200);
    });
  });
});
