import { describe, expect, test } from "vitest";
import { containerLoosened } from "../../../../src/review/rules/safety/container-loosened";
import { containers, unknownContainers } from "../../support/containers";
import { entryOf, fixturePlan, saidBy, type Values } from "../../support/plans";

describe("container-loosened", () => {
  test.each([
    [
      { readonlyRootFilesystem: true },
      { readonlyRootFilesystem: false },
      "app: may write to its image's files",
    ],
    [{ user: "1000" }, { user: "0:0" }, "app: runs as root or as the image's own user"],
    [{}, { user: "root" }, "app: runs as root or as the image's own user"],
    [{ user: "1000" }, { user: null }, "app: runs as root or as the image's own user"],
    [{}, { privileged: true }, "app: runs privileged"],
    [
      {},
      { linuxParameters: { capabilities: { add: ["SYS_ADMIN"] } } },
      "app: gets the capabilities SYS_ADMIN",
    ],
    [
      { linuxParameters: { capabilities: { drop: ["ALL"] } } },
      { linuxParameters: { capabilities: { drop: [] } } },
      "app: no longer drops the capabilities ALL",
    ],
    [
      {},
      { linuxParameters: { devices: [{ hostPath: "/dev/sda" }] } },
      "app: gets the devices /dev/sda",
    ],
    [
      {},
      { dockerSecurityOptions: ["seccomp:unconfined"] },
      "app: gets the security options seccomp:unconfined",
    ],
    [
      { dockerSecurityOptions: ["no-new-privileges"] },
      {},
      "app: loses the security options no-new-privileges",
    ],
    [{ healthCheck: { command: ["CMD", "true"] } }, {}, "app: has no health check any more"],
    [{}, { logConfiguration: null }, "app: writes no log"],
  ])("refuses %j becoming %j", (before, after, what) => {
    expect(saidBy(containerLoosened, containers(before, after))).toEqual([`refused: ${what}`]);
  });

  test("lets a container be held tighter, and another variable pass", () => {
    expect(
      saidBy(
        containerLoosened,
        containers({ user: "0" }, { user: "1000", readonlyRootFilesystem: true }),
      ),
    ).toEqual([]);
    const dropping = (drop: string[], more: Values = {}) => ({
      linuxParameters: { capabilities: { drop } },
      ...more,
    });
    const tighter = dropping(["ALL"], { dockerSecurityOptions: ["no-new-privileges"] });
    expect(saidBy(containerLoosened, containers(dropping(["NET_RAW"]), tighter))).toEqual([]);
    expect(saidBy(containerLoosened, fixturePlan("environment-variable"))).toEqual([]);
  });

  test.each(["pid_mode", "ipc_mode"])("refuses that containers share %s", (name) => {
    const said = (before: unknown, after: unknown) =>
      saidBy(
        containerLoosened,
        containers({}, {}, (it) => {
          const { change } = entryOf(it, "aws_ecs_task_definition.td");
          change.before = { ...change.before, [name]: before };
          change.after = { ...change.after, [name]: after };
        }),
      );
    expect(said(null, "task")).toEqual([
      `refused: \`${name}\` shares each container's with the others`,
    ]);
    expect(said("", "host")).toEqual([
      `refused: \`${name}\` shares the host's with the containers`,
    ]);
    expect(said("task", "task")).toEqual([]);
  });

  test("refuses the host's files as a volume, and lets one pass that is the task's own or was there", () => {
    const said = (before: unknown, after: unknown, unknown: unknown = {}) =>
      saidBy(
        containerLoosened,
        containers({}, {}, (it) => {
          const { change } = entryOf(it, "aws_ecs_task_definition.td");
          change.before = { ...change.before, volume: before };
          change.after = { ...change.after, volume: after };
          Object.assign(change.after_unknown, { volume: unknown });
          const block = it.configuration.root_module.resources.find(
            ({ type }) => type === "aws_ecs_task_definition",
          );
          Object.assign(block?.expressions ?? {}, { volume: [{}] });
        }),
      );
    const host = { name: "x", host_path: "/" };
    expect(said([], [host])).toEqual(["refused: gets the host's files below /"]);
    expect(said([], [{ name: "x" }], [{ host_path: true }])).toHaveLength(1);
    expect(said([], undefined, true)).toEqual([
      "refused: which volumes it has is not known before the apply",
    ]);
    expect(said([], [{ name: "x", host_path: "" }])).toEqual([]);
    expect(said([host], [host])).toEqual([]);
  });

  test("refuses what is not known before the apply, when the configuration does not say it either", () => {
    expect(
      saidBy(containerLoosened, containers({}, {}, unknownContainers("${file(local.path)}"))),
    ).toEqual(["refused: what its containers may do is not known before the apply"]);
  });
});

test("container-loosened refuses a container that may end unnoticed, and lets it stay so", () => {
  expect(saidBy(containerLoosened, containers({}, { essential: false }))).toEqual([
    "refused: app: may end without its task being started again",
  ]);
  const lax = { essential: false };
  expect(saidBy(containerLoosened, containers(lax, lax))).toEqual([]);
});
