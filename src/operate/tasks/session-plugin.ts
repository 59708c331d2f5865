import { type ChildProcess, spawn } from "node:child_process";
import { CommandError } from "../../base/errors";

/** What `session-manager-plugin` is given: the session that was started, and by what. */
interface PluginSession {
  /** What StartSession answered. */
  readonly response: {
    readonly SessionId: string;
    readonly StreamUrl: string;
    readonly TokenValue: string;
  };
  /** What StartSession was asked. */
  readonly request: object;
  readonly region: string;
  readonly endpoint: string;
  /** Credentials by which it resumes the session after a lost connection. */
  readonly credentials: Readonly<Record<string, string>>;
}

/** The variable in which it takes the answer with the token: words of a command are read by everybody on the machine. */
const responseVariable = "AWS_SSM_START_SESSION_RESPONSE";

/** The last version that takes the answer in its words only. */
const lastWithoutVariable = [1, 2, 497, 0];

/** How to get the plugin, for those who lack it. */
const howToGetIt = `Get it with one of:
  brew install --cask session-manager-plugin
  winget install Amazon.SessionManagerPlugin
or as AWS says: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html
and put it on PATH.`;

/** The plugin's version; a {@link CommandError} where there is none on PATH, or one that is too old. */
export async function requireSessionPlugin(): Promise<string> {
  const version = await new Promise<string>((resolve, reject) => {
    const child = spawn("session-manager-plugin", ["--version"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk;
    });
    child.on("error", () =>
      reject(
        new CommandError(
          2,
          `session-manager-plugin is not on this machine; it carries the connection through Systems Manager.\n${howToGetIt}`,
        ),
      ),
    );
    child.on("close", () => resolve(said.trim()));
  });
  if (!isNewer(version)) {
    throw new CommandError(
      2,
      `session-manager-plugin ${version || "of an unknown version"} is too old: it takes the session's token where everybody on this machine can read it. It must be newer than ${lastWithoutVariable.join(".")}.\n${howToGetIt}`,
    );
  }
  return version;
}

function isNewer(version: string): boolean {
  if (!/^\d+(\.\d+){3}$/.test(version)) return false;
  const parts = version.split(".").map(Number);
  const at = parts.findIndex((part, index) => part !== lastWithoutVariable[index]);
  return at !== -1 && (parts[at] ?? 0) > (lastWithoutVariable[at] ?? 0);
}

/** Starts the plugin, which listens on the session's local port until it is ended. */
export function startSessionPlugin(session: PluginSession): ChildProcess {
  const { response, request, region, endpoint, credentials } = session;
  const words = [
    responseVariable,
    region,
    "StartSession",
    "", // no profile: the credentials are in the environment
    JSON.stringify(request),
    endpoint,
  ];
  return spawn("session-manager-plugin", words, {
    env: { ...process.env, ...credentials, [responseVariable]: JSON.stringify(response) },
    stdio: ["ignore", "pipe", "pipe"],
  });
}
