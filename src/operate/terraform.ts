import { type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { stripVTControlCharacters } from "node:util";
import { CommandError } from "../base/errors";
import type { Terminal } from "../base/terminal";

/** Properties of {@link runTerraform}. */
interface RunTerraformProps {
  /** Terraform or OpenTofu: what `cdktf` takes from TERRAFORM_BINARY_NAME, else `terraform`. */
  readonly executable: string;
  /** Folder of the stack, such as `cdktf.out/stacks/shop-dev`. */
  readonly folder: string;
  readonly args: readonly string[];
  /** Gets what Terraform writes to standard output, instead of the terminal. */
  readonly onOutput?: (text: string) => void;
  /** Gets what Terraform writes to standard error, instead of the terminal. */
  readonly onError?: (text: string) => void;
}

/** The Terraform that people and `cdktf` use: `TERRAFORM_BINARY_NAME`, or `terraform`. */
export function terraformExecutable(): string {
  return process.env["TERRAFORM_BINARY_NAME"] || "terraform";
}

/**
 * Runs Terraform in front of the person who waits, and gives its exit code. Ctrl-C is Terraform's to answer: it stops in good order,
 * and then this returns, so that whatever must be cleaned up afterwards is.
 */
export async function runTerraform(props: RunTerraformProps, terminal: Terminal): Promise<number> {
  const child = spawn(props.executable, [...props.args], {
    cwd: props.folder,
    stdio: stdio(terminal.interactive, props),
    env: { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" },
  });
  child.stdout?.setEncoding("utf8").on("data", props.onOutput ?? terminal.out);
  child.stderr?.setEncoding("utf8").on("data", props.onError ?? terminal.err);
  const interrupted = () => {}; // the terminal sends Ctrl-C to Terraform as well
  const ended = () => void child.kill("SIGINT");
  process.on("SIGINT", interrupted).on("SIGTERM", ended);
  try {
    const [code] = await once(child, "close");
    return typeof code === "number" ? code : 1;
  } catch (error) {
    throw notStarted(error as NodeJS.ErrnoException, props.executable);
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", ended);
  }
}

/** A person's own terminal, so that Terraform shows colour and progress; what somebody must read goes through a pipe. */
function stdio(interactive: boolean, { onOutput, onError }: RunTerraformProps): StdioOptions {
  if (!interactive) return ["ignore", "pipe", "pipe"];
  return ["inherit", onOutput ? "pipe" : "inherit", onError ? "pipe" : "inherit"];
}

function notStarted(error: NodeJS.ErrnoException, executable: string): Error {
  if (error.code !== "ENOENT") return error;
  return new CommandError(
    2,
    `There is no \`${executable}\`. Install Terraform 1.11 or OpenTofu 1.12 or later, or set TERRAFORM_BINARY_NAME.`,
  );
}

/** Properties of {@link runOrExplain}. */
export interface RunOrExplainProps extends KnownProblemFacts {
  /** Terraform or OpenTofu. */
  readonly executable: string;
  /** Folder of the stack, such as `cdktf.out/stacks/shop-dev`. */
  readonly folder: string;
}

/** One call of Terraform. */
interface TerraformStep {
  readonly args: readonly string[];
  /** Exit codes that are no failure. */
  readonly fine: readonly number[];
  /** Exit code of `slipway` where only Terraform's own words say why. */
  readonly failure: 1 | 2;
  /** What may help after a failure that nobody foresaw; a sentence of its own. */
  readonly hint?: string;
  /** Gets what Terraform writes to standard output, instead of the terminal. */
  readonly onOutput?: (text: string) => void;
}

/**
 * Runs Terraform and gives its exit code where that is fine. Throws a {@link CommandError} where it is not: code 2 in one line when
 * something around Terraform is missing, else the step's code after Terraform's own words.
 */
export async function runOrExplain(
  props: RunOrExplainProps,
  terminal: Terminal,
  { args, fine, failure, hint, onOutput }: TerraformStep,
): Promise<number> {
  let errors = "";
  const onError = (text: string) => {
    errors += text;
  };
  const { executable, folder } = props;
  const code = await runTerraform(
    {
      executable,
      folder,
      args: [...args, ...withoutColour(terminal)],
      onError,
      ...(onOutput && { onOutput }),
    },
    terminal,
  );
  if (fine.includes(code)) {
    terminal.err(errors); // warnings
    return code;
  }
  const problem = knownProblem(stripVTControlCharacters(errors), props);
  if (problem) throw new CommandError(2, problem);
  terminal.err(errors);
  throw new CommandError(
    failure,
    `${props.environment}: terraform ${words(args)} failed (exit ${code}); the reason is above.${hint ? `\n${hint}` : ""}`,
  );
}

/** Escapes for colours are for people who look at a terminal; in a log or a pipe they are noise. */
export function withoutColour(terminal: Pick<Terminal, "interactive">): readonly string[] {
  return terminal.interactive ? [] : ["-no-color"];
}

/** The sub-command: `plan`, `state pull`. */
function words(args: readonly string[]): string {
  return args.filter((arg) => !arg.startsWith("-")).join(" ");
}

/** What a message about a failed Terraform may need to name. */
interface KnownProblemFacts {
  /** Environment that Terraform runs for. */
  readonly environment: string;
  /** Account of its file, 12 digits. */
  readonly account: string;
  /** What to do once it is fixed, such as `plan again`. */
  readonly again: string;
}

type Explain = (facts: KnownProblemFacts, match: RegExpExecArray) => string;

/** What Terraform writes when something is missing around it, and what a person can do about it. */
const known: readonly (readonly [RegExp, Explain])[] = [
  [
    /No valid credential sources found/,
    ({ account, again }) =>
      `There are no AWS credentials: sign in to account ${account} (such as \`aws sso login\`) and set AWS_PROFILE, then ${again}.`,
  ],
  [
    /failed to get shared config profile, (\S+)/,
    (_, [, profile]) =>
      `There is no AWS profile ${profile}: correct AWS_PROFILE, or write it into ~/.aws/config.`,
  ],
  [
    /ExpiredToken|token has expired|refresh cached SSO token failed/i,
    ({ account, again }) =>
      `The AWS credentials have expired: sign in to account ${account} again, then ${again}.`,
  ],
  [
    /InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClientException/,
    ({ account }) => `AWS does not know these credentials: sign in to account ${account} again.`,
  ],
  [
    /AWS account ID not allowed: (\d{12})/,
    ({ environment, account, again }, [, other]) =>
      `These credentials are of account ${other}, but ${environment} lives in ${account}: sign in there, then ${again}.`,
  ],
  [
    /S3 bucket "([^"]+)" does not exist/,
    ({ account }, [, bucket]) =>
      `The state's bucket ${bucket} does not exist: make it once for the account with \`npx cdktf apply state-${account}\`.`,
  ],
  [
    /could not connect to (\S+): failed to request discovery/,
    (_, [, registry]) =>
      `Terraform cannot reach ${registry}, where its AWS provider comes from: open the network, or set up a mirror (https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation).`,
  ],
  [
    /retrieving caller identity from STS: [^\n]*(dial tcp[^\n]*|i\/o timeout|deadline exceeded)/,
    (_, [, reason]) => `AWS cannot be reached (${reason}): check the network and its proxy.`,
  ],
  [
    /retrieving caller identity from STS: [^\n]*StatusCode: (\d+),[^\n]*(UnknownError|deserialization failed)/,
    (_, [, status]) =>
      `What answered is not AWS (HTTP ${status}): check the network, its proxy and AWS_ENDPOINT_URL.`,
  ],
  [
    /Unsupported Terraform Core version/,
    () => "This Terraform is too old: install Terraform 1.11 or OpenTofu 1.12 or later.",
  ],
];

/** One line in place of Terraform's boxes where the cause is known; undefined where only Terraform's own words will do. */
export function knownProblem(errors: string, facts: KnownProblemFacts): string | undefined {
  const unboxed = errors.replace(/^[╷│╵] ?/gm, "").replace(/(?<=\S)\n(?=\S)/g, " ");
  for (const [pattern, explain] of known) {
    const match = pattern.exec(unboxed);
    if (match) return explain(facts, match);
  }
  return undefined;
}
