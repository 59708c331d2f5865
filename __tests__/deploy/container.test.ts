import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import dockerignore from "@balena/dockerignore";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { useTemporaryFolder } from "../support/temporary-folder";
import { describeWithTools } from "../support/tools";

const deploy = resolve(__dirname, "../../deploy");
const read = (name: string) => readFileSync(join(deploy, name), "utf8");
const dockerfile = read("Dockerfile");
const compose = parse(read("docker-compose.yml"), { merge: true });

/** The arguments of each instruction of that name, lines that go on joined. */
function instructions(name: string): readonly string[] {
  const lines = dockerfile.replace(/\\\n\s*/g, "").split("\n");
  return lines
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => line.slice(name.length + 1));
}

function tool(path: string, args: readonly string[], input?: string) {
  const { status, stdout, stderr } = spawnSync(path, args, { encoding: "utf8", input });
  return { status, output: stdout + stderr };
}

describeWithTools(["hadolint"], "hadolint", ({ hadolint }) => {
  test("finds nothing in the Dockerfile", () => {
    expect(tool(hadolint, [join(deploy, "Dockerfile")])).toEqual({ status: 0, output: "" });
  });

  test("refuses the same Dockerfile with a shell form, which no signal reaches", () => {
    const shell = dockerfile.replace('CMD ["python", "-m", "app"]', "CMD python -m app");
    expect(tool(hadolint, ["-"], shell)).toMatchObject({
      status: 1,
      output: expect.stringContaining("DL3025"),
    });
  });
});

describeWithTools(["check-jsonschema"], "the Compose schema", (tools) => {
  const folder = useTemporaryFolder();
  const check = [tools["check-jsonschema"], "--builtin-schema", "vendor.compose-spec"] as const;

  test("accepts docker-compose.yml", () => {
    const [path, ...args] = [...check, join(deploy, "docker-compose.yml")];
    expect(tool(path, args)).toMatchObject({ status: 0 });
  });

  test("refuses it with a condition that Compose does not know", () => {
    const wrong = join(folder(), "docker-compose.yml");
    writeFileSync(wrong, read("docker-compose.yml").replace("service_healthy", "service_happy"));
    const [path, ...args] = [...check, wrong];
    expect(tool(path, args)).toMatchObject({
      status: 1,
      output: expect.stringContaining("service_happy"),
    });
  });
});

describe("the image", () => {
  test("is made of base images that cannot change, each stage on the same Python", () => {
    expect(instructions("FROM")).toEqual([
      "--platform=$BUILDPLATFORM $NODE_IMAGE AS frontend",
      "$PYTHON_IMAGE AS backend",
      "$PYTHON_IMAGE",
    ]);
    const pinned = (name: string) => new RegExp(`${name}:\\d+\\.\\d+\\S*@sha256:[0-9a-f]{64}$`);
    expect(instructions("ARG").slice(0, 2)).toEqual([
      expect.stringMatching(pinned("^NODE_IMAGE=node")),
      expect.stringMatching(pinned("^PYTHON_IMAGE=python")),
    ]);
    expect(compose.services.database.image).toMatch(pinned("^postgres"));
  });

  test("runs as a user with a number, which is not root", () => {
    expect(instructions("USER")).toEqual(["10001:10001"]);
  });

  test("starts and is probed without a shell, so that signals and exit codes arrive", () => {
    expect(instructions("CMD")).toEqual(['["python", "-m", "app"]']);
    expect(instructions("HEALTHCHECK").join()).toMatch(/ CMD \["python", "-c", ".+"\]$/);
    expect(instructions("ENTRYPOINT")).toEqual([]);
  });

  test("takes no secret: nothing is an argument or a variable but what anyone may read", () => {
    const argumentNames = instructions("ARG").map((line) => line.replace(/=.*/, ""));
    expect(argumentNames).toEqual(["NODE_IMAGE", "PYTHON_IMAGE", "REVISION", "SOURCE"]);
    const names = instructions("ENV").flatMap((line) => [...line.matchAll(/(\w+)=/g)]);
    expect(names.map(([, name]) => name)).toEqual([
      "PATH",
      "PYTHONDONTWRITEBYTECODE",
      "PYTHONUNBUFFERED",
      "STATIC_DIR",
      "PORT",
    ]);
  });
});

describe("what the builder gets to see", () => {
  const ignored = dockerignore().add(read("Dockerfile.dockerignore"));

  test.each([
    "backend/app/main.py",
    "backend/alembic.ini",
    "backend/migrations/versions/0001_users_and_applications.py",
    "backend/requirements.txt",
    "frontend/.npmrc",
    "frontend/package-lock.json",
    "frontend/src/main.tsx",
    "frontend/public/favicon.svg",
  ])("has %s", (path) => {
    expect(ignored.ignores(path)).toBe(false);
  });

  test.each([
    ".env",
    "dump.sql",
    "backend/.env",
    "backend/.env.production",
    "backend/tls.pem",
    "backend/.venv/bin/python",
    "backend/app/__pycache__/main.cpython-313.pyc",
    "backend/tests/conftest.py",
    "frontend/.env.local",
    "frontend/node_modules/react/index.js",
    "frontend/dist/index.html",
  ])("lacks %s", (path) => {
    expect(ignored.ignores(path)).toBe(true);
  });
});

describe("docker compose up", () => {
  const { app, migration, database } = compose.services;

  test("migrates when the database is healthy, and serves only after a migration that worked", () => {
    expect(migration).toMatchObject({
      command: ["alembic", "upgrade", "head"],
      depends_on: { database: { condition: "service_healthy" } },
    });
    expect(app.depends_on).toEqual({
      database: { condition: "service_healthy" },
      migration: { condition: "service_completed_successfully" },
    });
    expect(database.healthcheck.test).toContain("pg_isready");
  });

  test("is reached from this machine only, because its passwords are known to the world", () => {
    expect(app.ports).toEqual(["127.0.0.1:8080:8080"]);
    expect(database.ports).toBeUndefined();
    expect(new URL(app.environment.DATABASE_URL).password).toBe(
      database.environment.POSTGRES_PASSWORD,
    );
    expect(app.environment.SECRET_KEY).toMatch(/^local-only-.{21,}$/);
  });

  test("gives the service the variables and takes the rights that the task definition does", () => {
    const [container] = JSON.parse(read("aws/ecs-task-definition.json")).containerDefinitions;
    expect(container).toMatchObject({
      readonlyRootFilesystem: app.read_only,
      linuxParameters: {
        capabilities: { drop: app.cap_drop },
        initProcessEnabled: app.init,
        tmpfs: app.tmpfs.map((containerPath: string) => ({ containerPath })),
      },
    });
    const secrets = container.secrets.map(({ name }: { name: string }) => name);
    expect(Object.keys(app.environment)).toEqual(secrets);
    for (const right of ["read_only", "tmpfs", "cap_drop", "security_opt", "environment"]) {
      expect(migration[right]).toEqual(app[right]);
    }
  });

  test("builds the image once, for what starts first, so that two builds do not fight for its name", () => {
    const services: Record<string, { image: string; build?: unknown }> = compose.services;
    const ofTheImage = Object.keys(services).filter((name) => services[name]?.image === app.image);
    expect(ofTheImage).toEqual(["migration", "app"]);
    expect(ofTheImage.filter((name) => services[name]?.build)).toEqual(["migration"]);
    expect(app).toMatchObject({
      pull_policy: "never",
      depends_on: { migration: { condition: "service_completed_successfully" } },
    });
    expect(migration.pull_policy).toBeUndefined();
  });

  test("builds with the one Dockerfile, whose path is seen from the context", () => {
    const context = resolve(deploy, migration.build.context);
    expect(resolve(context, migration.build.dockerfile)).toBe(join(deploy, "Dockerfile"));
    expect(context).toBe(resolve(deploy, "../examples/loan-engine"));
  });
});
