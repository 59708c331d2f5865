import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Emulator, type EmulatorOptions, startEmulator } from "./start-emulator";
import { describeWithTools, type ToolName } from "./tools";

export { type Emulator, type EmulatorOptions, startEmulator } from "./start-emulator";

const idle = new Map<string, Emulator[]>();

/**
 * An {@link Emulator} as {@link startEmulator} gives it, but `stop()` keeps it for the next that asks for the same in this process: test files share a
 * few processes, and to start one takes longer than many groups. It is emptied in between, and ends with the test process.
 */
export async function borrowEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { accountId, region, enforceIam } = options;
  const kind = JSON.stringify([accountId, region, enforceIam]);
  const kept = idle.get(kind) ?? [];
  idle.set(kind, kept);
  const emulator = kept.pop() ?? (await startEmulator(options));
  return {
    ...emulator,
    stop: async () => {
      await emulator.reset();
      await emulator.scaleWaits(1);
      kept.push(emulator);
    },
  };
}

/**
 * Tests that need an AWS: one {@link Emulator} for the group, emptied before each test. `aws()` is
 * for use inside tests and hooks; `paths` are those of the tools in `alsoNeeds`.
 */
export function describeWithEmulator<Name extends ToolName = never>(
  title: string,
  body: (aws: () => Emulator, paths: Readonly<Record<Name, string>>) => void,
  options: EmulatorOptions & { readonly alsoNeeds?: readonly Name[] } = {},
): void {
  const needed: readonly (ToolName | Name)[] = ["ministack", ...(options.alsoNeeds ?? [])];
  describeWithTools(needed, title, (paths) => {
    let emulator: Emulator | undefined;
    const aws = () => {
      if (emulator === undefined) throw new Error("aws() is for use inside tests and hooks");
      return emulator;
    };
    beforeAll(async () => {
      emulator = await borrowEmulator(options);
    });
    beforeEach(() => aws().reset());
    afterAll(() => emulator?.stop());
    body(aws, paths);
  });
}
