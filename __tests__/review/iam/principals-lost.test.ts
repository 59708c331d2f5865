import { expect, test } from "vitest";
import { type Policy, readPolicy } from "../../../src/review/iam/policy";
import { principalsLost, servicesLost } from "../../../src/review/iam/principals-lost";

const policy = (...principals: (object | string)[]): Policy =>
  readPolicy({
    Statement: principals.map((Principal) => ({ Effect: "Allow", Action: "a:B", Principal })),
  }) ?? [];

test("services and principals that are named no more", () => {
  const before = policy({ Service: ["a.amazonaws.com", "b.amazonaws.com"], AWS: ["1", "2"] }, "*");
  const after = policy({ Service: "b.amazonaws.com" }, { AWS: "2" });
  expect(servicesLost(before, after)).toEqual(["a.amazonaws.com"]);
  expect(principalsLost(before, after)).toEqual(["AWS:1"]);
  expect(servicesLost(after, before)).toEqual([]);
  expect(principalsLost(after, before)).toEqual([]);
});

test("who is denied is named by none", () => {
  const denied = readPolicy({
    Statement: {
      Effect: "Deny",
      Action: "a:B",
      Principal: { Service: "a.amazonaws.com", AWS: "1" },
    },
  });
  const allowed = policy({ Service: "a.amazonaws.com", AWS: "1" });
  expect(servicesLost(denied ?? [], [])).toEqual([]);
  expect(servicesLost(allowed, denied ?? [])).toEqual(["a.amazonaws.com"]);
  expect(principalsLost(allowed, denied ?? [])).toEqual(["AWS:1"]);
  expect(principalsLost(denied ?? [], [])).toEqual([]);
});
