import { expect, test } from "vitest";
import { untilStopped } from "../../src/base/terminal";

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s asks the work to stop, and what it answers counts",
  async (name) => {
    const answer = await untilStopped(async (signal) => {
      process.emit(name);
      return signal.aborted ? "stopped" : "not asked";
    });
    expect(answer).toBe("stopped");
  },
);

test("listens no longer than the work lasts, and fails as the work does", async () => {
  const before = process.listenerCount("SIGINT") + process.listenerCount("SIGTERM");
  await untilStopped(async () => undefined);
  await expect(untilStopped(() => Promise.reject(new Error("broke")))).rejects.toThrow("broke");
  expect(process.listenerCount("SIGINT") + process.listenerCount("SIGTERM")).toBe(before);
});
