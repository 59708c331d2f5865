import { expect, test } from "vitest";
import { egressRanges } from "../../../src/config/network";
import { judged } from "../../support/judged";

test("listed ranges lead somewhere in particular", () => {
  expect(
    judged(egressRanges, {
      "network.egress.cidrs": ["10.0.0.0/8", "fd00::/16"],
      "network.resolverCidrs": ["10.0.0.2/32"],
    }),
  ).toBe("");
});

test("anywhere is a mode with a reason", () => {
  const anywhere = { mode: "anywhere", reason: "Partners change their addresses every week." };
  expect(judged(egressRanges, { "network.egress": anywhere })).toBe("");
});

test.each(["0.0.0.0/0", "0.0.0.0/1", "8.0.0.0/7", "::/0", "2000::/15"])(
  "refuses %s in a list, since it is anywhere by another name",
  (cidr) => {
    expect(judged(egressRanges, { "network.egress.cidrs": ["10.0.0.0/8", cidr] })).toBe(
      `network.egress.cidrs[1]: must be /8 or narrower (/16 for IPv6), got ${cidr}
    list the ranges themselves, or write mode: anywhere with the reason
`,
    );
  },
);

test("refuses every address as the DNS resolver", () => {
  expect(judged(egressRanges, { "network.resolverCidrs": ["0.0.0.0/0"] })).toBe(
    `network.resolverCidrs[0]: must be /8 or narrower (/16 for IPv6), got 0.0.0.0/0
    give the addresses of the resolvers, such as 10.0.0.2/32
`,
  );
});
