import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ImageConfiguration } from "./built-image";
import { run } from "./run";
import { controlGroup, type Sandbox } from "./sandbox";

/** A container of a task definition, as Terraform registers it. */
export interface ContainerDefinition {
  readonly name: string;
  readonly user?: string;
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  readonly secrets: readonly { readonly name: string }[];
  readonly portMappings: readonly { readonly containerPort: number }[];
  readonly readonlyRootFilesystem: boolean;
  readonly linuxParameters: {
    readonly capabilities: { readonly drop: readonly string[] };
    readonly initProcessEnabled: boolean;
    readonly tmpfs: readonly {
      readonly containerPath: string;
      readonly size: number;
      readonly mountOptions: readonly string[];
    }[];
  };
  readonly mountPoints?: readonly {
    readonly sourceVolume: string;
    readonly containerPath: string;
    readonly readOnly?: boolean;
  }[];
  readonly stopTimeout: number;
}

/** What a container is started with. */
export interface ContainerProps {
  readonly definition: ContainerDefinition;
  readonly memoryMiB: number;
  readonly configuration: ImageConfiguration;
  /** Folder with the image's files. */
  readonly root: string;
  /** Texts of the secrets, by variable. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Command in place of the image's own. */
  readonly command?: readonly string[];
}

/**
 * What the platform makes of a task definition, for `runc`, which runs it there too. What is not in the task definition is the platform's usual: no
 * new privileges, and the kernel's own files masked.
 * @see https://github.com/opencontainers/runtime-spec/blob/main/config.md
 */
export function runtimeSpecification(props: ContainerProps, volumes: string): object {
  const { definition, memoryMiB, configuration, root, secrets, command } = props;
  const { capabilities, initProcessEnabled, tmpfs } = definition.linuxParameters;
  if (capabilities.drop.join() !== "ALL") {
    throw new Error(`the test knows only a container that drops ALL, not ${capabilities.drop}`);
  }
  const [uid, gid = uid] = (definition.user || configuration.User).split(":").map(Number);
  const arguments_ = [...(configuration.Entrypoint ?? []), ...(command ?? configuration.Cmd)];
  const variables = new Map(configuration.Env.map((line) => [line.replace(/=.*/s, ""), line]));
  for (const { name, value } of definition.environment) variables.set(name, `${name}=${value}`);
  for (const { name } of definition.secrets) variables.set(name, `${name}=${secrets[name]}`);
  const none = { bounding: [], effective: [], inheritable: [], permitted: [], ambient: [] };
  return {
    ociVersion: "1.0.2",
    process: {
      user: { uid, gid },
      args: initProcessEnabled ? ["/sbin/docker-init", "--", ...arguments_] : arguments_,
      env: [...variables.values()],
      cwd: configuration.WorkingDir || "/",
      capabilities: none,
      noNewPrivileges: true,
    },
    root: { path: root, readonly: definition.readonlyRootFilesystem },
    mounts: [
      { destination: "/proc", type: "proc", source: "proc" },
      {
        destination: "/dev",
        type: "tmpfs",
        source: "tmpfs",
        options: ["nosuid", "mode=755", "size=64m"],
      },
      { destination: "/dev/shm", type: "tmpfs", source: "shm", options: ["mode=1777", "size=64m"] },
      ...(initProcessEnabled ? [bind("/usr/bin/tini-static", "/sbin/docker-init", ["ro"])] : []),
      ...tmpfs.map(({ containerPath, size, mountOptions }) => ({
        destination: containerPath,
        type: "tmpfs",
        source: "tmpfs",
        options: [...mountOptions, `size=${size}m`],
      })),
      ...(definition.mountPoints ?? []).map(({ sourceVolume, containerPath, readOnly }) =>
        bind(join(volumes, sourceVolume), containerPath, [readOnly ? "ro" : "rw"]),
      ),
    ],
    linux: {
      namespaces: ["pid", "ipc", "uts", "mount"].map((type) => ({ type })),
      cgroupsPath: `${controlGroup}/${definition.name}`,
      resources: { memory: { limit: memoryMiB * 1024 ** 2 } },
      maskedPaths: ["/proc/kcore", "/proc/keys", "/proc/timer_list", "/sys/firmware"],
      readonlyPaths: ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
    },
  };
}

function bind(source: string, destination: string, options: readonly string[]) {
  return { destination, type: "bind", source, options: ["bind", ...options] };
}

/** A container that runs. */
export interface Container {
  /** All that it wrote to standard output and standard error so far. */
  output(): { readonly stdout: string; readonly stderr: string };
  /** What the kernel says of its first own process: `status`, `mountinfo`. */
  kernel(file: string): Promise<string>;
  /** Runs a command in it, as a health check does. */
  exec(command: readonly string[]): Promise<string>;
  signal(name: string): Promise<void>;
  /** Exit code, when it has ended. */
  readonly ended: Promise<number>;
}

/** Starts a container of the sandbox, with what `runc` needs in a folder. */
export function startContainer(sandbox: Sandbox, folder: string, props: ContainerProps): Container {
  const id = props.definition.name;
  const volumes = join(folder, "volumes");
  for (const { sourceVolume } of props.definition.mountPoints ?? []) {
    mkdirSync(join(volumes, sourceVolume), { recursive: true });
  }
  writeFileSync(
    join(folder, "config.json"),
    JSON.stringify(runtimeSpecification(props, volumes), undefined, 2),
  );
  const runc = (...args: string[]) => [...sandbox.enter, "runc", `--root=${folder}/runc`, ...args];
  const finish = async ([program = "", ...args]: readonly string[]) => run(program, args);

  const [program = "", ...args] = runc("run", `--bundle=${folder}`, id);
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text) => {
      output[stream] += text;
    });
  }
  return {
    output: () => output,
    kernel: async (file) => {
      const { pid } = JSON.parse(await finish(runc("state", id)));
      return sandbox.run("cat", [`/proc/${pid}/${file}`]);
    },
    exec: (command) => finish(runc("exec", id, ...command)),
    signal: async (name) => void (await finish(runc("kill", id, name))),
    ended: once(child, "close").then(([code]) => code),
  };
}
