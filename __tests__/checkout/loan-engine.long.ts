import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../support/free-port";
import { describeWithTools } from "../support/tools";
import {
  backend,
  frontend,
  installBackend,
  installFrontend,
  pathWith,
  run,
  type Started,
  site,
  start,
} from "./loan-engine-programs";

const MINUTES = 60_000;
// biome-ignore lint/suspicious/noExplicitAny: the assertions say what is in it
const json = async (response: Response): Promise<any> => response.json();

describeWithTools(["python", "postgres"], "the Loan Engine", (tools) => {
  const PATH = pathWith(tools.postgres);
  let python = "";
  let database: Started;
  let server: Started;
  let address = "";
  const environment = () => ({
    PATH,
    DATABASE_URL: database.firstLine.replace("DATABASE_URL=", ""),
  });
  const call = (path: string, options: RequestInit = {}) => fetch(`${address}${path}`, options);
  const post = (path: string, body: object, token = "") =>
    call(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });

  beforeAll(async () => {
    [python] = await Promise.all([installBackend(tools.python), installFrontend()]);
    const build = await run(frontend, ["npm", "run", "build"]);
    if (build.code !== 0) throw new Error(build.output);
  }, 10 * MINUTES);
  afterAll(async () => {
    server?.signal("SIGKILL");
    await Promise.all([server?.ended, database?.stop()]);
  });

  test(
    "its backend passes all of its own tests on a real PostgreSQL and skips none",
    async () => {
      // PostgreSQL never runs as root but as a user of its own, who cannot enter the long tests' folder.
      const tests = await run(backend, [python, "-m", "pytest", "-q"], { PATH, TMPDIR: "" });
      expect(tests.code, tests.output).toBe(0);
      expect(tests.output).toMatch(/^\d+ passed in/m);
    },
    5 * MINUTES,
  );

  test(
    "its frontend passes all of its own tests, and its Python is formatted and linted",
    async () => {
      const checks = [
        await run(frontend, ["npm", "test"]),
        await run(backend, [python, "-m", "ruff", "check"]),
        await run(backend, [python, "-m", "ruff", "format", "--check"]),
      ];
      expect(checks.filter(({ code }) => code !== 0)).toEqual([]);
    },
    5 * MINUTES,
  );

  test("the migration command brings an empty database to the newest schema", async () => {
    database = await start([python, "-m", "tests.postgres"], { PATH });
    const migration = await run(
      backend,
      [python, "-m", "alembic", "upgrade", "head"],
      environment(),
    );
    expect(migration.output).toContain("Running upgrade 0001 -> 0002");
    expect(migration.code).toBe(0);
  });

  test("the service answers on its port and is ready with its database", async () => {
    const port = String(await freePort());
    address = `http://127.0.0.1:${port}`;
    server = await start([python, "-m", "app"], {
      ...environment(),
      SECRET_KEY: "of the test, and longer than 32 bytes",
      HOST: "127.0.0.1",
      PORT: port,
      STATIC_DIR: site,
    });
    await expect
      .poll(() => call("/health/live").then(({ status }) => status, String), { timeout: 30_000 })
      .toBe(200);
    expect((await call("/health/ready")).status).toBe(200);
  });

  test("the backend serves the built frontend: its page at any address, its files for ever", async () => {
    const page = await call("/applications");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const html = await page.text();
    expect(html).toBe(readFileSync(join(site, "index.html"), "utf8"));
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = ""]) => path);
    expect(files).toHaveLength(3);
    for (const path of files) {
      const file = await call(path);
      expect([path, file.status]).toEqual([path, 200]);
      const expected = path.includes("/assets/")
        ? "public, max-age=31536000, immutable"
        : "no-cache";
      expect([path, file.headers.get("cache-control")]).toEqual([path, expected]);
    }
    const unknown = await call("/api/nothing");
    expect([unknown.status, await unknown.json()]).toEqual([
      404,
      { detail: "There is nothing at this address." },
    ]);
  });

  test("an applicant registers, signs in, applies and finds the application again", async () => {
    const account = { email: "ada@example.gov", password: "correct horse battery" };
    expect((await post("/auth/register", account)).status).toBe(201);
    const token = (await json(await post("/auth/login", account))).access_token;
    const loan = { amount: "12000", term_months: 36, monthly_income: "3000" };
    expect((await post("/api/applications", loan)).status).toBe(401);
    const applied = await post("/api/applications", loan, token);
    expect(applied.status).toBe(201);
    const headers = { Authorization: `Bearer ${token}` };
    const mine = await json(await call("/api/applications", { headers }));
    expect(mine).toEqual([await applied.json()]);
    expect(mine[0]).toMatchObject({ monthly_payment: "372.72", outcome: "affordable" });
  });

  test("without its database it is not ready and says why, but lives", async () => {
    await database.stop();
    const ready = await call("/health/ready");
    expect([ready.status, await ready.json()]).toEqual([
      503,
      {
        status: "unavailable",
        reason: "the database cannot be reached or refused the connection",
      },
    ]);
    expect((await call("/health/live")).status).toBe(200);
  });

  test("it ends well and at once when it is asked to, having written JSON only", async () => {
    const asked = Date.now();
    server.signal("SIGTERM");
    const { code, output } = await server.ended;
    expect(code).toBe(0);
    expect(Date.now() - asked).toBeLessThan(10_000);
    const lines = output.trim().split("\n");
    expect(lines.map((line) => typeof JSON.parse(line).message)).toEqual(lines.map(() => "string"));
  });
});
