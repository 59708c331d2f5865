import { expect, test } from "vitest";
import { fargateSizes } from "../../../src/config/service";
import { judged } from "../../support/judged";

const pair = (cpuUnits: number, memoryMiB: number) =>
  judged(fargateSizes, { "service.cpuUnits": cpuUnits, "service.memoryMiB": memoryMiB });

test.each([
  [256, [512, 1024, 2048]],
  [512, [1024, 2048, 3072, 4096]],
  [1024, [2048, 3072, 4096, 5120, 6144, 7168, 8192]],
  [2048, [4096, 5120, 16_384]],
  [4096, [8192, 9216, 30_720]],
  [8192, [16_384, 20_480, 61_440]],
  [16_384, [32_768, 40_960, 122_880]],
])("with %s CPU units Fargate sells %s MiB", (cpuUnits, sizes) => {
  expect(sizes.map((size) => pair(cpuUnits, size))).toEqual(sizes.map(() => ""));
});

test.each([
  [256, 1536, "one of 512, 1024, 2048", 1024],
  [256, 3072, "one of 512, 1024, 2048", 2048],
  [512, 512, "one of 1024, 2048, 3072, 4096", 1024],
  [512, 5120, "one of 1024, 2048, 3072, 4096", 4096],
  [1024, 1024, "one of 2048, 3072, 4096, 5120, 6144, 7168, 8192", 2048],
  [1024, 9216, "one of 2048, 3072, 4096, 5120, 6144, 7168, 8192", 8192],
  [2048, 3072, "from 4096 to 16384 in steps of 1024", 4096],
  [2048, 17_408, "from 4096 to 16384 in steps of 1024", 16_384],
  [4096, 7168, "from 8192 to 30720 in steps of 1024", 8192],
  [4096, 31_744, "from 8192 to 30720 in steps of 1024", 30_720],
  [8192, 17_408, "from 16384 to 61440 in steps of 4096", 16_384],
  [8192, 65_536, "from 16384 to 61440 in steps of 4096", 61_440],
  [16_384, 36_864, "from 32768 to 122880 in steps of 8192", 32_768],
  [16_384, 24_576, "from 32768 to 122880 in steps of 8192", 32_768],
])("refuses %s CPU units with %s MiB", (cpuUnits, memoryMiB, allowed, nearest) => {
  expect(pair(cpuUnits, memoryMiB)).toBe(
    `service.memoryMiB: must be ${allowed} with cpuUnits ${cpuUnits}, got ${memoryMiB}
    the nearest that Fargate sells is ${nearest}; more memory may need more CPU
`,
  );
});
