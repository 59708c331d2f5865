import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chosen, loadOrExplain } from "../../../src/config/environments-folder";
import { release, releasedDigests, scanIsClean, tagsOf } from "../../real-provider/support/release";
import { journeySteps } from "../../real-provider/support/step";
import { startAppliedWorld } from "../../support/applied-world";
import { fixtureEnvironmentsFolder } from "../../support/fixture-environments";
import { parsed, synthesizeEnvironment } from "../../support/synth";
import type { TerraformWorld } from "../../support/terraform-world";
import { describeWithTools } from "../../support/tools";
import { findProvider, withoutProvider } from "../../support/with-provider";
import { openPage, type VisitedPage } from "./browser";
import { type BuiltImage, buildImage } from "./built-image";
import { type Container, type ContainerDefinition, startContainer } from "./container";
import { type Database, startDatabase } from "./database";
import { type Answer, type CallOptions, type Sandbox, startSandbox } from "./sandbox";

/** What {@link imageJourney} needs to know. */
export interface ImageJourneyProps {
  /** Folder of the application, with `frontend/` and `backend/`. */
  readonly folder: string;
  /** Environment whose task definition it runs under, and in which it is released. */
  readonly environment: string;
  /** Folder of its file; the tests' own when left out. */
  readonly environments?: string;
  /** Address that answers 200 also without a database. */
  readonly livePath?: string;
  /** A request that is half sent when the container has to stop, and what it is answered. */
  readonly unfinished?: { readonly path: string; readonly body: object; readonly status: number };
  /** Whether each line that it writes to standard output is JSON. */
  readonly logsJson?: boolean;
  /** Steps that only this application has, while it runs with its database. */
  readonly more?: (step: ReturnType<typeof journeySteps>, app: RunningApplication) => void;
}

/** The application in its container. */
export interface RunningApplication {
  call(path: string, options?: CallOptions): Promise<Answer>;
  visit(path: string): Promise<VisitedPage>;
}

const dockerfile = resolve(__dirname, "../../../deploy/Dockerfile");
const labels = {
  REVISION: "3f2c1e0d9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c4d",
  SOURCE: "https://github.com/example-gov/application",
};
const needed = [
  ...(["buildah", "debootstrap", "unshare", "nsenter", "ip", "runc", "tini-static"] as const),
  ...(["postgres", "openssl", "chromium", "ministack", "crane"] as const),
];

/** What an application's image must do before it goes anywhere, in the order of its life. */
export function imageJourney(props: ImageJourneyProps): void {
  const { folder, environment: name, livePath, unfinished, logsJson, more } = props;
  const { environments = fixtureEnvironmentsFolder } = props;
  const found = findProvider();
  const application = basename(folder);
  describeWithTools(needed, `the image of ${application}, on stand-ins for its base images`, () => {
    const step = journeySteps();
    const { environment } = chosen(loadOrExplain(environments), name);
    const task = synthesizeEnvironment(environment).resource(
      "aws_ecs_task_definition.service_task",
    );
    const [definition] = parsed<ContainerDefinition[]>(task["container_definitions"]);
    if (definition === undefined) throw new Error(`${name} has no container`);
    const port = definition.portMappings[0]?.containerPort as number;
    const { healthCheck, migrationCommand } = environment.service;
    const marker = `kept-out-${process.pid}`;

    let place: string;
    let image: BuiltImage;
    let sandbox: Sandbox;
    let database: Database;
    let root: string;
    let container: Container;
    let applied: Promise<TerraformWorld> | undefined;

    const started = (id: string, command?: readonly string[]) => {
      const bundle = join(place, id);
      mkdirSync(bundle);
      const secrets = Object.fromEntries(
        definition.secrets.map((secret) => [
          secret.name,
          /DATABASE/.test(secret.name) ? database.url : "a".repeat(64),
        ]),
      );
      return startContainer(sandbox, bundle, {
        definition: { ...definition, name: id },
        memoryMiB: Number(task["memory"]),
        configuration: image.configuration,
        root,
        secrets,
        ...(command && { command }),
      });
    };
    const call = (path: string, options?: CallOptions) => sandbox.call(port, path, options);
    const visit = (path: string) => openPage(sandbox, place, `http://127.0.0.1:${port}${path}`);
    const status = (path: string) => call(path).then((answer) => answer.status, String);
    const becomes = (path: string, expected: number) =>
      expect.poll(() => status(path), { timeout: 30_000, interval: 200 }).toBe(expected);

    beforeAll(async () => {
      place = mkdtempSync(join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), "image-"));
      sandbox = await startSandbox(place);
      if (found === undefined) return;
      // Terraform mostly waits, so it works beside everything else.
      const world = mkdtempSync(join(place, "world-"));
      applied = startAppliedWorld({ name, folder: world, environments, ...found });
      applied.catch(() => undefined); // the step that needs it says why
    });
    afterAll(async () => {
      await (await applied?.catch(() => undefined))?.stop();
      await sandbox?.stop();
      rmSync(place, { recursive: true, force: true });
    });

    step("builds from deploy/Dockerfile", async () => {
      const context = join(place, "context");
      copyWithout(resolve(folder), context);
      for (const file of secretFiles) {
        mkdirSync(join(context, file, ".."), { recursive: true });
        writeFileSync(join(context, file), marker);
      }
      image = await buildImage(context, { dockerfile, into: join(place, "image"), values: labels });
    });

    step(
      "says who runs it, its port, how it starts, how it is probed and what it was made from",
      async () => {
        const { configuration } = image;
        expect(configuration).toMatchObject({
          User: expect.stringMatching(/^[1-9]\d*(:[1-9]\d*)?$/),
          ExposedPorts: { [`${port}/tcp`]: {} },
          Healthcheck: { Test: expect.arrayContaining(["CMD"]) },
          Labels: {
            "org.opencontainers.image.revision": labels.REVISION,
            "org.opencontainers.image.source": labels.SOURCE,
          },
        });
        const start = [...(configuration.Entrypoint ?? []), ...configuration.Cmd];
        expect(start.length).toBeGreaterThan(0);
        expect(start[0]).not.toMatch(/^(\/bin\/)?sh$/); // no signal would arrive
      },
    );

    step("has no secret and no build tool, in no layer and nowhere in its history", async () => {
      const { env } = image.store;
      const from = await sandbox.run("buildah", ["from", image.name], { env });
      root = (await sandbox.run("buildah", ["mount", from.trim()], { env })).trim();
      const said = JSON.stringify([image.configuration, image.history]);
      expect(said).not.toContain(marker);
      expect(said).not.toMatch(/(password|secret|token|_key)=/i);
      const variables = image.configuration.Env.map((line) => line.replace(/=.*/s, ""));
      expect(
        definition.secrets.map((secret) => secret.name).filter((one) => variables.includes(one)),
      ).toEqual([]);
      // Every layer that the build made is in its store, also those of the stages that made the parts.
      const layers = join(image.store.folder, "images");
      const search = (...args: string[]) =>
        sandbox.run("sh", ["-c", '"$@" || [ $? = 1 ]', "sh", ...args]);
      expect(await search("grep", "-rlF", marker, layers)).toBe("");
      expect(
        await search(
          "grep",
          "-rlE",
          "-e",
          "-----BEGIN [A-Z ]*PRIVATE KEY",
          `${root}/backend`,
          `${root}/static`,
        ),
      ).toBe("");
      const found = await sandbox.run("find", [
        ...[
          root,
          "-xdev",
          "(",
          "-path",
          `${root}/usr/share`,
          "-o",
          "-path",
          `${root}/usr/lib/python3*`,
          ")",
          "-prune",
          "-o",
        ],
        ...["(", ...unwanted.flatMap((one) => ["-o", "-name", one]).slice(1), ")", "-print"],
      ]);
      expect(found.split("\n").filter(Boolean)).toEqual([]);
      const size = await sandbox.run("du", ["-sm", root]);
      process.stdout.write(`size of the files: ${size.split("\t")[0]} MiB\n`);
    });

    step("migrates an empty database, and a second time without a change", async () => {
      database = await startDatabase(sandbox);
      if (migrationCommand === null) return;
      for (const id of ["migration", "migration-again"]) {
        const migration = started(id, migrationCommand);
        expect([await migration.ended, migration.output()]).toEqual([0, expect.anything()]);
      }
    });

    step("starts under the task definition's limits, and is ready with its database", async () => {
      container = started("app");
      await Promise.race([
        becomes(healthCheck.path, 200),
        container.ended.then((code) => {
          throw new Error(
            `it ended with ${code}: ${JSON.stringify(container.output(), undefined, 2)}`,
          );
        }),
      ]);
    });

    step(
      "has no right over its own files, none over the machine, and a /tmp of the size we give",
      async () => {
        const kernel = await container.kernel("status");
        for (const set of ["Inh", "Prm", "Eff", "Bnd", "Amb"]) {
          expect(kernel).toMatch(new RegExp(`^Cap${set}:\\t0+$`, "m"));
        }
        expect(kernel).toMatch(/^NoNewPrivs:\t1$/m);
        const [uid] = image.configuration.User.split(":");
        expect(kernel).toMatch(new RegExp(`^Uid:\\t${uid}\\t${uid}\\t${uid}\\t${uid}$`, "m"));
        const mounts = await container.kernel("mountinfo");
        expect(mounts).toMatch(/ \/ \/ ro[, ]/);
        for (const { containerPath, size } of definition.linuxParameters.tmpfs) {
          expect(mounts).toMatch(
            new RegExp(` ${containerPath} rw,nosuid,nodev,.*tmpfs .*size=${size * 1024}k`),
          );
        }
      },
    );

    step("passes the health check that it brings along", async () => {
      const [kind, ...command] = image.configuration.Healthcheck.Test;
      await container.exec(kind === "CMD" ? command : ["/bin/sh", "-c", command.join(" ")]);
    });

    step("shows its page in a browser, without an error", async () => {
      const visited = await visit("/");
      try {
        expect(await visited.page.locator("body").textContent()).not.toBe("");
        expect(visited.problems).toEqual([]);
      } finally {
        await visited.close();
      }
    });

    more?.(step, {
      call,
      visit,
    });

    step("is not ready while its database is stopped, and ready again after it", async () => {
      await database.stop();
      await becomes(healthCheck.path, 503);
      if (livePath !== undefined) expect(await status(livePath)).toBe(200);
      await database.start();
      await becomes(healthCheck.path, 200);
    });

    step(
      "ends well on SIGTERM, in the time that the task definition gives, and finishes what it began",
      async () => {
        const stop = async () => {
          await pause(500); // or the first half of the request may not have arrived
          await container.signal("TERM");
          await pause(500);
        };
        const asked = Date.now();
        if (unfinished === undefined) {
          await stop();
        } else {
          const { path, body } = unfinished;
          const answer = await call(path, { method: "POST", body, betweenHalves: stop });
          expect([answer.status, answer.text]).toEqual([unfinished.status, expect.anything()]);
        }
        expect(await container.ended).toBe(0);
        expect(Date.now() - asked).toBeLessThan(definition.stopTimeout * 1000);
      },
    );

    if (logsJson) {
      step("has written JSON to standard output, an object a line, and nothing else", async () => {
        const { stdout, stderr } = container.output();
        expect(stderr).toBe("");
        const lines = stdout.trim().split("\n");
        const messages = lines.map((line) => typeof JSON.parse(line).message);
        expect(messages).toEqual(lines.map(() => "string"));
      });
    }

    const goesOn = "goes on: pushed, scanned, and released where Terraform has applied the stack";
    if (found === undefined) {
      test(goesOn, (context) => withoutProvider(context, name));
      return;
    }
    step(goesOn, async () => {
      const world = (await applied) as TerraformWorld;
      const { registry } = world.emulator;
      const { repository } = environment;
      const digest = await image.push(`${registry}/${repository.name}:${labels.REVISION}`);
      await scanIsClean(world, digest);
      await release(world, digest);
      expect(await releasedDigests(world)).toEqual({ pointer: digest, running: digest });
      expect(await tagsOf(world, digest)).toContain(labels.REVISION);
    });
  });
}

/** What a developer may have lying around; the build must not see it. */
const secretFiles = [
  ".env",
  "dump.sql",
  "backend/.env",
  "backend/.env.production",
  "backend/tls.pem",
  "backend/tests/fixture.txt",
  "frontend/.env.local",
  "frontend/.git/config",
];

/** Names of what belongs to a build, or to nobody but a developer. */
const unwanted = [
  ...["node", "npm", "gcc", "cc", "g++", "make", "git", "node_modules"],
  ...[".env*", ".git", ".npmrc", ".pypirc", ".netrc", "id_rsa", "id_ed25519", ".npm", ".cache"],
];

/** Copies an application without what its tools have made. */
function copyWithout(from: string, to: string): void {
  const made = /^(node_modules|dist|__pycache__|\.venv|\.git|\..*_cache)$/;
  cpSync(from, to, { recursive: true, filter: (path) => !made.test(basename(path)) });
}
