import { type TestContext, test } from "vitest";

/**
 * Steps of one journey: each needs what the one before left, so after one that failed the others are not tried and say so. A step with `fails`
 * is known to be wrong today: it must fail, and says why; take the mark off when it holds.
 */
export function journeySteps() {
  let broken: string | undefined;
  return (
    title: string,
    body: () => Promise<void>,
    { fails }: { readonly fails?: string } = {},
  ): void => {
    if (fails !== undefined) {
      test.fails(`${title} (known to fail: ${fails})`, async ({ skip }) => {
        skipAfter(broken, skip);
        await body();
      });
      return;
    }
    test(title, async ({ skip }) => {
      skipAfter(broken, skip);
      try {
        await body();
      } catch (error) {
        broken = title;
        throw error;
      }
    });
  };
}

function skipAfter(broken: string | undefined, skip: TestContext["skip"]): void {
  if (broken !== undefined) skip(`not reached, because this failed before: ${broken}`);
}
