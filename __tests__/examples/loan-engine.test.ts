import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const example = resolve(__dirname, "../../examples/loan-engine");

test.each([
  ["backend/requirements.txt", /--hash=sha256:/, /:\/\//],
  ["backend/requirements-dev.txt", /--hash=sha256:/, /:\/\//],
  ["frontend/package-lock.json", /"integrity"/, /"resolved"/],
])(
  "the Loan Engine's %s pins by hash and names no registry, so that any mirror will do",
  (file, pins, registry) => {
    const lock = readFileSync(join(example, file), "utf8");
    expect(lock).toMatch(pins);
    expect(lock).not.toMatch(registry);
  },
);
