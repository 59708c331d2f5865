import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Emulator, type EmulatorOptions, startEmulator } from "./start-emulator";
import { describeWithTools, type ToolName } from "./tools";

export { type Emulator, type EmulatorOptions, startEmulator } from "./start-emulator";

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
      emulator = await startEmulator(options);
    });
    beforeEach(() => aws().reset());
    afterAll(() => emulator?.stop());
    body(aws, paths);
  });
}
