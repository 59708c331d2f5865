import { type TestContext, test } from "vitest";

/** How a {@link Step} is taken. */
export interface StepOptions {
  /** Why it is known to be wrong today: it must fail. Take it off when it holds. */
  readonly fails?: string | undefined;
  /** Whether the steps after it need it; left out, they do. */
  readonly breaks?: boolean;
}

/** One step of a journey. */
export type Step = (title: string, body: () => Promise<void>, options?: StepOptions) => void;

/** Steps of one journey: each needs what the one before left, so after one that failed the others are not tried and say so. */
export function journeySteps(): Step {
  let broken: string | undefined;
  return (title, body, { fails, breaks = fails === undefined } = {}) => {
    const run = async ({ skip }: TestContext) => {
      if (broken !== undefined) skip(`not reached, because this failed before: ${broken}`);
      try {
        await body();
      } catch (error) {
        if (breaks) broken = title;
        throw error;
      }
    };
    if (fails === undefined) test(title, run);
    else test.fails(`${title} (known to fail: ${fails})`, run);
  };
}
