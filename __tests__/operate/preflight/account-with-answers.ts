import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Environment } from "../../../src/config/schema";
import type { Account } from "../../../src/operate/preflight/look";
import type { Emulator } from "../../support/emulator";

/** What AWS answers an action, where the emulator does not know it or a test wants another answer. */
export type Answers = Record<
  string,
  {
    readonly status?: number;
    /** The answer, or what makes it of the request's body and signature, which names the region. */
    readonly body: string | ((request: string, signature: string) => string);
  }
>;

/** An {@link Account} on the emulator, but for the actions of `answers`, by their names. */
export async function accountWithAnswers(
  aws: Emulator,
  environment: Environment,
  answers: Answers,
): Promise<{
  readonly account: Account;
  readonly asked: ReadonlySet<string>;
  readonly stop: () => void;
}> {
  const asked = new Set<string>();
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const target = String(request.headers["x-amz-target"] ?? "").split(".")[1];
    const action =
      target ??
      new URLSearchParams(body).get("Action") ??
      `${request.method} ${request.url?.split("?")[0]}`;
    asked.add(action);
    const own = answers[action];
    if (own) {
      const answer =
        typeof own.body === "string"
          ? own.body
          : own.body(body, request.headers.authorization ?? "");
      response.writeHead(own.status ?? 200, {
        "content-type": answer.startsWith("<") ? "text/xml" : "application/x-amz-json-1.1",
      });
      response.end(answer);
      return;
    }
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === "string" && !/^(host|connection|content-length)$/.test(name)
        ? [[name, value]]
        : [],
    );
    const given = await fetch(`${aws.endpoint}${request.url}`, {
      method: request.method ?? "POST",
      headers: Object.fromEntries(headers) as Record<string, string>,
      ...(body && { body }),
    });
    response.writeHead(given.status, { "content-type": given.headers.get("content-type") ?? "" });
    response.end(Buffer.from(await given.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    account: {
      environment,
      config: {
        endpoint: `http://127.0.0.1:${port}`,
        region: environment.region,
        credentials: async () => ({ accessKeyId: environment.account, secretAccessKey: "none" }),
      },
      nameServersOf: async () => ["ns-1.awsdns-1.com"],
    },
    asked,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** An answer of an API of the query protocol. */
export function queryAnswer(action: string, result: string): Answers {
  return {
    [action]: {
      body: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
    },
  };
}

export function jsonAnswer(action: string, answer: object): Answers {
  return { [action]: { body: JSON.stringify(answer) } };
}
