import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { useTemporaryFolder } from "../support/temporary-folder";
import { describeWithTools } from "../support/tools";

const writeWheel = `
import hashlib, sys, zipfile
path = sys.argv[1] + "/tiny-1.0-py3-none-any.whl"
with zipfile.ZipFile(path, "w") as wheel:
    wheel.writestr("tiny.py", "")
    wheel.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1.0\\n")
    wheel.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
    wheel.writestr("tiny-1.0.dist-info/RECORD", "")
print(hashlib.sha256(open(path, "rb").read()).hexdigest())
`;

/** Making an environment takes 2 seconds of a free core; a machine that does ten other things has none. */
const patienceMs = 180_000;

describeWithTools(["python"], "installing pinned Python packages", ({ python }) => {
  const folder = useTemporaryFolder();

  /** Pins that need no network: one package that is made here. */
  function pins(changeHash = (hash: string) => hash): string {
    const hash = execFileSync(python, ["-c", writeWheel, folder()], { encoding: "utf8" }).trim();
    const path = join(mkdtempSync(join(folder(), "pins-")), "tiny.txt");
    const where = `--no-index\n--find-links ${folder()}\n`;
    writeFileSync(path, `${where}tiny==1.0 --hash=sha256:${changeHash(hash)}\n`);
    return path;
  }

  async function install(requirements: string, ...options: readonly string[]) {
    const script = join(__dirname, "../support/python/install.py");
    const child = spawn(python, [script, requirements, join(folder(), "tools"), ...options]);
    const [said, complaint] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      child.exitCode ?? once(child, "close"),
    ]);
    return { environment: said.trim(), complaint };
  }

  /** Plays another worker that installs the same: `finish` is when it is done. */
  async function otherWorker(environment: string) {
    const hold =
      "import fcntl, sys; lock = open(sys.argv[1]); fcntl.flock(lock, fcntl.LOCK_EX); print(flush=True); sys.stdin.read()";
    const child = spawn(python, ["-c", hold, `${environment}.lock`]);
    await once(child.stdout, "data");
    return {
      finish: () => {
        writeFileSync(join(environment, "finished"), "");
        child.stdin.end();
      },
    };
  }

  test(
    "leaves alone what is finished or in another worker's hands, and makes the rest anew",
    async () => {
      const requirements = pins();
      const { environment } = await install(requirements);
      const installed = { environment, complaint: "" };
      const trace = join(environment, "trace");
      writeFileSync(trace, "");
      expect(await install(requirements)).toEqual(installed);
      expect(existsSync(trace)).toBe(true);

      rmSync(join(environment, "finished"));
      const worker = await otherWorker(environment);
      const waiting = install(requirements);
      await setTimeout(1_500); // for one that would not wait to do its harm
      worker.finish();
      expect(await waiting).toEqual(installed);
      expect(existsSync(trace)).toBe(true);

      rmSync(join(environment, "finished"));
      expect(await install(requirements)).toEqual(installed);
      expect(existsSync(trace)).toBe(false);
    },
    patienceMs,
  );

  test("says what it fetches where somebody waits for it, and nothing where it is there", {
    timeout: patienceMs,
  }, async () => {
    const requirements = pins();
    const first = await install(requirements, "--progress");
    expect(first.complaint.split("\n")).toEqual([
      `Installing tiny once, 1 packages from PyPI, into ${first.environment}:`,
      "   Installing collected packages: tiny",
      "",
    ]);
    expect(await install(requirements, "--progress")).toEqual({ ...first, complaint: "" });
  });

  test("refuses a package that is not the one that was pinned", {
    timeout: patienceMs,
  }, async () => {
    const requirements = pins((hash) => hash.replaceAll(/./g, "0"));
    const { environment, complaint } = await install(requirements);
    expect(environment).toBe("");
    expect(complaint).toMatch(/^tiny\.txt was not installed: .*DO NOT MATCH THE HASHES/s);
    const [left] = readdirSync(join(folder(), "tools")).filter((name) => !name.endsWith(".lock"));
    expect(existsSync(join(folder(), "tools", `${left}`, "finished"))).toBe(false);
  });
});
