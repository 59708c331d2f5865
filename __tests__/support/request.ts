import { type Agent, request as open } from "node:http";
import { text } from "node:stream/consumers";

/** What {@link request} sends; without a body it asks with GET. */
export interface RequestProps {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Keeps its connections, where the server never closes one. */
  readonly agent?: Agent;
}

/**
 * Asks a server of a test, over a connection of its own: one that is kept would be closed from the other side while a test waits for a
 * process, and the next request would fail. Throws when the answer is no success; returns its text.
 */
export function request(url: string, props: RequestProps = {}) {
  const { body, headers = {}, agent = false } = props;
  const method = props.method ?? (body === undefined ? "GET" : "POST");
  return new Promise<string>((done, fail) => {
    const sent = open(url, { method, headers, agent }, (answer) => {
      text(answer).then((said) => {
        const { statusCode = 0 } = answer;
        if (statusCode >= 200 && statusCode < 300) done(said);
        else fail(new Error(`${method} ${url}: ${statusCode} ${said}`));
      }, fail);
    });
    sent.on("error", fail);
    sent.end(body);
  });
}
