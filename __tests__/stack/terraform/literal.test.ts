import { expect, test } from "vitest";
import { literal } from "../../../src/stack/overrides";

test.each([
  ["${x}", "$${x}"],
  ["%{x}", "%%{x}"],
  ["a${b}c%{d}", "a$${b}c%%{d}"],
])("%s is kept from being an expression", (text, written) => {
  expect(literal(text)).toBe(written);
});

test.each(["", "$x", "100%", "{}", "$ {x}", "cost: 5$"])("leaves %j as it is", (text) => {
  expect(literal(text)).toBe(text);
});
