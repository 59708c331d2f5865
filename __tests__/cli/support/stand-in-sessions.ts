import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

/** What was asked of Systems Manager's sessions, in order. */
type Asked = { readonly action: string; readonly body: Record<string, unknown> };

/** Properties of {@link startSessions}. */
interface SessionsProps {
  /** Whether the agent runs in the service's tasks. */
  agent: "RUNNING" | "STOPPED";
  /** What StartSession is refused with; undefined: it starts. */
  refusal: string | undefined;
}

/**
 * Stands before the emulator, which has no sessions and no agent in its tasks: answers those in AWS's shape, and hands on everything else.
 */
export async function startSessions(emulator: string) {
  const asked: Asked[] = [];
  const props: SessionsProps = { agent: "RUNNING", refusal: undefined };
  const server = createServer(async (request, answer) => {
    const body = await text(request);
    const action = String(request.headers["x-amz-target"] ?? "").split(".")[1] ?? "";
    const says = (status: number, value: object) => {
      answer.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
      answer.end(JSON.stringify(value));
    };
    if (action === "StartSession" || action === "TerminateSession") {
      asked.push({ action, body: JSON.parse(body) });
      if (action === "TerminateSession") return says(200, { SessionId: "root-0a1b2c" });
      if (props.refusal)
        return says(400, { __type: "AccessDeniedException", message: props.refusal });
      return says(200, {
        SessionId: "root-0a1b2c",
        StreamUrl: "wss://ssmmessages.example.gov/v1/data-channel/root-0a1b2c",
        TokenValue: "token-of-the-session",
      });
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) =>
        name === "content-length" || name === "connection" || name === "host"
          ? []
          : [[name, String(value)]],
      ),
    );
    const got = await fetch(`${emulator}${request.url}`, {
      method: request.method ?? "POST",
      headers,
      ...(body !== "" && { body }),
    });
    const said = await got.text();
    answer.writeHead(got.status, { "content-type": got.headers.get("content-type") ?? "" });
    answer.end(action === "DescribeTasks" ? withAgent(said, props.agent) : said);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { endpoint: `http://127.0.0.1:${port}`, asked, props, stop: () => server.close() };
}

/** As ECS describes a task with ECS Exec on. */
function withAgent(answer: string, lastStatus: string): string {
  const { tasks, ...rest } = JSON.parse(answer) as {
    readonly tasks: { readonly taskArn: string; readonly containers: object[] }[];
  };
  const managedAgents = [{ name: "ExecuteCommandAgent", lastStatus }];
  const described = tasks.map((task) => ({
    ...task,
    containers: [{ name: "app", runtimeId: `${task.taskArn.slice(-8)}-265927825`, managedAgents }],
  }));
  return JSON.stringify({ ...rest, tasks: described });
}
