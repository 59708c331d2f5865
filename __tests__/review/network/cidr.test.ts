import { expect, test } from "vitest";
import { isPublicRange, rangeContains } from "../../../src/review/network/cidr";

// Both edges of each block that IANA keeps from the Internet, and the addresses beside them.
// https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry
test.each([
  ["10.0.0.0/8", ["10.0.0.0", "10.255.255.255"], ["9.255.255.255", "11.0.0.0"]],
  ["172.16.0.0/12", ["172.16.0.0", "172.31.255.255"], ["172.15.255.255", "172.32.0.0"]],
  ["192.168.0.0/16", ["192.168.0.0", "192.168.255.255"], ["192.167.255.255", "192.169.0.0"]],
  ["100.64.0.0/10", ["100.64.0.0", "100.127.255.255"], ["100.63.255.255", "100.128.0.0"]],
  ["127.0.0.0/8", ["127.0.0.0", "127.255.255.255"], ["126.255.255.255", "128.0.0.0"]],
  ["169.254.0.0/16", ["169.254.0.0", "169.254.255.255"], ["169.253.255.255", "169.255.0.0"]],
  ["fc00::/7", ["fc00::", "fdff:ffff::"], ["fbff:ffff::", "fe00::"]],
  ["fe80::/10", ["fe80::", "febf:ffff::"], ["fe7f:ffff::", "fec0::"]],
  ["::1/128", ["::1"], ["::", "::2"]],
])("%s does not reach across the Internet, and what is beside it does", (range, inside, beside) => {
  const one = (address: string) => `${address}/${address.includes(":") ? 128 : 32}`;
  expect(isPublicRange(range)).toBe(false);
  expect(inside.map(one).filter(isPublicRange)).toEqual([]);
  expect(beside.map(one).filter((address) => !isPublicRange(address))).toEqual([]);
});

test.each([
  ["10.0.0.0/7"], // wider than what is private
  ["0.0.0.0/0"],
  ["::/0"],
  ["8.8.8.8/32"],
  ["any words"],
])("%s is taken for the Internet", (range) => {
  expect(isPublicRange(range)).toBe(true);
});

test.each([
  ["10.0.0.0/8", "10.1.0.0/16", true],
  ["10.0.0.0/8", "10.0.0.0/8", true],
  ["10.1.0.0/16", "10.0.0.0/8", false],
  ["10.1.0.0/16", "10.2.0.0/16", false],
  ["10.0.0.0/8", "fd00::/8", false],
  ["::/0", "10.0.0.0/8", false],
  ["fd00::/8", "fd00::/16", true],
  ["words", "10.0.0.0/8", false],
  ["10.0.0.0/8", "words", false],
  ["words", "words", false],
])("%s contains %s: %s", (outer, inner, contains) => {
  expect(rangeContains(outer, inner)).toBe(contains);
});
