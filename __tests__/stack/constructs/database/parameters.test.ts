import { expect, test } from "vitest";
import { parameters } from "../../../../src/stack/constructs/database-parameters";

const valueByName = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));

test("refuses connections without TLS", () => {
  expect(valueByName["rds.force_ssl"]).toBe("1");
});

test("logs changes of the schema and statements slower than a second, but no data", () => {
  expect(valueByName).toMatchObject({ log_statement: "ddl", log_min_duration_statement: "1000" });
});

test("logs who waits long for a lock", () => {
  expect(valueByName["log_lock_waits"]).toBe("1");
});

test("asks for a reboot where the value may also be the engine's default, which reads back so for ever", () => {
  const immediate = parameters.filter(({ applyMethod }) => applyMethod === "immediate");
  expect(immediate.map(({ name }) => name)).toEqual([
    "log_statement",
    "log_min_duration_statement",
  ]);
});
