import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { fixtureEnvironmentsFolder } from "../../support/fixture-environments";
import {
  startTerraformWorld,
  type TerraformWorld,
  type TerraformWorldOptions,
} from "../../support/terraform-world";
import { describeWithProvider } from "../../support/with-provider";
import {
  canBeEjected,
  changes,
  comesToLife,
  isChangedByOneAtATime,
  isJudged,
  keepsItsSecrets,
  type Life,
  releasesAnImage,
} from "./life";
import { journeySteps } from "./step";
import { isTornDown } from "./tear-down";
import type { Verdicts } from "./verdicts";

/** What {@link journey} needs to know. */
export interface JourneyProps {
  readonly name: string;
  /** Folder of the environment files, made when it is needed; the tests' own when left out. */
  readonly environments?: (() => string) | undefined;
  /** Who takes each step; the account's root when left out. */
  readonly credentialsFor?: TerraformWorldOptions["credentialsFor"];
  readonly enforceIam?: boolean;
  /** What the project has besides its environment files, put into the world's folder. */
  readonly addToProject?: (folder: string) => void;
  /** The right verdicts; for a file that nobody judged before, left out. */
  readonly verdicts?: Verdicts;
}

/** Everything that `npm run test:apply` proves of one environment, in the order of its life. */
export function journey({ verdicts, ...props }: JourneyProps): void {
  describeWorld(props, (life) => {
    comesToLife(life, verdicts);
    keepsItsSecrets(life);
    releasesAnImage(life);
    canBeEjected(life);
    changes(life);
    if (verdicts) isJudged(life, verdicts.variants);
    isChangedByOneAtATime(life);
    isTornDown(life);
  });
}

/** Steps of one environment in a world of its own. */
export function describeWorld(
  {
    name,
    environments = () => fixtureEnvironmentsFolder,
    addToProject,
    ...callers
  }: Omit<JourneyProps, "verdicts">,
  body: (life: Life) => void,
): void {
  describeWithProvider(name, ({ provider, terraform }) => {
    const folder = mkdtempSync(
      join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), `${name}-`),
    );
    let world: TerraformWorld | undefined;
    beforeAll(async () => {
      world = await startTerraformWorld({
        name,
        folder,
        environments: environments(),
        provider,
        terraform,
        ...callers,
      });
      addToProject?.(folder);
    });
    afterAll(async () => {
      await world?.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    body({
      step: journeySteps(),
      world: () => {
        if (!world) throw new Error("the world did not start");
        return world;
      },
    });
  });
}
