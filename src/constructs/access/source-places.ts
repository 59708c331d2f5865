import type { Environment } from "../../config/schema";
import { namesOf } from "../../contract/names";
import { type AccessPlaces, accessPlaces } from "./access-places";

type Source = Extract<Environment["promotion"]["source"], { readonly mode: "environment" }>;

/**
 * The environment that images come from, seen from the one that they go to: its ARNs, and the role that reads there where it is in
 * another account. It is of the same application, and its cluster is not known here.
 */
export function sourcePlaces(
  { application, account }: Environment,
  source: Source,
): { readonly places: AccessPlaces; readonly readerRoleArn: string | undefined } {
  const environment = {
    application,
    environment: source.name.slice(`${application}-`.length),
    account: source.account,
    region: source.region,
    repository: { name: source.repository },
    cluster: "*",
  };
  const places = accessPlaces(environment);
  return {
    places,
    readerRoleArn:
      source.account === account
        ? undefined
        : places.roleArn(namesOf(environment).promotionReaderRole),
  };
}
