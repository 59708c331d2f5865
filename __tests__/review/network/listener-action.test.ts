import { expect, test } from "vitest";
import { receivers, redirects, targetGroups } from "../../../src/review/network/listener-action";
import { UNKNOWN } from "../../../src/review/read/planned-value";

const weighted = (...groups: unknown[]) => [
  { type: "forward", forward: [{ target_group: groups }] },
];

test.each<[string, unknown, unknown[]]>([
  ["nobody", [], []],
  ["nobody knows whom", UNKNOWN, []],
  ["one group", [{ type: "forward", target_group_arn: "arn:a" }], ["arn:a"]],
  ["no group that is not said", [{ target_group_arn: "" }], []],
  ["one that is not known yet", [{ target_group_arn: UNKNOWN }], [UNKNOWN]],
  [
    "several by weight",
    weighted({ arn: "arn:a", weight: 1 }, { arn: "arn:b", weight: 99 }),
    ["arn:a", "arn:b"],
  ],
  ["one without a weight", weighted({ arn: "arn:a" }), ["arn:a"]],
  [
    "none of weight 0",
    weighted({ arn: "arn:a", weight: 0 }, { arn: "arn:b", weight: 1 }),
    ["arn:b"],
  ],
  ["none whose weight may be 0", weighted({ arn: "arn:a", weight: UNKNOWN }), []],
  ["one of weight 10", weighted({ arn: "arn:a", weight: 10 }), ["arn:a"]],
  ["a group that is not known yet", weighted(UNKNOWN), [UNKNOWN]],
  [
    "the groups of several actions",
    [{ target_group_arn: "arn:a" }, ...weighted({ arn: "arn:b" })],
    ["arn:a", "arn:b"],
  ],
])("requests go to %s", (_, actions, groups) => {
  expect(receivers(actions)).toEqual(groups);
  expect(targetGroups(actions)).toEqual(groups.filter((group) => group !== UNKNOWN));
});

const whole = {
  ...{ protocol: "HTTPS", host: "shop.example.gov", port: "443" },
  ...{ path: "/new", query: "a=b", status_code: "HTTP_301" },
};
const asked = "#{protocol}://#{host}:#{port}/#{path}?#{query}";
const unknown = "(not known yet)";

test.each<[string, unknown, unknown[]]>([
  ["every part", whole, [{ url: "HTTPS://shop.example.gov:443/new?a=b", status: "HTTP_301" }]],
  ["no part: to what was asked for", {}, [{ url: asked, status: "" }]],
  ["empty parts: to the same", { host: "", path: null }, [{ url: asked, status: "" }]],
  [
    "a part that is not known yet",
    { ...whole, host: UNKNOWN },
    [{ url: `HTTPS://${unknown}:443/new?a=b`, status: "HTTP_301" }],
  ],
  [
    "nothing known",
    UNKNOWN,
    [{ url: `${unknown}://${unknown}:${unknown}${unknown}?${unknown}`, status: unknown }],
  ],
])("a redirect says %s", (_, redirect, found) => {
  expect(redirects([{ type: "redirect", redirect: [redirect] }])).toEqual(found);
});

test("another action is no redirect", () => {
  expect(redirects([{ type: "forward", redirect: [whole] }])).toEqual([]);
});
