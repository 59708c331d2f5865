// Loaded before a measured command: says on standard error what it used, whatever else the machine was doing.
process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const seconds = ((userCPUTime + systemCPUTime) / 1_000_000).toFixed(1);
  process.stderr.write(`${seconds} s of CPU, ${Math.round(maxRSS / 1024)} MiB resident at most\n`);
});
