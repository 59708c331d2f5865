import { describe, expect, test } from "vitest";
import { isStillDenied, wasLetThrough } from "../../../src/review/network/acl-order";
import type { AclEntry } from "../../../src/review/network/network-acl";
import type { Traffic } from "../../../src/review/network/traffic";

const line = (
  number: number,
  action: "allow" | "deny",
  more: Partial<Traffic> | string = {},
): AclEntry => ({
  number,
  isAllowed: action === "allow",
  traffic: {
    direction: "ingress",
    protocol: "tcp",
    fromPort: 443,
    toPort: 443,
    peer: { kind: "range", name: typeof more === "string" ? more : "10.0.0.0/8" },
    ...(typeof more === "string" ? {} : more),
  },
});
const every = { protocol: "-1", fromPort: 0, toPort: 65_535 };
const anybody: Traffic["peer"] = { kind: "any", name: "?" };

describe("what got through before", () => {
  const web = line(100, "allow");
  test.each<[string, AclEntry, AclEntry[], AclEntry[], boolean]>([
    ["by the same line", web, [web], [], true],
    ["by a wider line", web, [line(7, "allow", "0.0.0.0/0")], [], true],
    ["by no line", web, [], [], false],
    ["by no narrower line", web, [line(100, "allow", "10.1.0.0/16")], [], false],
    ["by no denial", web, [line(100, "deny")], [], false],
    ["past no denial that is gone", web, [line(50, "deny"), web], [web], false],
    [
      "past a denial that stays before it",
      web,
      [line(50, "deny"), web],
      [line(50, "deny"), web],
      true,
    ],
    [
      "past a denial that stays wider",
      web,
      [line(50, "deny", "10.1.0.0/16"), web],
      [line(60, "deny"), web],
      true,
    ],
    [
      "past no denial that stays narrower",
      web,
      [line(50, "deny"), web],
      [line(50, "deny", "10.1.0.0/16"), web],
      false,
    ],
    [
      "past no denial that comes behind",
      web,
      [line(50, "deny"), web],
      [line(100, "deny"), web],
      false,
    ],
    [
      "past no line that stays but allows",
      web,
      [line(50, "deny"), web],
      [line(50, "allow"), web],
      false,
    ],
    ["past a denial of the same number, which is its own", web, [line(100, "deny"), web], [], true],
    ["past a denial behind it", web, [web, line(150, "deny")], [], true],
    ["past a denial of others", web, [line(50, "deny", "11.0.0.0/8"), web], [], true],
    [
      "past a denial of another port",
      web,
      [line(50, "deny", { fromPort: 80, toPort: 80 }), web],
      [],
      true,
    ],
    [
      "past a denial of another protocol",
      web,
      [line(50, "deny", { protocol: "udp" }), web],
      [],
      true,
    ],
    ["past a denial out", web, [line(50, "deny", { direction: "egress" }), web], [], true],
    [
      "past no denial of its last port",
      web,
      [line(50, "deny", { fromPort: 443, toPort: 500 }), web],
      [],
      false,
    ],
    [
      "past no denial of its first port",
      web,
      [line(50, "deny", { fromPort: 1, toPort: 443 }), web],
      [],
      false,
    ],
    ["past no denial of everything", web, [line(50, "deny", every), web], [], false],
    ["past no denial of a part", web, [line(50, "deny", "10.1.0.0/16"), web], [], false],
    ["past no denial of more", web, [line(50, "deny", "0.0.0.0/0"), web], [], false],
    [
      "past no denial of nobody knows whom",
      web,
      [line(50, "deny", { peer: anybody }), web],
      [],
      false,
    ],
    [
      "past a denial out of nobody knows whom",
      web,
      [line(50, "deny", { peer: anybody, direction: "egress" }), web],
      [],
      true,
    ],
    [
      "past no denial of a port, where it is everything",
      line(100, "allow", every),
      [line(50, "deny", { fromPort: 22, toPort: 22 }), line(100, "allow", every)],
      [],
      false,
    ],
  ])("%s", (_, entry, now, after, isThrough) => {
    expect(wasLetThrough(entry, { now, after })).toBe(isThrough);
  });
});

describe("a denial that still holds", () => {
  const no = line(100, "deny");
  test.each<[string, AclEntry[], AclEntry[], boolean]>([
    ["where it stays", [no], [no], true],
    ["where it has another number", [no], [line(300, "deny")], true],
    ["where it is wider", [no], [line(100, "deny", "0.0.0.0/0")], true],
    ["not where it is narrower", [no], [line(100, "deny", "10.1.0.0/16")], false],
    ["not where it allows", [no], [line(100, "allow")], false],
    ["not where it is gone", [no], [], false],
    ["not where something comes before it", [no], [line(50, "allow"), no], false],
    ["not where a part comes before it", [no], [line(50, "allow", "10.1.0.0/16"), no], false],
    ["where others come before it", [no], [line(50, "allow", "11.0.0.0/8"), no], true],
    ["where something comes behind it", [no], [no, line(150, "allow")], true],
    ["where something has its number", [no], [line(100, "allow"), no], true],
    ["where what stood before it stays", [line(50, "allow"), no], [line(60, "allow"), no], true],
    [
      "where less stands before it",
      [line(50, "allow"), no],
      [line(50, "allow", "10.1.0.0/16"), no],
      true,
    ],
    [
      "not where more stands before it",
      [line(50, "allow", "10.1.0.0/16"), no],
      [line(50, "allow"), no],
      false,
    ],
    [
      "not where what stood behind it comes first",
      [no, line(150, "allow")],
      [line(50, "allow"), no],
      false,
    ],
    [
      "not where what had its number comes first",
      [no, line(100, "allow")],
      [line(50, "allow"), no],
      false,
    ],
    [
      "not where a denial stood in the place of what comes first",
      [line(50, "deny"), no],
      [line(50, "allow"), no],
      false,
    ],
  ])("%s", (_, now, after, isHeld) => {
    expect(isStillDenied(no, { now, after })).toBe(isHeld);
  });
});
