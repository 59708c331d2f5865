import ipaddr from "ipaddr.js";
import { z } from "zod";
import { longestReason } from "../contract/delivery-table";

z.config({ jitless: true }); // compiling the schema costs more than checking a few files with it saves

/** Settings that say which environment this is; see {@link identifying}. */
export const identities = z.registry<Record<never, never>>();

/**
 * A setting that says which environment this is, or which things of others it stands on. Such settings differ between any two
 * environments, so the parity check takes them from the mirrored one and nobody declares them.
 */
export function identifying<T extends z.ZodType>(setting: T): T {
  identities.add(setting, {});
  return setting;
}

/** Text of one form. `must` completes the sentence "must be …" of the error report. */
export function text(pattern: RegExp, must: string) {
  const error = `must be ${must}`;
  return z.string({ error }).regex(pattern, { error });
}

/** A whole number within limits, both included. */
export function wholeNumber(from: number, to: number, unit = "") {
  const error = `must be a whole number from ${from} to ${to}${unit && ` ${unit}`}`;
  return z.int({ error }).min(from, { error }).max(to, { error });
}

/** One of a few values. */
export function oneOf<const T extends readonly (string | number)[]>(values: T) {
  const written = values.map((value) => (isNumeric(value) ? `"${value}"` : value));
  return z.literal(values, { error: `must be one of ${written.join(", ")}` });
}

/** Text that YAML would read as a number unless it is in quotes. */
function isNumeric(value: string | number): boolean {
  return typeof value === "string" && value !== "" && !Number.isNaN(Number(value));
}

/** `true` or `false`. */
export function flag() {
  return z.boolean({ error: "must be true or false" });
}

/** A command as its words: unlike other lists, a word may come twice. `orNull` is part of what is said of a wrong one. */
export function words(orNull: ", or null" | "" = "") {
  return z
    .array(text(/^[\s\S]{1,1024}$/, "a word of 1 to 1024 characters"), {
      error: `must be a list of words${orNull}`,
    })
    .min(1, { error: `must be a list of at least 1 word${orNull}` });
}

/** A list without repetitions; `from` is the least number of entries. */
export function list<T extends z.ZodType>(entry: T, from = 0) {
  const must =
    from === 0
      ? "must be a list"
      : `must be a list of at least ${from} ${from === 1 ? "entry" : "entries"}`;
  return z
    .array(entry, { error: must })
    .min(from, { error: must })
    .superRefine((entries, context) => {
      const seen = new Set<string>();
      for (const [index, value] of entries.entries()) {
        const key = JSON.stringify(value);
        if (seen.has(key)) {
          context.addIssue({
            code: "custom",
            path: [index],
            message: "must not be listed twice",
            input: value,
          });
        }
        seen.add(key);
      }
    })
    .meta({ uniqueItems: true }); // for the editor's schema
}

/** A section: every key is required and no other key is allowed. */
export function section<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? undefined : "must be a section with keys of its own",
  });
}

/** Sections that one key distinguishes. */
export function choice<
  Options extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]],
>(key: string, options: Options, values: readonly string[]) {
  return z.discriminatedUnion(key, options, {
    error: () => `must be one of ${values.join(", ")}`,
  });
}

/** A sentence for people: why something unsafe or unusual is needed. */
export function reason() {
  return text(
    new RegExp(`^\\S.{9,${longestReason - 1}}$`, "s"),
    `a sentence of 10 to ${longestReason} characters that says why`,
  );
}

/** Name of an environment variable: 1 to 255 letters, digits and `_`. */
export function variableName() {
  return text(
    /^[A-Za-z_][A-Za-z0-9_]{0,254}$/,
    "a variable name of letters, digits and _, not beginning with a digit",
  );
}

/**
 * Days for which CloudWatch Logs can keep a log group's records; it offers no others.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export function logRetentionDays() {
  return oneOf([
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
  ]);
}

/** The environment that another file is for. */
export function environmentFileName(orNull: ", or null" | "" = "") {
  return text(/^[a-z][a-z0-9-]+$/, `the name of another environment file without .yaml${orNull}`);
}

/** Twelve digits, in quotes, since YAML would read them as a number. */
export function accountId() {
  return text(/^\d{12}$/, 'an AWS account id: 12 digits in quotes, such as "111111111111"');
}

/** An AWS region code such as `us-east-1`, commercial or GovCloud: in the other partitions services have other names. */
export function region() {
  return text(
    /^(af|ap|ca|eu|il|me|mx|sa|us|us-gov)-(north|south|east|west|central|northeast|southeast)-[1-9]$/,
    "a commercial or GovCloud AWS region, such as us-east-1",
  );
}

/** Id of an EC2 thing: `vpc-`, `subnet-`, `sg-`, `pl-` and 8 or 17 hexadecimal digits. */
export function ec2Id(prefix: "vpc" | "subnet" | "sg" | "pl") {
  return text(
    new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`),
    `an id such as ${prefix}-0123456789abcdef0`,
  );
}

/** An address range, IPv4 or IPv6, whose host bits are zero. */
export function cidr() {
  return z
    .string({ error: "must be an address range such as 10.20.0.0/16" })
    .superRefine((value, context) => {
      const problem = cidrProblem(value);
      if (problem) context.addIssue({ code: "custom", message: problem, input: value });
    });
}

function cidrProblem(value: string): string | undefined {
  if (!ipaddr.isValidCIDR(value)) return "must be an address range such as 10.20.0.0/16";
  const [address, bits] = ipaddr.parseCIDR(value);
  const family = address.kind() === "ipv4" ? ipaddr.IPv4 : ipaddr.IPv6;
  const network = `${family.networkAddressFromCIDR(value).toString()}/${bits}`;
  // EC2 stores the network address; another spelling would be planned as a change for ever.
  return network === value ? undefined : `must be written as its network address ${network}`;
}

/** ARN of one service. `resource` is the pattern after the account, `example` ends the sentence in the report. */
export function arn(service: string, resource: RegExp, example: string, account = "\\d{12}") {
  return text(
    new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]*:${account}:${resource.source}$`),
    `an ARN such as ${example}`,
  );
}

/** An IAM role or user by its ARN; never a wildcard, never a whole account. */
export function principalArn() {
  return arn("iam", /(role|user)\/[\w+=,.@/-]+/, "arn:aws:iam::111111111111:role/developers");
}

/** ARN of a KMS key. */
export function kmsKeyArn() {
  return arn("kms", /key\/[0-9a-zA-Z-]+/, "arn:aws:kms:us-east-1:111111111111:key/0000-…");
}

/** A domain name in lower case, without the final dot. */
export function domainName() {
  return text(
    /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    "a domain name in lower case, such as app.example.gov",
  );
}

/** Id of a Route 53 hosted zone. */
export function hostedZoneId() {
  return text(/^Z[0-9A-Z]{5,31}$/, "a hosted zone id, such as Z0123456789ABCDEFGHIJ");
}

/** True for a range that no known group of clients has: wider than /8, or than /16 for IPv6. */
export function isWide(cidr: string): boolean {
  const [address, bits] = ipaddr.parseCIDR(cidr);
  return bits < (address.kind() === "ipv4" ? 8 : 16);
}

/** True for a range of IPv6 addresses. */
export function isIpv6(cidr: string): boolean {
  return ipaddr.parseCIDR(cidr)[0].kind() === "ipv6";
}

/** ARN of a certificate of ACM. */
export function certificateArn() {
  return arn(
    "acm",
    /certificate\/[0-9a-f-]{36}/,
    "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000000",
  );
}
