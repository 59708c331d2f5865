import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { askHealth } from "../../src/operate/ask-health";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const polling = { attempts: 3, pauseSeconds: 0.01, timeoutSeconds: 0.5 };

/** Serves on loopback and gives the address of its health path. */
async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/health/ready`;
}

/** Answers with these status codes one after the other, the last one for ever. */
function answering(...codes: number[]): RequestListener {
  return ({ url }, response) => {
    const code = url === "/health/ready" ? (codes.length > 1 ? codes.shift() : codes[0]) : 404;
    response.writeHead(code ?? 500, { location: "/elsewhere" }).end("x");
  };
}

test("is ready when the path answers 200", async () => {
  const url = await serve(answering(200));
  expect(await askHealth(url, polling)).toEqual({ kind: "ready", said: "200" });
});

test("asks again, because the first answers after a rollout may be those of a task that leaves", async () => {
  const url = await serve(answering(503, 502, 200));
  expect(await askHealth(url, polling)).toEqual({ kind: "ready", said: "200" });
});

test("is not ready when it was asked one time too few", async () => {
  const url = await serve(answering(503, 502, 200));
  expect(await askHealth(url, { ...polling, attempts: 2 })).toEqual({
    kind: "not-ready",
    said: "502",
  });
});

test.each([204, 301, 404])("does not take %s for ready", async (code) => {
  const url = await serve(answering(code));
  expect(await askHealth(url, polling)).toEqual({ kind: "not-ready", said: String(code) });
});

test("is not ready when somebody takes the call and says nothing", async () => {
  const url = await serve(() => undefined);
  expect(await askHealth(url, { ...polling, attempts: 1 })).toEqual({
    kind: "not-ready",
    said: "The operation was aborted due to timeout",
  });
});

test("is not ready when the connection is refused: the machine is there, the application is not", async () => {
  const url = await serve(answering(200));
  server?.close();
  expect(await askHealth(url, { ...polling, attempts: 1 })).toMatchObject({
    kind: "not-ready",
    said: expect.stringContaining("ECONNREFUSED"),
  });
});

test("is unreachable when the name is not known here", async () => {
  const answer = await askHealth("http://no-such-host.invalid/", { ...polling, attempts: 1 });
  expect(answer).toMatchObject({
    kind: "unreachable",
    said: expect.stringMatching(/^getaddrinfo/),
  });
});
