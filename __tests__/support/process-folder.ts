import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that the tests of this process share. `left-as-found.ts` removes it after each file: vitest ends processes before they could. */
export const processFolder = join(tmpdir(), `slipway-environments-${process.pid}`);
