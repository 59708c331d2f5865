import { expect, test } from "vitest";
import { main } from "../../src/cli/main";
import { program } from "../../src/cli/program";
import { memoryTerminal } from "../support/memory-terminal";

async function slipway(...words: string[]) {
  const terminal = memoryTerminal();
  await main(["node", "slipway", ...words], terminal);
  return terminal;
}

const everyCommand = program(memoryTerminal()).commands.map((command) => command.name());

test("its help names every command with one sentence", async () => {
  const terminal = await slipway("--help");

  expect(terminal.code()).toBe(0);
  for (const name of everyCommand)
    expect(terminal.stdout()).toMatch(new RegExp(`^  ${name}\\b.+\\S`, "m"));
});

test.each(everyCommand)("the help of %s shows an example", async (name) => {
  const terminal = await slipway(name, "--help");

  expect(terminal.code()).toBe(0);
  expect(terminal.stdout()).toMatch(/Example/);
});

test.each(everyCommand)(
  "refuses wrong use of %s with exit 2, on standard error, and says how to get help",
  async (name) => {
    const terminal = await slipway(name, "--no-such-option");

    expect([terminal.code(), terminal.stdout()]).toEqual([2, ""]);
    expect(terminal.stderr()).toMatch(/^error: .+\nAdd --help to see how it is used\.\n/);
  },
);

test("refuses a command that there is not, and suggests the nearest", async () => {
  const terminal = await slipway("aply");

  expect(terminal.code()).toBe(2);
  expect(terminal.stderr()).toContain("unknown command 'aply'\n(Did you mean apply?)");
});

test.each(["", ...everyCommand])(
  "the help of slipway %s is whole at 80 columns, but for an example, which stays one line",
  async (name) => {
    const terminal = memoryTerminal();
    await main(["node", "slipway", ...(name ? [name] : []), "--help"], terminal);
    const lines = terminal.stdout().split("\n");
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.filter((line) => line.length > 80 && !line.startsWith("Example: "))).toEqual([]);
  },
);
