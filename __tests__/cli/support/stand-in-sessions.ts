import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

/** What was asked of Systems Manager's sessions, in order. */
type Asked = { readonly action: string; readonly body: Record<string, unknown> };

/** Properties of {@link startSessions}. */
interface SessionsProps {
  /** Whether the agent runs in the service's tasks. */
  agent: "RUNNING" | "STOPPED";
  /** What StartSession is refused with; undefined: it starts. */
  refusal: string | undefined;
  /** Whether the emulator answers what is asked of sessions, which knows who may. */
  handsOn: boolean;
}

/**
 * Stands before the emulator, which has no sessions and no agent in its tasks: answers those in AWS's shape, and hands on everything else.
 */
export async function startSessions(emulator: string) {
  const asked: Asked[] = [];
  const props: SessionsProps = { agent: "RUNNING", refusal: undefined, handsOn: false };
  const server = createServer(async (asking, answer) => {
    const body = await text(asking);
    const action = String(asking.headers["x-amz-target"] ?? "").split(".")[1] ?? "";
    const says = (status: number, value: object) => {
      answer.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
      answer.end(JSON.stringify(value));
    };
    if (action === "StartSession" || action === "TerminateSession") {
      asked.push({ action, body: JSON.parse(body) });
    }
    if (!props.handsOn && (action === "StartSession" || action === "TerminateSession")) {
      if (action === "TerminateSession") return says(200, { SessionId: "root-0a1b2c" });
      if (props.refusal)
        return says(400, { __type: "AccessDeniedException", message: props.refusal });
      return says(200, {
        SessionId: "root-0a1b2c",
        StreamUrl: "wss://ssmmessages.example.gov/v1/data-channel/root-0a1b2c",
        TokenValue: "token-of-the-session",
      });
    }
    const got = await handOn(emulator, asking, body);
    const said = await text(got);
    answer.writeHead(got.statusCode ?? 500, {
      "content-type": got.headers["content-type"] ?? "",
    });
    answer.end(action === "DescribeTasks" ? withAgent(said, props.agent) : said);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { endpoint: `http://127.0.0.1:${port}`, asked, props, stop: () => server.close() };
}

/** With every header, the host's among them, which is part of what is signed. */
async function handOn(
  emulator: string,
  { url = "/", method, headers }: IncomingMessage,
  body: string,
): Promise<IncomingMessage> {
  const sent = request(new URL(url, emulator), { method, headers }).end(body);
  const [answer] = await once(sent, "response");
  return answer;
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
