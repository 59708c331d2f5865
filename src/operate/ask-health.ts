import { setTimeout as pause } from "node:timers/promises";

/** How often {@link askHealth} asks, and how long it waits. */
export interface HealthPolling {
  /** How often it asks at most, 1 or more. */
  readonly attempts: number;
  /** Seconds between two attempts. */
  readonly pauseSeconds: number;
  /** Seconds that one answer may take; more than the 10 after which a connection counts as not made. */
  readonly timeoutSeconds: number;
}

/** What came of asking. `unreachable` means that nobody was reached from here, which says nothing of the application. */
export interface HealthAnswer {
  readonly kind: "ready" | "not-ready" | "unreachable";
  /** The last answer, such as `200`, `503` or `connect ECONNREFUSED 127.0.0.1:443`. */
  readonly said: string;
}

/** Asks a health path until it answers 200 or was asked often enough. A redirection is no answer. */
export async function askHealth(url: string, polling: HealthPolling): Promise<HealthAnswer> {
  let answer = await askOnce(url, polling.timeoutSeconds);
  for (let attempt = 1; attempt < polling.attempts && answer.kind !== "ready"; attempt++) {
    await pause(polling.pauseSeconds * 1000);
    answer = await askOnce(url, polling.timeoutSeconds);
  }
  return answer;
}

async function askOnce(url: string, timeoutSeconds: number): Promise<HealthAnswer> {
  try {
    const signal = AbortSignal.timeout(timeoutSeconds * 1000);
    const response = await fetch(url, { redirect: "manual", signal });
    await response.body?.cancel();
    return { kind: response.status === 200 ? "ready" : "not-ready", said: String(response.status) };
  } catch (error) {
    const cause = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    const kind = nobodyWasReached.has(cause.code ?? cause.name) ? "unreachable" : "not-ready";
    return { kind, said: cause.message || String(cause.code) };
  }
}

/** A name that is not known here, a network without a route, a firewall that does not answer. Not: refused, a bad certificate. */
const nobodyWasReached: ReadonlySet<string> = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
]);
