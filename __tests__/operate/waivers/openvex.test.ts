import { describe, expect, test } from "vitest";
import type { RuntimeWaiver } from "../../../src/operate/waivers/list-waivers";
import { readOpenVex, writeOpenVex } from "../../../src/operate/waivers/openvex";

const repository = "111111111111.dkr.ecr.us-east-1.amazonaws.com/shop/dev";
const digest = `sha256:${"a".repeat(64)}`;
const encoded = encodeURIComponent(repository);
const here = { "@id": `pkg:oci/dev?repository_url=${repository}` };
const statement = (changes: object = {}) => ({
  vulnerability: { name: "CVE-2026-0001" },
  products: [here],
  status: "not_affected",
  justification: "component_not_present",
  ...changes,
});
const document = (...statements: readonly object[]) => ({
  "@context": "https://openvex.dev/ns/v0.2.0",
  "@id": "https://example.gov/vex/1",
  author: "security@example.gov",
  timestamp: "2026-11-01T00:00:00Z",
  version: 1,
  statements,
});
const read = (value: object, named: string | undefined = undefined) =>
  readOpenVex(JSON.stringify(value), { repository, digest: named });
const of = (...products: readonly object[]) => read(document(statement({ products }))).waivers;
const words = "OpenVEX of security@example.gov: not_affected, component_not_present";

describe("an OpenVEX document waives", () => {
  test.each<[string, object]>([
    ["the repository by its id", here],
    ["the repository, encoded", { "@id": `pkg:oci/dev?arch=amd64&repository_url=${encoded}` }],
    ["the repository by its identifier", { identifiers: { purl: here["@id"] } }],
  ])("what does no harm in %s", (_, product) => {
    expect(of(product)).toEqual([{ cve: "CVE-2026-0001", package: "", because: words }]);
  });

  test.each<[string, object]>([
    ["another repository", { "@id": "pkg:oci/dev?repository_url=ghcr.io/shop/dev" }],
    ["an image of that name anywhere", { "@id": "pkg:oci/dev" }],
    ["something else", { "@id": `pkg:docker/dev?repository_url=${repository}` }],
    [
      "one image of the repository",
      { "@id": `pkg:oci/dev@${digest}?repository_url=${repository}` },
    ],
    ["one image by its hash", { ...here, hashes: { "sha-256": "a".repeat(64) } }],
    ["no package URL", { "@id": repository }],
  ])("nothing of %s", (_, product) => {
    const { waivers, others } = read(document(statement({ products: [product] })));
    expect(waivers).toEqual([]);
    expect(others).toEqual(["CVE-2026-0001 (not_affected): of another product"]);
  });

  test.each<[string, object]>([
    ["its package URL", { "@id": `pkg:oci/dev@${encodeURIComponent(digest)}` }],
    ["its hash", { "@id": "https://example.gov/shop", hashes: { "sha-256": "A".repeat(64) } }],
  ])("what is said of the one image that was named, by %s", (_, product) => {
    const value = document(statement({ products: [product] }));
    expect(read(value, digest).waivers).toHaveLength(1);
    expect(read(value, `sha256:${"b".repeat(64)}`).waivers).toEqual([]);
  });

  test("its packages one by one", () => {
    const subcomponents = [
      { "@id": "pkg:deb/debian/openssl@3.0.1?arch=amd64" },
      { identifiers: { purl: "pkg:npm/%40scope%2Fzlib@1" } },
      { "@id": "https://example.gov/libfoo" },
    ];
    const { waivers, others } = read(
      document(statement({ products: [{ ...here, subcomponents }] })),
    );
    expect(waivers.map((one) => one.package)).toEqual(["openssl", "@scope/zlib"]);
    expect(others).toEqual(["CVE-2026-0001 (not_affected): its subcomponent is no package URL"]);
  });

  test.each(["affected", "under_investigation"])("nothing that is %s", (status) => {
    expect(read(document(statement({ status })))).toEqual({
      waivers: [],
      others: [`CVE-2026-0001: ${status}`],
    });
  });

  test("what is fixed, and not what is not affected for no reason", () => {
    const said = { justification: undefined };
    expect(read(document(statement({ ...said, status: "fixed" }))).waivers).toEqual([
      { cve: "CVE-2026-0001", package: "", because: "OpenVEX of security@example.gov: fixed" },
    ]);
    expect(read(document(statement(said)))).toEqual({
      waivers: [],
      others: ["CVE-2026-0001: not_affected, without a justification"],
    });
  });

  test("by the newest statement, wherever it stands", () => {
    const later = statement({ status: "affected", timestamp: "2026-11-02T00:00:00+01:00" });
    expect(read(document(later, statement())).waivers).toEqual([]);
    const earlier = { ...later, timestamp: "2026-10-01T00:00:00Z" };
    expect(read(document(statement(), earlier)).waivers).toHaveLength(1);
  });

  test("in words of one line, at most 300 characters", () => {
    const [waiver] = read(
      document(statement({ impact_statement: `not\nreachable ${"x".repeat(400)}` })),
    ).waivers;
    expect(waiver?.because).toHaveLength(300);
    expect(waiver?.because).toContain("component_not_present, not reachable xxx");
  });
});

test.each<[string, string]>([
  ["The OpenVEX document is not JSON: ", "{"],
  [
    "The document is not OpenVEX: @context: ",
    JSON.stringify({ ...document(statement()), "@context": "x" }),
  ],
  ["The document is not OpenVEX: statements: ", JSON.stringify(document())],
  [
    "The document is not OpenVEX: statements.0.status: ",
    JSON.stringify(document(statement({ status: "harmless" }))),
  ],
])("refuses another document: %s", (message, text) => {
  expect(() => readOpenVex(text, { repository, digest: undefined })).toThrow(message);
});

const waiver: RuntimeWaiver = {
  cve: "CVE-2026-0001",
  package: "@scope/zlib",
  at: "2026-11-01T08:00:00.000Z",
  by: "arn:aws:sts::111111111111:assumed-role/shop-dev-waivers/anna",
  because: "Not reachable.",
  until: "2026-12-31T23:59:59.999Z",
  state: "counts",
};
const source = {
  environment: "shop-dev",
  repository,
  author: "arn:aws:iam::111111111111:user/anna",
  now: "2026-11-02T08:00:00.000Z",
  inFile: [
    { cve: "CVE-2026-0002", reason: "Only in the tests.", expires: "2026-11-02" },
    { cve: "CVE-2026-0003", reason: "Only in the tests.", expires: "2026-11-01" },
  ],
  atRunTime: [waiver, { ...waiver, cve: "CVE-2026-0004", state: "withdrawn" as const }],
};

test("writes what counts as OpenVEX, which can be read again", () => {
  const text = writeOpenVex(source);
  const product = `pkg:oci/dev?repository_url=${encoded}`;
  expect(JSON.parse(text)).toEqual({
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": "urn:slipway:shop-dev:waivers:2026-11-02T08:00:00.000Z",
    author: source.author,
    timestamp: source.now,
    version: 1,
    tooling: "slipway waivers",
    statements: [
      {
        vulnerability: { name: "CVE-2026-0002" },
        timestamp: source.now,
        products: [{ "@id": product }],
        status: "not_affected",
        status_notes: "Waived in the environment's file until 2026-11-02.",
        impact_statement: "Only in the tests.",
      },
      {
        vulnerability: { name: "CVE-2026-0001" },
        timestamp: waiver.at,
        products: [{ "@id": product, subcomponents: [{ "@id": "pkg:generic/%40scope%2Fzlib" }] }],
        status: "not_affected",
        status_notes: `Waived by ${waiver.by} until 2026-12-31.`,
        impact_statement: "Not reachable.",
      },
    ],
  });
  const again = readOpenVex(text, { repository, digest: undefined }).waivers;
  expect(again.map(({ cve, package: name }) => [cve, name])).toEqual([
    ["CVE-2026-0001", "@scope/zlib"],
    ["CVE-2026-0002", ""],
  ]);
});

test("refuses to write a document where nothing is waived", () => {
  expect(() => writeOpenVex({ ...source, inFile: [], atRunTime: [] })).toThrow(
    "shop-dev: nothing is waived, and an OpenVEX document has at least one statement.",
  );
});
