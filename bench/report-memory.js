// Loaded before a measured command: says on standard error how much memory it had at most.
process.on("exit", () => {
  const mebibytes = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stderr.write(`${mebibytes} MiB resident at most\n`);
});
