import { execFile, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { main } from "../../src/cli/main";
import { type Expectation, type ImageConfig, imageChecks } from "../../src/operate/doctor-image";
import { memoryTerminal } from "../support/memory-terminal";
import { useTemporaryFolder } from "../support/temporary-folder";
import { describeWithTools } from "../support/tools";
import { useFixtureProject } from "../support/use-fixture-project";

const good: NonNullable<ImageConfig["config"]> = {
  User: "10001:10001",
  ExposedPorts: { "8080/tcp": {} },
  Env: ["PATH=/usr/bin", "PORT=8080"],
  Cmd: ["python", "-m", "app"],
  Labels: {
    "org.opencontainers.image.revision": "0123abc",
    "org.opencontainers.image.source": "https://github.com/example-gov/shop",
  },
};
const expected: Expectation = {
  platform: "linux/amd64",
  file: "environments/shop-dev.yaml",
  port: 8080,
  variables: {},
};

const checks = (
  config: Partial<typeof good>,
  more: Partial<Expectation> = {},
  compressedBytes = 5_000_000,
) =>
  imageChecks(
    { config: { config: { ...good, ...config } }, platforms: ["linux/amd64"], compressedBytes },
    { ...expected, ...more },
  );
const verdicts = (...of: Parameters<typeof checks>) =>
  Object.fromEntries(checks(...of).map(({ subject, verdict }) => [subject, verdict]));

const allWell = {
  Platform: "fine",
  User: "fine",
  Start: "fine",
  Port: "fine",
  Writes: "unknown",
  Secrets: "fine",
  Origin: "fine",
  Size: "fine",
};

test("of a good image, only what it writes is unknown", () => {
  expect(verdicts({})).toEqual(allWell);
});

test.each<[subject: keyof typeof allWell, verdict: string, Parameters<typeof checks>]>([
  ["User", "wrong", [{ User: "" }]],
  ["User", "wrong", [{ User: "root" }]],
  ["User", "wrong", [{ User: "0:0" }]],
  ["User", "wrong", [{ User: "00" }]],
  ["User", "fine", [{ User: "app" }]],
  ["User", "fine", [{ User: "10:0" }]],
  ["Start", "wrong", [{ Cmd: null }]],
  ["Start", "fine", [{ Cmd: null, Entrypoint: ["/app"] }]],
  ["Start", "unknown", [{ Cmd: ["/bin/sh", "-c", "python -m app"] }]],
  ["Start", "fine", [{ Entrypoint: ["/bin/sh", "/start.sh"] }]],
  ["Port", "wrong", [{ Env: ["PORT=3000"] }]],
  ["Port", "fine", [{ Env: ["PORT=3000"] }, { variables: { PORT: "8080" } }]],
  ["Port", "wrong", [{}, { variables: { PORT: "3000" } }]],
  ["Port", "wrong", [{ Env: [], ExposedPorts: { "3000/tcp": {} } }]],
  ["Port", "unknown", [{ Env: [], ExposedPorts: {} }]],
  ["Port", "unknown", [{ Env: [], ExposedPorts: { "8080/udp": {} } }]],
  ["Port", "unknown", [{}, { port: undefined }]],
  ["Writes", "wrong", [{ User: "", Env: ["NGINX_VERSION=1.29.1", "PORT=8080"] }]],
  ["Writes", "unknown", [{ Env: ["NGINX_VERSION=1.29.1", "PORT=8080"] }]],
  ["Secrets", "wrong", [{ Env: ["PORT=8080", "PGPASSWORD=correct horse battery"] }]],
  ["Secrets", "fine", [{ Env: ["PORT=8080", "PASSWORD_MIN_LENGTH=12"] }]],
  ["Origin", "unknown", [{ Labels: null }]],
  ["Origin", "unknown", [{ Labels: { "org.opencontainers.image.revision": "0123abc" } }]],
  ["Size", "fine", [{}, {}, 1024 ** 3 - 1]],
  ["Size", "unknown", [{}, {}, 1024 ** 3]],
])("%s is %s of %j", (subject, verdict, given) => {
  const { [subject]: found, ...others } = verdicts(...given);
  expect(found).toBe(verdict);
  // User decides over nginx too; nothing else moves.
  const { [subject]: _, User, ...rest } = allWell;
  expect(others).toMatchObject(rest);
});

test("whatever is not fine says what to do", () => {
  for (const { fix, verdict, subject } of checks({ User: "", Cmd: null, Labels: null, Env: [] })) {
    if (verdict !== "fine")
      expect([subject, fix ?? ""]).toEqual([subject, expect.stringMatching(/\w/)]);
  }
});

test("names a secret, and keeps its value to itself", () => {
  const found = checks({ Env: ["API_TOKEN=kX9-2mQv7Rt4Lw8Zc"] }).find(
    ({ subject }) => subject === "Secrets",
  );
  expect(found?.finding).toBe("API_TOKEN in the image: whoever can pull it can read it");
  expect(JSON.stringify(found)).not.toContain("kX9");
});

test("an image for another platform is judged no further", () => {
  const facts = { config: undefined, platforms: ["linux/arm64"], compressedBytes: 0 };
  expect(imageChecks(facts, expected)).toEqual([
    {
      verdict: "wrong",
      subject: "Platform",
      finding:
        "linux/amd64 is missing, which environments/shop-dev.yaml asks for; the image has linux/arm64",
      fix: "build for it: docker buildx build --platform linux/amd64; or write the other architecture into service.architecture",
    },
  ]);
});

test("each check has its row in docs/container.md, and each row its check", () => {
  const rows = readFileSync("docs/container.md", "utf8").matchAll(/^\| `(\w+)` \|/gm);
  expect([...rows].map(([, subject]) => subject)).toEqual(Object.keys(allWell));
});

describeWithTools(["crane"], "from a registry", ({ crane }) => {
  const folder = useTemporaryFolder();
  useFixtureProject();
  beforeEach(() => vi.stubEnv("PATH", `${dirname(crane)}:${process.env["PATH"]}`));
  afterEach(() => vi.unstubAllEnvs());
  const run = promisify(execFile);
  let registry: ReturnType<typeof spawn>;
  let host = "";
  beforeAll(async () => {
    registry = spawn(crane, ["registry", "serve", "--address=127.0.0.1:0"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    for await (const line of createInterface({ input: registry.stderr as NodeJS.ReadableStream })) {
      const port = /serving on port (\d+)/.exec(line)?.[1];
      if (port) {
        host = `127.0.0.1:${port}`;
        break;
      }
    }
  });
  afterAll(() => registry.kill());

  /** Makes an image of one empty layer in the registry. */
  async function image(tag: string, ...flags: readonly string[]): Promise<string> {
    const layer = join(folder(), "layer.tar");
    writeFileSync(layer, Buffer.alloc(1024)); // the end of an archive: no file
    const name = `${host}/shop:${tag}`;
    await run(crane, ["append", "--new_layer", layer, "--new_tag", name]);
    await run(crane, ["mutate", name, "--tag", name, ...flags]);
    return name;
  }
  const amd64 = ["--set-platform", "linux/amd64"];
  const wellMade = ["--user", "10001", "--exposed-ports", "8080", "--cmd", "/app"];

  async function doctor(...words: readonly string[]) {
    const terminal = memoryTerminal();
    await main(["node", "slipway", "doctor-image", ...words], terminal);
    return { code: terminal.code(), out: terminal.stdout(), err: terminal.stderr() };
  }

  test("prints what is wrong with an image, and what to do", async () => {
    const name = await image("1", ...amd64, "--cmd", "/app");
    expect(await doctor(name, "--environment", "eec-dev")).toEqual({
      code: 1,
      err: "",
      out: `✓ Platform  linux/amd64, of linux/amd64
✗ User      none is set, so it runs as root
            → without capabilities root may not even change a file's owner or its own user, so such images often fail at
            the start: write \`USER 10001:10001\` last
✓ Start     /app
✓ Port      8080
? Writes    it can write to /tmp alone, 128 MiB in memory; what it writes elsewhere fails
            → try it: docker run --read-only --tmpfs /tmp:size=128m --cap-drop ALL …
✓ Secrets   none in the variables of the image
? Origin    without org.opencontainers.image.revision and org.opencontainers.image.source, so nobody sees which commit
            runs
            → docker build --label org.opencontainers.image.revision=$(git rev-parse HEAD) …
✓ Size      1 MiB compressed

5 fine, 1 wrong, 2 unknown from here
`,
    });
  });

  test("chooses the platform of an index that the file asks for", async () => {
    const [a, b] = [
      await image("2a", ...amd64, ...wellMade),
      await image("2b", "--set-platform", "linux/arm64", ...wellMade),
    ];
    const both = `${host}/shop:2`;
    await run(crane, ["index", "append", "--manifest", a, "--manifest", b, "--tag", both]);
    const { code, out } = await doctor(both, "--environment", "eec-dev");
    expect(out).toContain("✓ Platform  linux/amd64, of linux/amd64, linux/arm64\n");
    expect(code).toBe(0);
    expect((await doctor(b, "--environment", "eec-dev")).out).toContain(
      "✗ Platform  linux/amd64 is missing, which environments/eec-dev.yaml asks for; the image has linux/arm64",
    );
    expect((await doctor(b, "--architecture", "ARM64")).code).toBe(0);
  });

  test("says which image cannot be read, and how to log in", async () => {
    const { code, out, err } = await doctor(`${host}/nothing:1`);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(`${host}/nothing:1 cannot be read: crane manifest ended with 1: `);
    expect(err).toContain("crane auth login");
  });

  test.each([
    [
      "127.0.0.1:1/nothing:1",
      "The registry was not reached: check its name, the network and its proxy.",
    ],
    ["not an image", "Give an image as registry/repository:tag or registry/repository@sha256:…."],
  ])("speaks of no login where that is not what %s lacks", async (image, advice) => {
    const { code, err } = await doctor(image);
    expect([code, err.trimEnd().split("\n").at(-1)]).toEqual([2, advice]);
  });
});
