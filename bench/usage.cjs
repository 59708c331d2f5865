// Preloaded into every Node process of what is measured: adds what the process used to the file that BENCH_USAGE names.
const { appendFileSync } = require("node:fs");

process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMiB: maxRSS / 1024 };
  appendFileSync(process.env.BENCH_USAGE, `${JSON.stringify(usage)}\n`);
});
