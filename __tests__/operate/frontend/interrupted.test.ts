import type { S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { CommandError } from "../../../src/base/errors";
import { loadOne } from "../../../src/config/environments-folder";
import { openFrontend } from "../../../src/operate/frontend/open-frontend";
import { readSiteFolder } from "../../../src/operate/frontend/read-folder";
import { releaseFrontend } from "../../../src/operate/frontend/release-frontend";
import { failCalls } from "../../support/lose-answer";
import {
  again,
  describeAsPublisher,
  done,
  first,
  options,
  paths,
  second,
} from "./support/as-publisher";

describeAsPublisher(({ frontend, folderOf, publish, texts, results, invalidated }) => {
  test.each([
    ["while files are stored", "PutObjectCommand", 2, "began", first],
    ["before index.html is switched", "CopyObjectCommand", 2, "switching", first],
    ["before CloudFront forgets", "CreateInvalidationCommand", 1, "switching", second],
  ] as const)(
    "a publisher that is killed %s leaves a whole page; the same command goes on, and so does a rollback",
    async (_, command, call, result, shown) => {
      await publish(first);
      const dist = folderOf(second);
      const killed = await openFrontend(loadOne("shop-dev"));
      killAt(command, call, [
        killed.bucket.s3,
        killed.live.clients.dynamodb,
        killed.distribution.cloudfront,
      ]);
      const { manifest, read } = readSiteFolder(dist, paths);
      const request = { action: "publish", manifest, from: "", read, again } as const;
      await expect(releaseFrontend(killed, request, options)).rejects.toThrow("killed");
      expect(await results()).toEqual(["published", result, undefined]); // the last one is the lease, which nobody gave back
      expect((await texts())["index.html"]).toBe(shown["index.html"]);

      const on = await frontend("publish", "shop-dev", dist);
      expect(on).toMatchObject(done);
      expect(on.out).toContain(
        "Another release seems to be running, by arn:aws:sts::111111111111:",
      );
      expect(await texts()).toEqual({ ...first, ...second });
      expect(await results()).toEqual(["published", result, "published"]);
      const forgotten = (await invalidated()).at(-1);
      expect(forgotten).toEqual(result === "began" ? ["/", "/index.html"] : ["/*"]);
      expect(await frontend("rollback", "shop-dev")).toMatchObject(done);
      expect((await texts())["index.html"]).toBe(first["index.html"]);
    },
  );

  test("switches index.html when every other file is, each kind after the one before", async () => {
    await publish(first);
    const third = {
      "index.html": "3",
      "assets/app-3.js": "third()",
      "favicon.svg": "<svg id=3/>",
    };
    const opened = await openFrontend(loadOne("shop-dev"));
    const copies = watchCopies(opened.bucket.s3);
    const repair = failCalls(opened.bucket.s3, "CopyObjectCommand", { Key: "site/favicon.svg" });
    const { manifest, read } = readSiteFolder(folderOf(third), paths);
    const request = { action: "publish", manifest, from: "", read, again } as const;
    await expect(releaseFrontend(opened, request, options)).rejects.toThrow("killed");
    expect(copies).toEqual(["begins: assets/app-3.js", "is there: assets/app-3.js"]);
    expect(await texts()).toEqual({ ...first, "assets/app-3.js": "third()" });
    repair();
    await releaseFrontend(opened, request, options);
    expect(copies.slice(2)).toEqual([
      ...["begins: favicon.svg", "is there: favicon.svg"],
      ...["begins: index.html", "is there: index.html"],
    ]);
    expect(await texts()).toEqual({ ...first, ...third });
  });

  test.each([
    ["HeadObjectCommand", "The pages are as they were. To go on: AGAIN", ["published"]],
    [
      "PutObjectCommand",
      "The pages are as they were. To go on: AGAIN",
      ["published", "not published"],
    ],
    [
      "CopyObjectCommand",
      "Some files may be switched, index.html as the last one. To go on: AGAIN; back: npx slipway frontend rollback shop-dev",
      ["published", "broken off"],
    ],
  ])(
    "stopped by a person at its first %s, says what is shown and what to type",
    async (command, left, recorded) => {
      await publish(first);
      const dist = folderOf(second);
      const stop = new AbortController();
      const opened = await openFrontend(loadOne("shop-dev"));
      opened.bucket.s3.middlewareStack.add(
        (next, { commandName }) =>
          async (call) => {
            if (commandName === command) stop.abort();
            return next(call);
          },
        { step: "initialize" },
      );
      const { manifest, read } = readSiteFolder(dist, paths);
      const failure = await releaseFrontend(
        opened,
        { action: "publish", manifest, from: "", read, again },
        { ...options, signal: stop.signal },
      ).catch((error: unknown) => error);
      expect(failure).toEqual(new CommandError(1, `Stopped.\n${left.replace("AGAIN", again)}`));
      expect(await results()).toEqual(recorded);
      expect((await texts())["index.html"]).toBe(first["index.html"]);
      expect(await frontend("publish", "shop-dev", dist)).toMatchObject(done);
      expect((await texts())["index.html"]).toBe(second["index.html"]);
    },
  );
});

/** Lets clients do nothing from their n-th call of a command on, as if the process were killed there. */
function killAt(
  command: string,
  call: number,
  clients: readonly { middlewareStack: object }[],
): void {
  let left = call;
  type Next = (call: unknown) => Promise<unknown>;
  const kill =
    (next: Next, context: { readonly commandName?: string }) => async (asked: unknown) => {
      if (context.commandName === command && left > 0) left -= 1;
      if (left === 0) throw new Error("killed");
      return next(asked);
    };
  for (const { middlewareStack } of clients) {
    (middlewareStack as { add(one: unknown, where: object): void }).add(kill, {
      step: "initialize",
    });
  }
}

/** What becomes of each copy that leaves, in the order in which it does. */
function watchCopies({ middlewareStack }: S3Client): readonly string[] {
  const seen: string[] = [];
  middlewareStack.add(
    (next, { commandName }) =>
      async (call) => {
        if (commandName !== "CopyObjectCommand") return next(call);
        const path = String(Reflect.get(call.input, "Key")).replace("site/", "");
        seen.push(`begins: ${path}`);
        const answer = await next(call);
        seen.push(`is there: ${path}`);
        return answer;
      },
    { step: "build" },
  );
  return seen;
}
