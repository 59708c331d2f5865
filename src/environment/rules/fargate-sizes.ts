import type { fargateCpuUnits } from "../sections/service";
import type { Rule } from "./rule";

/** Memory in MiB that Fargate sells with each size of CPU: from, to, in steps of. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html */
const memoryByCpuUnits: Readonly<
  Record<(typeof fargateCpuUnits)[number], readonly [from: number, to: number, step: number]>
> = {
  256: [512, 2048, 512], // but not 1536
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16_384, 1024],
  4096: [8192, 30_720, 1024],
  8192: [16_384, 61_440, 4096],
  16384: [32_768, 122_880, 8192],
};

/** Fargate sells CPU and memory in pairs. */
export const fargateSizes: Rule = ({ service: { cpuUnits, memoryMiB } }) => {
  const [from, to, step] = memoryByCpuUnits[cpuUnits];
  const sizes = Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step)
    // The smallest task comes with 512, 1024 or 2048 MiB.
    .filter((size) => cpuUnits !== 256 || size !== 1536);
  if (sizes.includes(memoryMiB)) return [];
  const allowed =
    sizes.length > 7 ? `from ${from} to ${to} in steps of ${step}` : `one of ${sizes.join(", ")}`;
  return [
    {
      path: ["service", "memoryMiB"],
      message: `must be ${allowed} with cpuUnits ${cpuUnits}, got ${memoryMiB}`,
      fix: `the nearest that Fargate sells is ${nearest(memoryMiB, sizes)}; more memory may need more CPU`,
    },
  ];
};

function nearest(size: number, sizes: readonly number[]): number {
  return sizes.reduce((best, one) => (Math.abs(one - size) < Math.abs(best - size) ? one : best));
}
