import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import {
  findProviderMirror,
  howToGetProvider,
  type ProviderMirror,
} from "../../support/provider-mirror";
import {
  startTerraformWorld,
  type TerraformWorld,
  type TerraformWorldOptions,
} from "../../support/terraform-world";
import { describeWithTools } from "../../support/tools";
import {
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

/** What {@link journey} must be told. */
export interface JourneyProps {
  readonly name: string;
  /** Folder of the environment files, made when it is needed; the project's own when left out. */
  readonly environments?: (() => string) | undefined;
  /** Who takes each step; the account's root when left out. */
  readonly credentialsFor?: TerraformWorldOptions["credentialsFor"];
  readonly enforceIam?: boolean;
  /** The right verdicts; for a file that nobody judged before, left out. */
  readonly verdicts?: Verdicts;
}

/** Everything that `npm run test:apply` proves of one environment, in the order of its life. */
export function journey({ verdicts, ...props }: JourneyProps): void {
  describeWorld(props, (life) => {
    comesToLife(life, verdicts);
    keepsItsSecrets(life);
    releasesAnImage(life);
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
    environments = () => resolve("environments"),
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

/** Tests that need the real provider, and Terraform or what TERRAFORM_BINARY_NAME says; one skipped test where there is none. */
export function describeWithProvider(
  title: string,
  body: (found: { readonly provider: ProviderMirror; readonly terraform: string }) => void,
): void {
  const provider = findProviderMirror();
  if (provider === undefined) {
    describe(title, () => {
      test("has the provider that it needs", ({ skip }) => {
        if (process.env["SLIPWAY_REQUIRE_PROVIDER"] === "true") throw new Error(howToGetProvider);
        skip(`${title}: ${howToGetProvider}`);
      });
    });
    return;
  }
  describeWithTools(["ministack", "crane", "terraform"], title, (tools) =>
    body({ provider, terraform: process.env["TERRAFORM_BINARY_NAME"] || tools.terraform }),
  );
}
