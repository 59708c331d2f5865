import { describe, expect, test } from "vitest";
import type { DeliverySettings } from "../../src/contract/delivery-settings";
import { releasedTag } from "../../src/contract/images";
import { releasedTagOf } from "../../src/deployer/images";
import { type Code, code, wholeMatch } from "../../src/deployer/jsonata";
import { deliveryMachine } from "../../src/deployer/machine";
import { readScan } from "../../src/deployer/scan-verdict";
import { isShortage } from "../../src/deployer/shortage";
import { copyWithImage } from "../../src/deployer/states/revision";
import { basicScan, inspectorScan } from "./support/events";
import { exampleNames, exampleSettings } from "./support/example";
import { evaluate } from "./support/reference";

const { States } = deliveryMachine({ names: exampleNames(), settings: exampleSettings });

/** What a state makes of one of its variables. */
async function assigned(state: string, variable: string, given: Given): Promise<unknown> {
  const assign = States[state]?.["Assign"] as Record<string, string>;
  return run(assign[variable] as string, given);
}

interface Given {
  readonly input?: unknown;
  readonly result?: unknown;
  readonly variables?: Readonly<Record<string, unknown>>;
}

async function run(expression: string | Code, { input, result, variables = {} }: Given) {
  const text = typeof expression === "string" ? expression.slice(2, -2) : expression.text;
  const context = {
    Execution: { Input: input },
    State: { EnteredTime: "2026-06-01T12:00:00.000Z" },
  };
  return evaluate(text, { variables, states: { context, result } });
}

describe("the input", () => {
  const read = (input: unknown) => assigned("Read the input", "request", { input });

  test("of ECR's scan event gives digest and repository, whatever tags and counts it has", async () => {
    const event = basicScan("shop/dev");
    expect(await read(event)).toEqual({
      trigger: "scan",
      digest: event.detail["image-digest"],
      repository: "shop/dev",
      by: "scan of the image",
      force: false,
      rollback: false,
    });
  });

  test("of Inspector's scan event gives the repository by name, not by ARN", async () => {
    const event = inspectorScan("shop/dev");
    expect(await read(event)).toMatchObject({
      trigger: "scan",
      digest: event.detail["image-digest"],
      repository: "shop/dev",
    });
  });

  test("of a person takes force and rollback only as true, never as a text", async () => {
    const digest = `sha256:${"a".repeat(64)}`;
    expect(await read({ digest, requestedBy: "anna", force: true })).toMatchObject({
      trigger: "request",
      digest,
      by: "anna",
      force: true,
      rollback: false,
    });
    expect(await read({ digest, requestedBy: "anna", force: "true", rollback: 1 })).toMatchObject({
      force: false,
      rollback: false,
    });
  });

  test.each([null, 1, "sha256", [], [{ digest: 1 }], {}, { digest: { a: 1 } }])(
    "that is %j gives no digest",
    async (input) => {
      expect(await read(input)).toMatchObject({ digest: "" });
    },
  );
});

describe("the scan", () => {
  const read = (result: unknown, changes: Partial<DeliverySettings> = {}, scan: object = {}) =>
    run(readScan({ ...exampleSettings, ...changes }), { result, variables: { scan } });
  const completed = { ImageScanCompletedAt: "2026-01-01T00:00:00.000Z" };
  const scanned = (status: string, findings?: object) => ({
    ImageScanStatus: { Status: status },
    ...(findings && { ImageScanFindings: { ...completed, ...findings } }),
  });

  test("counts a severity that is not there as none, and does not count the total", async () => {
    const counts = { CRITICAL: 7, HIGH: 61, MEDIUM: 62, TOTAL: 158 };
    expect(await read(scanned("ACTIVE", { FindingSeverityCounts: counts }))).toMatchObject({
      status: "complete",
      said: "ACTIVE",
      counts: { CRITICAL: 7, HIGH: 61, MEDIUM: 62 },
      waived: { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, INFORMATIONAL: 0, UNDEFINED: 0 },
    });
  });

  test("without findings is complete and has no counts", async () => {
    expect(await read(scanned("COMPLETE", { FindingSeverityCounts: {} }))).toMatchObject({
      status: "complete",
      counts: {},
    });
    const inspected = { FindingSeverityCounts: {}, EnhancedFindings: [] };
    expect(await read(scanned("ACTIVE", inspected), { scanning: "enhanced" })).toMatchObject({
      status: "complete",
      counts: {},
    });
  });

  const critical = { Name: "CVE-2026-0001", Severity: "CRITICAL" };
  test.each<[lacks: string, findings: unknown]>([
    ["has no severity counts", undefined],
    ["has no severity counts", null],
    ["has no severity counts", { ...completed }],
    ["has no severity counts", { ...completed, FindingSeverityCounts: null, Findings: [] }],
    ["has no severity counts", { ...completed, FindingSeverityCounts: [] }],
    ["has no severity counts", { ...completed, Findings: [critical] }],
    ["has a severity without a number", { ...completed, FindingSeverityCounts: { HIGH: null } }],
    ["has a severity without a number", { ...completed, FindingSeverityCounts: { HIGH: "0" } }],
    ["has no completion time", { FindingSeverityCounts: {}, Findings: [] }],
    ["has no completion time", { FindingSeverityCounts: {}, ImageScanCompletedAt: null }],
    ["has no completion time", { FindingSeverityCounts: {}, ImageScanCompletedAt: "" }],
    [
      "lists more findings than it counts",
      { ...completed, FindingSeverityCounts: {}, Findings: [critical] },
    ],
    [
      "lists more findings than it counts",
      {
        ...completed,
        FindingSeverityCounts: { CRITICAL: 1 },
        EnhancedFindings: [critical, critical],
      },
    ],
  ])("that %s is not finished, whatever ECR calls it: %j", async (lacks, findings) => {
    for (const Status of ["COMPLETE", "ACTIVE"]) {
      expect(
        await read({ ImageScanStatus: { Status }, ImageScanFindings: findings }),
      ).toMatchObject({ status: "pending", said: `${Status}, but the answer ${lacks}` });
    }
  });

  test.each([{}, { EnhancedFindings: null }, { Findings: [] }])(
    "of Inspector without its findings is not finished: %j",
    async (findings) => {
      const answer = scanned("ACTIVE", { FindingSeverityCounts: {}, ...findings });
      expect(await read(answer, { scanning: "enhanced" })).toMatchObject({
        status: "pending",
        said: "ACTIVE, but the answer has no list of the findings of Inspector",
      });
    },
  );

  test.each([{}, { ImageScanStatus: null }, { ImageScanStatus: { Status: null } }])(
    "that says nothing of its status is not finished: %j",
    async (answer) => {
      const findings = { ...completed, FindingSeverityCounts: {} };
      expect(await read({ ...answer, ImageScanFindings: findings })).toMatchObject({
        status: "pending",
        said: "the answer has no status",
      });
    },
  );

  test("that is made anew while its pages are read is read again from the first", async () => {
    const page = (HIGH: number) => scanned("COMPLETE", { FindingSeverityCounts: { HIGH } });
    const first = (await read(page(2))) as object;
    expect(await read(page(2), {}, first)).toMatchObject({ status: "complete" });
    expect(await read(page(1), {}, first)).toMatchObject({
      status: "pending",
      said: "COMPLETE, but the answer changed while it was read",
    });
  });

  test("changes its key when it is made again, or finds something else", async () => {
    const at = (ImageScanCompletedAt: string, HIGH: number) =>
      read(scanned("COMPLETE", { ImageScanCompletedAt, FindingSeverityCounts: { HIGH } }));
    const keys = await Promise.all([at("2026-01-01", 1), at("2026-01-02", 1), at("2026-01-01", 2)]);
    expect(new Set(keys.map((scan) => (scan as { key: string }).key)).size).toBe(3);
  });
});

describe("the copied task definition", () => {
  const copy = copyWithImage(code`$states.result`, "app", code`'shop@sha256:new'`);
  const described = {
    TaskDefinition: {
      TaskDefinitionArn: "arn:…:7",
      Family: "shop-dev",
      Revision: 7,
      Status: "ACTIVE",
      RegisteredAt: "2026-01-01",
      RegisteredBy: "arn:…",
      Compatibilities: ["EC2", "FARGATE"],
      RequiresAttributes: [{ Name: "x" }],
      RequiresCompatibilities: ["FARGATE"],
      Cpu: "256",
      EnableFaultInjection: false,
      Volumes: [],
      ContainerDefinitions: [
        {
          Name: "app",
          Image: "shop@sha256:old",
          PortMappings: [{ ContainerPort: 8080 }],
          Secrets: [{ Name: "KEY", ValueFrom: "arn:…" }],
          LinuxParameters: { Capabilities: { Add: [], Drop: ["ALL"] } },
        },
      ],
    },
    Tags: [
      { Key: "owner", Value: "team" },
      { Key: "aws:ecs:something", Value: "x" },
    ],
  };

  test("keeps every field that can be registered, lists of one and empty lists included", async () => {
    const { TaskDefinition } = described;
    expect(await run(copy, { result: described })).toEqual({
      Family: "shop-dev",
      RequiresCompatibilities: ["FARGATE"],
      Cpu: "256",
      EnableFaultInjection: false,
      Volumes: [],
      ContainerDefinitions: [
        { ...TaskDefinition.ContainerDefinitions[0], Image: "shop@sha256:new" },
      ],
      Tags: [{ Key: "owner", Value: "team" }],
    });
  });

  test("leaves the image of another container alone", async () => {
    const [app] = described.TaskDefinition.ContainerDefinitions;
    const sidecar = { Name: "agent", Image: "agent@sha256:1" };
    const result = {
      ...described,
      TaskDefinition: { ...described.TaskDefinition, ContainerDefinitions: [sidecar, app] },
    };
    expect(await run(copy, { result })).toMatchObject({
      ContainerDefinitions: [sidecar, { Image: "shop@sha256:new" }],
    });
  });

  test("has no tags where there were none, since an empty list would be refused", async () => {
    expect(await run(copy, { result: { ...described, Tags: [] } })).not.toHaveProperty("Tags");
  });
});

test.each<[string, boolean]>([
  ["RESOURCE:ENI", true],
  ["RESOURCE:FARGATE", true],
  ["Capacity is unavailable at this time. Please try again later", true],
  ["Ecs.ClientException You've reached the limit on the number of vCPUs you can run", true],
  ["Timeout waiting for network interface provisioning to complete.", true],
  ["InsufficientFreeAddressesInSubnet: The subnet does not have enough free addresses", true],
  ["Ecs.ThrottlingException Rate exceeded", true],
  ["CannotPullContainerError: 429 Too Many Requests", true],
  ["ResourceInitializationError: unable to pull secrets: AccessDeniedException", false],
  ["Ecs.AccessDeniedException not authorized: ecs:RunTask on resource: arn:aws:ecs:x", false],
  ["Ecs.InvalidParameterException capacity provider is not associated", false],
  ["CannotPullContainerError: no such image", false],
  ["", false],
])("%s is a shortage that ends by itself: %s", async (reason, expected) => {
  expect(await run(isShortage(code`${reason}`), {})).toBe(expected);
});

test.each<[string, boolean]>([
  ["main-12", true],
  ["main-", true],
  ["v1.2.3", true],
  ["domain-12", false],
  ["main", false],
  ["1.v2", false],
])("the tag %s counts: %s", async (tag, expected) => {
  const expression = code`$contains(${tag}, ${wholeMatch(["main-*", "v*"])})`;
  expect(await run(expression, {})).toBe(expected);
});

test("a pattern's other characters stand for themselves", async () => {
  const expression = (tag: string) => code`$contains(${tag}, ${wholeMatch(["v1.0+x"])})`;
  expect(await run(expression("v1.0+x"), {})).toBe(true);
  expect(await run(expression("v1x00x"), {})).toBe(false);
});

test("the released tag is the same in the machine as in the command line", async () => {
  const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
  expect(releasedTag(digest)).toBe("released-0123456789ab");
  expect(await run(releasedTagOf(code`${digest}`), {})).toBe(releasedTag(digest));
});
