import { addressPart } from "../contract/addresses";
import type { Path } from "./problem";
import type { EnvironmentRule } from "./rule";
import type { Environment } from "./schema";
import { endpointOf, type Subscriber } from "./subscribers";
import { clientVpnOf } from "./vpn";

/** A name of the file's owner that is part of an address in Terraform. */
interface OwnersName {
  readonly path: Path;
  readonly name: string;
  /** Points at the key instead of its value. */
  readonly on?: "key";
}

/** Terraform's addresses keep letters and digits of a name alone: two that differ in other characters would be one object. */
export const addressesApart: EnvironmentRule = (environment) =>
  ownersNames(environment).flatMap((names) => {
    const earlier = new Map<string, string>();
    return names.flatMap(({ name, ...place }) => {
      const part = addressPart(name);
      const other = earlier.get(part);
      if (other === undefined) {
        earlier.set(part, name);
        return [];
      }
      return [
        {
          ...place,
          message: `must differ from ${other} in letters or digits, of which addresses in Terraform are made, got ${name}`,
          fix: "leave one of the two out, or give it another name",
        },
      ];
    });
  });

/** The names of each list whose entries become objects of one type below one construct. */
function ownersNames(environment: Environment): readonly (readonly OwnersName[])[] {
  const { access, delivery, monitoring, secrets } = environment;
  const listed = (path: Path, names: readonly string[] = []) =>
    names.map((name, index) => ({ path: [...path, index], name }));
  const notified = (path: Path, subscribers: readonly Subscriber[] = []) =>
    listed(path, subscribers.map(endpointOf));
  const developers = access.developers.mode === "push" ? access.developers : undefined;
  const signIn = clientVpnOf(environment)?.authentication;
  return [
    notified(["delivery", "subscribers"], delivery.subscribers),
    notified(["monitoring", "pages"], monitoring?.pages),
    notified(["monitoring", "mails"], monitoring?.mails),
    listed(["access", "developers", "groups"], developers?.groups),
    listed(["access", "developers", "roles"], developers?.roles),
    listed(
      ["access", "vpn", "authentication", "groups"],
      signIn?.type === "saml" ? signIn.groups : [],
    ),
    Object.keys(secrets.variables).map((name) => ({
      path: ["secrets", "variables", name],
      name,
      on: "key" as const,
    })),
  ];
}
