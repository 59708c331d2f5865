import { type Crane, craneIn } from "../aws/registry";
import type { Check } from "../base/checklist";
import { CommandError } from "../base/errors";
import { shortened } from "../base/printable";
import { variableSign } from "../base/secrets";

/** An image's configuration, as the registry has it. @see https://github.com/opencontainers/image-spec/blob/main/config.md */
export interface ImageConfig {
  readonly os?: string;
  readonly architecture?: string;
  readonly config?: {
    readonly User?: string;
    readonly ExposedPorts?: Readonly<Record<string, unknown>>;
    readonly Env?: readonly string[];
    readonly Entrypoint?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly Volumes?: Readonly<Record<string, unknown>> | null;
    readonly Labels?: Readonly<Record<string, string>> | null;
    readonly StopSignal?: string;
  };
}

/** What of an image there is to look at. */
interface ImageFacts {
  /** The configuration for the platform that would run; undefined where the image has none for it. */
  readonly config: ImageConfig | undefined;
  /** Every platform that the image was built for, such as `linux/amd64`. */
  readonly platforms: readonly string[];
  /** Bytes of its layers, compressed. */
  readonly compressedBytes: number;
}

interface Manifest {
  readonly manifests?: readonly {
    readonly digest: string;
    readonly platform?: { readonly os: string; readonly architecture: string };
  }[];
  readonly layers?: readonly { readonly size: number }[];
}

/** What an image's platform is called, by the architecture that an environment's file names. */
export const platforms = { X86_64: "linux/amd64", ARM64: "linux/arm64" } as const;

function adviceOn(complaint: string): string {
  if (complaint.includes("could not parse reference")) {
    return "Give an image as registry/repository:tag or registry/repository@sha256:….";
  }
  if (/dial tcp|no such host|i\/o timeout|tls: |x509: /.test(complaint)) {
    return "The registry was not reached: check its name, the network and its proxy.";
  }
  return "A private registry needs a login first, such as: aws ecr get-login-password | crane auth login --username AWS --password-stdin <registry>";
}

/**
 * Reads an image's manifest and configuration from its registry; no layer is pulled. The login is the one that Docker or `crane` has
 * there, unless a `crane` with another is given. Throws a {@link CommandError} with exit 2 where there is no `crane`, and where the registry does not give it.
 */
export async function readImage(
  reference: string,
  platform: string,
  crane: Crane = craneIn({}),
): Promise<ImageFacts> {
  const read = async <T>(...words: readonly string[]): Promise<T> => {
    try {
      return JSON.parse((await crane(...words)).toString()) as T;
    } catch (error) {
      if (error instanceof CommandError) throw error;
      const { message } = error as Error;
      throw new CommandError(2, `${reference} cannot be read: ${message}\n${adviceOn(message)}`);
    }
  };
  const top = await read<Manifest>("manifest", reference);
  const images = (top.manifests ?? []).filter((one) => one.platform?.os !== "unknown"); // attestations
  if (top.manifests === undefined) {
    const config = await read<ImageConfig>("config", reference);
    const own = platformOf(config);
    return {
      config: own === platform ? config : undefined,
      platforms: [own],
      compressedBytes: bytesOf(top),
    };
  }
  const platforms = images.map((one) => platformOf(one.platform ?? {}));
  const chosen = images.find((one) => platformOf(one.platform ?? {}) === platform);
  if (!chosen) return { config: undefined, platforms, compressedBytes: 0 };
  const [repository] = reference.split(/@|:(?=[^/]*$)/);
  const manifest = await read<Manifest>("manifest", `${repository}@${chosen.digest}`);
  return {
    config: await read<ImageConfig>("config", `${repository}@${chosen.digest}`),
    platforms,
    compressedBytes: bytesOf(manifest),
  };
}

function platformOf({ os = "", architecture = "" }: ImageConfig): string {
  return `${os}/${architecture}`;
}

function bytesOf({ layers = [] }: Manifest): number {
  return layers.reduce((sum, { size }) => sum + size, 0);
}

/** What the environment's file asks of it. */
export interface Expectation {
  /** Such as `linux/arm64`. */
  readonly platform: string;
  /** Where the file says the architecture: its name, or undefined where there is no file. */
  readonly file: string | undefined;
  /** Port that the load balancer asks; undefined where there is no file. */
  readonly port: number | undefined;
  /** Variables that the task definition sets, with the values of the plain ones; empty where there is no file. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * What will fail on Fargate, as far as the image's configuration says: our task definition gives it a read-only root file system with a
 * `/tmp` in memory, no capabilities, and the image's own user. Each check has its row in `docs/container.md`.
 */
export function imageChecks(facts: ImageFacts, expected: Expectation): readonly Check[] {
  const platform = platformCheck(facts, expected);
  if (!facts.config) return [platform];
  const { config = {} } = facts.config;
  return [
    platform,
    userCheck(config.User ?? ""),
    startCheck(config),
    portCheck(config, expected),
    writesCheck(config),
    secretsCheck(config),
    originCheck(config),
    sizeCheck(facts.compressedBytes),
  ];
}

type Config = NonNullable<ImageConfig["config"]>;

function platformCheck({ platforms, config }: ImageFacts, { platform, file }: Expectation): Check {
  const subject = "Platform";
  const has = platforms.join(", ") || "none that it names";
  if (config) return { verdict: "fine", subject, finding: `${platform}, of ${has}` };
  const whose = file === undefined ? "and was looked for" : `which ${file} asks for`;
  return {
    verdict: "wrong",
    subject,
    finding: `${platform} is missing, ${whose}; the image has ${has}`,
    fix: `build for it: docker buildx build --platform ${platform}; or write the other architecture into service.architecture`,
  };
}

function userCheck(user: string): Check {
  const subject = "User";
  const [name = ""] = user.split(":");
  if (/^(root|0*)$/.test(name)) {
    return {
      verdict: "wrong",
      subject,
      finding: name === "" ? "none is set, so it runs as root" : `${user} is root`,
      fix: "without capabilities root may not even change a file's owner or its own user, so such images often fail at the start: write `USER 10001:10001` last",
    };
  }
  return { verdict: "fine", subject, finding: `${user}, not root` };
}

function startCheck({ Entrypoint, Cmd }: Config): Check {
  const subject = "Start";
  const words = [...(Entrypoint ?? []), ...(Cmd ?? [])];
  if (words.length === 0) {
    return {
      verdict: "wrong",
      subject,
      finding: "neither ENTRYPOINT nor CMD: nothing would start",
      fix: 'say what starts: CMD ["python", "-m", "app"]',
    };
  }
  const [first = "", second = ""] = words;
  if (/(^|\/)(ba|da|a)?sh$/.test(first) && second === "-c") {
    return {
      verdict: "unknown",
      subject,
      finding: `a shell starts it (${first} -c …), and may keep SIGTERM to itself: then each rollout waits until ECS kills the task`,
      fix: 'write the words as a list, CMD ["python", "-m", "app"], or begin the command with `exec`',
    };
  }
  return { verdict: "fine", subject, finding: words.join(" ").slice(0, 200) };
}

function portCheck(config: Config, { port, variables }: Expectation): Check {
  const subject = "Port";
  const exposed = Object.keys(config.ExposedPorts ?? {})
    .filter((one) => !one.endsWith("/udp"))
    .map((one) => Number.parseInt(one, 10));
  if (port === undefined) {
    return {
      verdict: "unknown",
      subject,
      finding: exposed.length > 0 ? `it exposes ${exposed.join(", ")}` : "it exposes none",
      fix: "service.port must be the port on which it listens; name an environment, and they are compared",
    };
  }
  const own = variables["PORT"] ?? environmentOf(config).get("PORT");
  if (own !== undefined && /^\d+$/.test(own) && Number(own) !== port) {
    return {
      verdict: "wrong",
      subject,
      finding: `PORT is ${own}, and the load balancer asks ${port}`,
      fix: `write PORT: "${port}" below service.variables, or service.port: ${own}`,
    };
  }
  if (exposed.length > 0 && !exposed.includes(port) && own === undefined) {
    return {
      verdict: "wrong",
      subject,
      finding: `it exposes ${exposed.join(", ")}, and the load balancer asks ${port}`,
      fix: `listen on ${port}, or write service.port: ${exposed[0]}`,
    };
  }
  if (exposed.includes(port) || own !== undefined) {
    return { verdict: "fine", subject, finding: `${port}` };
  }
  return {
    verdict: "unknown",
    subject,
    finding: `it does not say on which port it listens; the load balancer asks ${port}`,
    fix: `see that it listens on ${port} of every address (0.0.0.0), not of 127.0.0.1 alone`,
  };
}

function writesCheck(config: Config): Check {
  const subject = "Writes";
  const volumes = Object.keys(config.Volumes ?? {});
  if (environmentOf(config).has("NGINX_VERSION") && userIsRoot(config)) {
    return {
      verdict: "wrong",
      subject,
      finding: "nginx as it comes writes to /var/cache/nginx and /var/run, which are read-only",
      fix: "start from nginxinc/nginx-unprivileged, which writes to /tmp alone",
    };
  }
  return {
    verdict: "unknown",
    subject,
    finding:
      volumes.length > 0
        ? `it declares volumes (${volumes.join(", ")}), whose content ends with each task; elsewhere it can write to /tmp alone, 128 MiB in memory`
        : "it can write to /tmp alone, 128 MiB in memory; what it writes elsewhere fails",
    fix: "try it: docker run --read-only --tmpfs /tmp:size=128m --cap-drop ALL …",
  };
}

function userIsRoot({ User = "" }: Config): boolean {
  return userCheck(User).verdict === "wrong";
}

function secretsCheck(config: Config): Check {
  const subject = "Secrets";
  const found = [...environmentOf(config)]
    .filter(([name, value]) => variableSign(name, value) !== undefined)
    .map(([name]) => name);
  if (found.length === 0) {
    return { verdict: "fine", subject, finding: "none in the variables of the image" };
  }
  return {
    verdict: "wrong",
    subject,
    finding: `${found.join(", ")} in the image: whoever can pull it can read ${found.length === 1 ? "it" : "them"}`,
    fix: "take it out of the Dockerfile, put its name below secrets.variables, and change the value where it is valid",
  };
}

const revision = "org.opencontainers.image.revision";
const source = "org.opencontainers.image.source";

/** The commit that an image was built from, and of which repository where it says; undefined where its labels name none. */
export function commitOf({ config }: ImageFacts): string | undefined {
  const labels = config?.config?.Labels;
  const commit = labels?.[revision];
  if (!commit) return undefined;
  return shortened(labels?.[source] ? `${commit} of ${labels[source]}` : commit, 200);
}

function originCheck({ Labels }: Config): Check {
  const subject = "Origin";
  const missing = [revision, source].filter((label) => !Labels?.[label]);
  if (missing.length === 0) {
    return { verdict: "fine", subject, finding: `${Labels?.[revision]} of ${Labels?.[source]}` };
  }
  return {
    verdict: "unknown",
    subject,
    finding: `without ${missing.join(" and ")}, so nobody sees which commit runs`,
    fix: "docker build --label org.opencontainers.image.revision=$(git rev-parse HEAD) …",
  };
}

/** Bytes from which a task's start visibly waits for the image; Fargate pulls it anew for each task. */
const slowBytes = 1024 ** 3;

function sizeCheck(bytes: number): Check {
  const subject = "Size";
  const finding = `${Math.ceil(bytes / 1024 ** 2)} MiB compressed`;
  if (bytes < slowBytes) return { verdict: "fine", subject, finding };
  return {
    verdict: "unknown",
    subject,
    finding: `${finding}; Fargate pulls all of it for each task`,
    fix: "build in stages, and leave compilers and caches behind; give healthCheck.gracePeriodSeconds room",
  };
}

function environmentOf({ Env }: Config): Map<string, string> {
  return new Map(
    (Env ?? []).map((line) => {
      const [name = "", ...value] = line.split("=");
      return [name, value.join("=")] as const;
    }),
  );
}
