import { kindOf } from "../attributes";
import { textOf } from "../read/plain-value";
import type { Plan } from "../read/plan";
import { isEmpty, listOf, member, planned, prior, UNKNOWN } from "../read/planned-value";
import type { ResourceChange } from "../read/resource-change";
import { grantsOf } from "./compare";
import { dangerOf } from "./danger";
import { ownAccounts } from "./own-accounts";
import { readPolicy } from "./policy";

// Attributes by which AWS's provider writes a permission without a policy's text: of a function, an event bus, a key, a share.
const attributes = [
  "admins",
  "allowed_principals",
  "grantee_principal",
  "principal",
  "principal_arn",
  "principals",
  "read_only_admins",
  "trusted_resource_owners",
];

/**
 * Whom an object of a project's own kind lets in by its attributes and did not: everybody, another account, or somebody whose account
 * its text does not say. The module writes policies alone.
 */
export function strangersLetIn(change: ResourceChange, plan: Plan): readonly string[] {
  if (!change.type.startsWith("aws_") || kindOf(change.type) !== undefined) return [];
  const accounts = ownAccounts(plan);
  return attributes.flatMap((name) => {
    const will = planned(change, name);
    if (isEmpty(will)) return [];
    if (will === UNKNOWN && !plan.configuration.sets(change.block, name)) return [];
    const had = new Set(
      dangersOf(prior(change, name), (one) => prior(change, one), accounts).map(
        ({ words }) => words,
      ),
    );
    const names = will === UNKNOWN ? written(change, plan, name) : will;
    return dangersOf(names, (one) => planned(change, one), accounts)
      .filter(({ words }) => !had.has(words))
      .map(({ words }) => `\`${name}\` lets in others: ${words}`);
  });
}

/** As the configuration writes it: an object of this plan is ours, also before its ARN is known. */
function written(change: ResourceChange, plan: Plan, name: string): unknown {
  return plan.configuration.template(change.block, name) ?? "(known after apply)";
}

function dangersOf(
  principals: unknown,
  get: (name: string) => unknown,
  accounts: ReadonlySet<string>,
): readonly { readonly words: string }[] {
  const names = (typeof principals === "string" ? [principals] : listOf(principals)).map((one) =>
    one === UNKNOWN ? "(known after apply)" : textOf(one),
  );
  return names.flatMap((name) => {
    const policy = readPolicy({
      Version: "2012-10-17",
      Statement: {
        Effect: "Allow",
        Principal: isService.test(name) ? { Service: name } : { AWS: name },
        Action: textOf(get("action") ?? "*") || "*",
        Condition: conditionsOf(get),
      },
    });
    const grants = (policy ?? []).flatMap(grantsOf);
    return grants.flatMap((grant) => {
      const words = dangerOf(grant, "resource", accounts);
      return words === undefined ? [] : [{ words }];
    });
  });
}

const isService = /^[\w.-]+\.(amazonaws\.com(\.cn)?|aws\.internal)$/;

/** What narrows the permission, in the words of a policy. */
function conditionsOf(get: (name: string) => unknown): object {
  const narrowed = Object.entries(keyByAttribute).flatMap(([name, key]) => {
    const value = get(name);
    return typeof value === "string" && value !== "" ? [[key, value]] : [];
  });
  const blocks = listOf(get("condition")).flatMap((block) => {
    const [key, value] = [member(block, "key"), member(block, "value")];
    return typeof key === "string" && typeof value === "string" ? [[key, value]] : [];
  });
  const all = Object.fromEntries([...narrowed, ...blocks]);
  return Object.keys(all).length === 0 ? {} : { StringEquals: all };
}

const keyByAttribute: Readonly<Record<string, string>> = {
  source_account: "aws:SourceAccount",
  source_arn: "aws:SourceArn",
  principal_org_id: "aws:PrincipalOrgID",
};
