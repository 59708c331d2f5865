import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { trafficOf } from "../../../src/check/traffic";
import { loadOrExplain } from "../../../src/config/environments-folder";
import type { CdnSettings } from "../../../src/config/frontend";
import type { Environment } from "../../../src/config/schema";
import { peerName } from "../../../src/stack/constructs/network/security-group-rules";
import { environmentEdges } from "../../../src/stack/environment-edges";
import { terraformJson } from "../../../src/stack/terraform-json";
import { dashboard } from "../../../tools/pictures/dashboard";
import { svg } from "../../../tools/pictures/picture";
import { road } from "../../../tools/pictures/road";
import { ownNetworkVpnEnvironment, vpnEnvironment } from "../../support/client-vpn";
import { fixtureEnvironment, fixtureEnvironments } from "../../support/fixture-environments";
import {
  cdnSection,
  frontendEnvironment,
  ownNetworkFrontendEnvironment,
} from "../../support/frontend";
import { monitoredEnvironment } from "../../support/monitored";
import { openNetworkEnvironment, ownNetworkEnvironment } from "../../support/own-network";
import { synthesizeEnvironment } from "../../support/synth";

const committed = loadOrExplain();
const environments = [
  ...fixtureEnvironments(),
  { name: "own-network", environment: ownNetworkEnvironment() },
  { name: "open-network", environment: openNetworkEnvironment() },
  { name: "behind-cloudfront", environment: frontendEnvironment() },
  { name: "vpn", environment: vpnEnvironment() },
  { name: "vpn-in-own-network", environment: ownNetworkVpnEnvironment() },
];

test.each(committed)(
  "the picture of $name is fresh: run `npm run generate` when it is not",
  (loaded) => {
    const picture = readFileSync(`docs/environments/${loaded.name}.svg`, "utf8");
    expect(picture).toBe(svg(loaded.name, terraformJson(loaded.environment)));
  },
);

test("the picture of the road is fresh, and names what stops an image", () => {
  const picture = readFileSync("docs/road.svg", "utf8");
  expect(picture).toBe(road());
  const red = [...picture.matchAll(/fill="#b91c1c">([^<]*)</g)].map(([, text]) => text);
  expect(red).toEqual([
    "findings over the allowance,",
    "no scan, no answer: refused",
    "not healthy in time:",
    "back to what ran before",
    "no evidence, a lost setting,",
    "another digest: refused",
  ]);
});

test("the picture of the dashboard is fresh, and shows every figure of the JSON that CloudWatch gets", () => {
  const picture = readFileSync("docs/dashboard.svg", "utf8");
  expect(picture).toBe(dashboard());
  const { json } = synthesizeEnvironment(monitoredEnvironment());
  const { dashboard_body } =
    Object.values(json.resource["aws_cloudwatch_dashboard"] ?? {})[0] ?? {};
  const { widgets } = JSON.parse(`${dashboard_body}`);
  const said = widgets.flatMap(
    ({ properties }: { properties: { title: string; metrics?: unknown[][] } }) => [
      properties.title,
      ...(properties.metrics ?? []).map((metric) => (metric.at(-1) as { label: string }).label),
    ],
  );
  const drawn = [...picture.matchAll(/(?:font-size="13"[^>]*|font-weight="bold")>([^<]*)</g)].map(
    ([, one]) => one,
  );
  expect(said.length).toBeGreaterThan(20);
  expect(drawn.filter((one) => one !== "each alarm that notifies, with its state")).toEqual(said);
}, 20_000);

test.each(environments)(
  "the arrows of $name are the edges that its file permits, no more and no fewer",
  (loaded) => {
    const drawn = trafficOf(terraformJson(loaded.environment)).map(
      (t) => `${t.from} > ${t.to} ${t.port}`,
    );
    const permitted = environmentEdges(loaded.environment).map(
      ({ from, to, port, protocol }) =>
        `${peerName(from)} > ${peerName(to)} ${port}${protocol === "tcp" ? "" : `/${protocol}`}`,
    );
    expect(drawn.sort()).toEqual(permitted.sort());
  },
);

/** The picture's words with their colour, in the order in which they are drawn. */
function words(name: string): readonly (readonly [string, string])[] {
  const picture = svg(name, terraformJson(fixtureEnvironment(name)));
  return [...picture.matchAll(/<text [^>]*fill="(#\w+)"[^>]*>([^<]*)</g)].map(
    ([, color = "", said = ""]) => [said, color],
  );
}

test("what the whole Internet reaches is red, and a private range is not", () => {
  const red = (name: string) => words(name).filter(([, color]) => color === "#b91c1c");
  expect(red("eec-prod").map(([said]) => said)).toEqual(["443, 80", "the Internet", "0.0.0.0/0"]);
  expect(red("eec-dev")).toEqual([]);
});

test("a lane for each zone, with what of each tier is in it", () => {
  const said = words("eec-prod").map(([text]) => text);
  expect(said.filter((text) => /^zone|primary|standby|tasks, no/.test(text))).toEqual([
    ...["tasks, no public address", "primary", "zone 1"],
    ...["tasks, no public address", "standby", "zone 2"],
  ]);
  expect(words("eec-dev").map(([text]) => text)).toContain("subnet, no standby");
});

test("an end outside is named by what the connection is for", () => {
  expect(words("loan-engine-test").map(([text]) => text)).toEqual(
    expect.arrayContaining(["PostgreSQL", "clients", "the Internet"]),
  );
});

test("a network of its own has its range, its zones by name, and its endpoints", () => {
  const picture = svg("shop-dev", terraformJson(ownNetworkEnvironment()));
  const words = [...picture.matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text);
  expect(words).toEqual(
    expect.arrayContaining(["VPC 10.40.0.0/20", "us-east-1a", "us-east-1b", "interface endpoints"]),
  );
  expect(words.slice(words.indexOf("s3"))).toEqual(
    expect.arrayContaining(["s3", "services of AWS", "gateway endpoint"]),
  );
});

describe("what leads out of a network of its own is drawn in it:", () => {
  type Rectangle = Readonly<Record<"x" | "y" | "width" | "height", number>>;
  /** What stands in a rounded box below the lanes, in red where it leads to the Internet; and the boxes, the network's first. */
  function gateways(environment: Environment) {
    const picture = svg("shop-dev", terraformJson(environment));
    const boxes = [
      ...picture.matchAll(
        /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" rx="12" fill="\w+" stroke="(#\w+)"\/>(?:\n?<text[^>]*>([^<]*)<)?/g,
      ),
    ].map(([, x, y, width, height, color, label = ""]) => ({
      box: { x: Number(x), y: Number(y), width: Number(width), height: Number(height) },
      said: color === "#b91c1c" ? `${label}!` : label,
    }));
    const [vpc, ...others] = boxes;
    return { vpc: vpc?.box as Rectangle, boxes: others, said: others.map(({ said }) => said) };
  }

  test.each([
    [
      "a NAT gateway in each zone",
      openNetworkEnvironment(),
      ["internet gateway!", "NAT gateway: us-east-1a!", "NAT gateway: us-east-1b!"],
      [],
    ],
    [
      "one NAT gateway",
      ownNetworkEnvironment({
        "network.nat": "one",
        "network.egress": { mode: "anywhere", reason: "It asks partners." },
      }),
      ["internet gateway!", "NAT gateway: us-east-1a!"],
      [],
    ],
    [
      "endpoints alone",
      ownNetworkEnvironment(),
      [],
      ["interface endpoints: ecr.api, ecr.dkr, logs, secretsmanager"],
    ],
    [
      "the gateway that CloudFront asks for",
      ownNetworkFrontendEnvironment(),
      ["internet gateway!"],
      ["interface endpoints: ecr.api, ecr.dkr, logs, secretsmanager"],
    ],
  ])("%s", (_, environment, open, endpoints) => {
    const { said } = gateways(environment);
    expect(said).toEqual([...open, "gateway endpoint: s3", ...endpoints]);
  });

  test("nothing where the network is others'", () => {
    expect(gateways(fixtureEnvironment("eec-prod")).said).toEqual([]);
  });

  test("each inside the network, and none over another, however many there are", () => {
    const environment = ownNetworkEnvironment({
      database: { mode: "none" },
      "secrets.variables": { SECRET_KEY: { source: "generated", length: 64 } },
      "service.execEnabled": true,
      "service.permissions": [
        "sqs:SendMessage",
        "sns:Publish",
        "dynamodb:GetItem",
        "ssm:GetParameter",
        "kms:Decrypt",
      ].map((action, index) => ({
        on: "everything",
        sid: `Use${index}`,
        actions: [action],
        reason: "The test wants many endpoints.",
      })),
    });
    const { vpc, boxes } = gateways(environment);
    expect(new Set(boxes.map(({ box }) => box.y)).size).toBeGreaterThan(1);
    for (const [index, { box }] of boxes.entries()) {
      expect(box.x).toBeGreaterThan(vpc.x);
      expect(box.x + box.width).toBeLessThan(vpc.x + vpc.width);
      expect(box.y + box.height).toBeLessThan(vpc.y + vpc.height);
      for (const { box: after } of boxes.slice(index + 1)) {
        expect(after.y > box.y + box.height || after.x > box.x + box.width).toBe(true);
      }
    }
  });
});

test("people on a VPN stand outside the network, with the addresses that they get", () => {
  const picture = svg("shop-dev", terraformJson(vpnEnvironment()));
  for (const words of ["people", "AWS Client VPN", "10.100.0.0/22"]) {
    expect(picture).toContain(`>${words}</text>`);
  }
  expect(picture).toContain("vpn to load balancer on 443");
});

test("a distribution stands outside the network, red, since the Internet reaches it", () => {
  const outside = (firewall: CdnSettings["firewall"]) => {
    const picture = svg("shop-dev", terraformJson(frontendEnvironment({ firewall })));
    expect(picture).toContain("cloudfront to load balancer on 443");
    const [box = ""] =
      /<rect [^>]*stroke="#b91c1c"[^>]*>(<text[^>]*>[^<]*<\/text>)+/.exec(picture) ?? [];
    return [...box.matchAll(/>([^<]+)<\/text>/g)].map(([, text]) => text);
  };
  const { firewall } = cdnSection();
  expect(outside(firewall)).toEqual([
    "the Internet",
    "CloudFront, firewall",
    "pages from a private bucket",
  ]);
  expect(outside({ mode: "none", reason: "Another CDN stands before it." })[1]).toBe("CloudFront");
});
