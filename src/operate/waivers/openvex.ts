import { z } from "zod";
import { CommandError } from "../../base/errors";
import { longestReason } from "../../contract/delivery-table";
import type { WaivedFinding } from "../../contract/waivers";
import type { RuntimeWaiver } from "./list-waivers";

const component = z.looseObject({
  "@id": z.string().optional(),
  identifiers: z.looseObject({ purl: z.string().optional() }).optional(),
  hashes: z.record(z.string(), z.string()).optional(),
});

/** What is read of a document. @see https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md */
const document = z.looseObject({
  "@context": z.string().startsWith("https://openvex.dev/ns"),
  author: z.string().min(1),
  timestamp: z.iso.datetime({ offset: true }),
  statements: z
    .array(
      z.looseObject({
        vulnerability: z.looseObject({ name: z.string() }),
        timestamp: z.iso.datetime({ offset: true }).optional(),
        products: z
          .array(component.extend({ subcomponents: z.array(component).optional() }))
          .optional(),
        status: z.enum(["not_affected", "affected", "fixed", "under_investigation"]),
        justification: z.string().optional(),
        impact_statement: z.string().optional(),
        status_notes: z.string().optional(),
      }),
    )
    .min(1),
});

type Statement = z.infer<typeof document>["statements"][number];
type Component = z.infer<typeof component>;

/** Which image a document's statements must be about. */
interface VexProduct {
  /** Repository with its registry, as image references name it. */
  readonly repository: string;
  /** An image by digest, about which statements count as well. */
  readonly digest: string | undefined;
}

/** A finding that a document says does no harm, and in which words. */
interface VexWaiver extends WaivedFinding {
  readonly because: string;
}

/**
 * What a document says does no harm in this product: of each finding the newest statement counts, and only `not_affected` and `fixed` waive.
 * `others` says of the rest why it does not.
 */
export function readOpenVex(
  text: string,
  product: VexProduct,
): { readonly waivers: readonly VexWaiver[]; readonly others: readonly string[] } {
  const { author, timestamp, statements } = parsed(text);
  const others: string[] = [];
  const newest = new Map<
    string,
    { readonly finding: WaivedFinding; readonly statement: Statement }
  >();
  const inOrder = statements
    .map((statement) => ({ statement, at: Date.parse(statement.timestamp ?? timestamp) }))
    .sort((a, b) => a.at - b.at);
  for (const { statement } of inOrder) {
    const cve = statement.vulnerability.name;
    const ours = (statement.products ?? []).filter((one) => isOf(one, product));
    if (ours.length === 0) others.push(`${cve} (${statement.status}): of another product`);
    for (const { subcomponents = [] } of ours) {
      for (const name of subcomponents.length === 0 ? [""] : subcomponents.map(packageOf)) {
        if (name === undefined) {
          others.push(`${cve} (${statement.status}): its subcomponent is no package URL`);
          continue;
        }
        newest.set(`${cve}|${name}`, { finding: { cve, package: name }, statement });
      }
    }
  }
  const waivers = [...newest.values()].flatMap(({ finding, statement }) => {
    const { status, justification, impact_statement: impact, status_notes: notes } = statement;
    if (status !== "not_affected" && status !== "fixed") {
      others.push(`${finding.cve}: ${status}`);
      return [];
    }
    const why = [justification, impact, notes].filter(
      (words) => words !== undefined && words !== "",
    );
    if (status === "not_affected" && why.length === 0) {
      others.push(`${finding.cve}: not_affected, without a justification`);
      return [];
    }
    const because = `OpenVEX of ${author}: ${[status, ...why].join(", ")}`;
    return [
      { ...finding, because: because.replaceAll(/[\s\p{Cc}]+/gu, " ").slice(0, longestReason) },
    ];
  });
  return { waivers, others };
}

function parsed(text: string): z.infer<typeof document> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CommandError(2, `The OpenVEX document is not JSON: ${(error as Error).message}`);
  }
  const result = document.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new CommandError(
    2,
    `The document is not OpenVEX: ${issue?.path.join(".") || "the whole"}: ${issue?.message}`,
  );
}

/** The repository as a whole, or the one image that was named: a statement on another image of it says nothing of the next one. */
function isOf(one: Component, { repository, digest }: VexProduct): boolean {
  const hash = one.hashes?.["sha-256"];
  if (digest !== undefined && hash !== undefined && `sha256:${hash.toLowerCase()}` === digest)
    return true;
  return purlsOf(one).some(({ type, version, repositoryUrl }) => {
    if (type !== "oci") return false;
    if (version !== "") return version === digest;
    return hash === undefined && repositoryUrl === repository;
  });
}

function packageOf(one: Component): string | undefined {
  return purlsOf(one)[0]?.name;
}

/** The package URLs of a product. @see https://github.com/package-url/purl-spec */
function purlsOf(one: Component) {
  return [one.identifiers?.purl, one["@id"]].flatMap((text) => {
    const match = /^pkg:([^/]+)\/([^?#@]+)(?:@([^?#]*))?(?:\?([^#]*))?/.exec(text ?? "");
    if (match === null) return [];
    const [, type = "", path = "", version = "", qualifiers = ""] = match;
    return [
      {
        type: type.toLowerCase(),
        name: decoded(path.split("/").at(-1) ?? ""),
        version: decoded(version),
        repositoryUrl: new URLSearchParams(qualifiers).get("repository_url") ?? "",
      },
    ];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What is waived in an environment, of which an OpenVEX document is made. */
interface VexSource {
  readonly environment: string;
  /** Repository with its registry, as image references name it. */
  readonly repository: string;
  /** Who writes it. */
  readonly author: string;
  /** When, ISO 8601. */
  readonly now: string;
  readonly inFile: readonly {
    readonly cve: string;
    readonly reason: string;
    readonly expires: string;
  }[];
  readonly atRunTime: readonly RuntimeWaiver[];
}

/** The waivers that count as an OpenVEX document; a {@link CommandError} where there are none, of which none can be made. */
export function writeOpenVex(source: VexSource): string {
  const { environment, repository, author, now, inFile, atRunTime } = source;
  const name = repository.split("/").at(-1) ?? "";
  const product = `pkg:oci/${name}?repository_url=${encodeURIComponent(repository)}`;
  const statement = (
    finding: WaivedFinding,
    words: { readonly why: string; readonly notes: string; readonly at: string },
  ) => ({
    vulnerability: { name: finding.cve },
    timestamp: words.at,
    products: [
      {
        "@id": product,
        ...(finding.package !== "" && {
          subcomponents: [{ "@id": `pkg:generic/${encodeURIComponent(finding.package)}` }],
        }),
      },
    ],
    status: "not_affected",
    status_notes: words.notes,
    impact_statement: words.why,
  });
  const statements = [
    ...inFile
      .filter(({ expires }) => expires >= now.slice(0, 10))
      .map(({ cve, reason, expires }) =>
        statement(
          { cve, package: "" },
          { why: reason, notes: `Waived in the environment's file until ${expires}.`, at: now },
        ),
      ),
    ...atRunTime
      .filter(({ state }) => state === "counts")
      .map((one) =>
        statement(one, {
          why: one.because,
          notes: `Waived by ${one.by} until ${one.until.slice(0, 10)}.`,
          at: one.at,
        }),
      ),
  ];
  if (statements.length === 0) {
    throw new CommandError(
      1,
      `${environment}: nothing is waived, and an OpenVEX document has at least one statement.`,
    );
  }
  return `${JSON.stringify(
    {
      "@context": "https://openvex.dev/ns/v0.2.0",
      "@id": `urn:slipway:${environment}:waivers:${now}`,
      author,
      timestamp: now,
      version: 1,
      tooling: "slipway waivers",
      statements,
    },
    undefined,
    2,
  )}\n`;
}
