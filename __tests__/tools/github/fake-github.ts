import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** A comment or an issue that the stand-in keeps. */
export interface Item {
  readonly number: number;
  readonly id: number;
  title?: string;
  body: string;
  state: string;
  readonly user: { readonly type: string };
  readonly pull_request?: object;
}

/** A stand-in for GitHub's API on loopback: it keeps comments and issues, and refuses who has no token. */
export interface FakeGitHub {
  readonly url: string;
  /** What it answers with, for a server of the caller's own. */
  readonly answer: RequestListener;
  readonly comments: Item[];
  readonly issues: Item[];
  /** Pull requests by the commit that they brought. */
  readonly pullRequests: Record<string, { number: number; merged_at: string | null }[]>;
  /** Calls that wrote, such as `POST issues/7/comments`. */
  readonly writes: string[];
  close(): void;
}

/** Starts the stand-in; it has one repository, and `let-me` is its one token. */
export async function fakeGitHub(repository = "example-gov/slipway"): Promise<FakeGitHub> {
  const kept = {
    comments: [] as Item[],
    issues: [] as Item[],
    pullRequests: {} as FakeGitHub["pullRequests"],
    writes: [] as string[],
  };
  const listener: RequestListener = async (request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const url = new URL(request.url ?? "", "http://localhost");
    const path = url.pathname.replace(`/repos/${repository}/`, "");
    if (request.headers.authorization !== "Bearer let-me") {
      return answer(403, { message: "Resource not accessible by integration" });
    }
    const page = <T>(items: readonly T[]) => {
      const from = (Number(url.searchParams.get("page")) - 1) * 100;
      return items.slice(from, from + 100);
    };
    if (request.method === "GET") {
      if (path.endsWith("/comments")) return answer(200, page(kept.comments));
      if (path === "issues") {
        const state = url.searchParams.get("state");
        return answer(200, page(kept.issues.filter((issue) => issue.state === state)));
      }
      const commit = /^commits\/(\w+)\/pulls$/.exec(path)?.[1];
      if (commit) return answer(200, kept.pullRequests[commit] ?? []);
      return answer(404, { message: "Not Found" });
    }
    kept.writes.push(`${request.method} ${path}`);
    const given = (await json(request)) as Partial<Item>;
    if ((given.body?.length ?? 0) > 65_536) return answer(422, { message: "body is too long" });
    const items = path.includes("comments") ? kept.comments : kept.issues;
    if (request.method === "POST") {
      const id = items.length + 1;
      const made = { id, number: id, state: "open", body: "", user: { type: "Bot" }, ...given };
      items.push(made);
      return answer(201, made);
    }
    const item = items.find(({ id }) => id === Number(path.split("/").at(-1)));
    if (item === undefined) return answer(404, { message: "Not Found" });
    return answer(200, Object.assign(item, given));
  };
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    ...kept,
    answer: listener,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
