import type { Construct } from "constructs";
import {
  databaseIdentifiersOf,
  deliveryOf,
  drillCheckOf,
  firstDatabaseOf,
} from "../config/delivery-of";
import type { Environment } from "../config/schema";
import { clientVpnOf } from "../config/vpn";
import { namesOf, postgresPort } from "../contract/names";
import { Access } from "./constructs/access/access";
import { accessPlaces, sourcePlaces } from "./constructs/access/access-places";
import type { DatabaseEndpoint } from "./constructs/access/database-session";
import { applyPolicy, planPolicy } from "./constructs/access/terraform-policies";
import type { Database } from "./constructs/database";
import type { EncryptionKey } from "./constructs/encryption-key";
import type { Frontend } from "./constructs/frontend/frontend";

/** Who may do what: roles of people and pipelines, and their policies. */
export function environmentAccess(
  scope: Construct,
  environment: Environment,
  key: EncryptionKey,
  database: Database | undefined,
  frontend: Frontend | undefined,
): Access {
  const names = namesOf(environment);
  const { source } = environment.promotion;
  const delivery = deliveryOf(environment);
  const places = accessPlaces(environment);
  const terraform = { environment, places, keyArn: key.arn };
  return new Access(scope, "access", {
    who: environment.access,
    names,
    places,
    delivery: delivery.settings,
    drillReads: drillCheckOf(environment) !== undefined,
    databases: {
      first: firstDatabaseOf(environment),
      later: databaseIdentifiersOf(environment).slice(1),
    },
    vpn: clientVpnOf(environment) && environment,
    database: databaseEndpoint(environment, database),
    distributionArn: frontend?.distributionArn,
    source: source.mode === "none" ? undefined : sourcePlaces(environment, source),
    terraform: { plan: planPolicy(terraform), apply: applyPolicy(terraform) },
  });
}

function databaseEndpoint(
  environment: Environment,
  own: Database | undefined,
): DatabaseEndpoint | undefined {
  if (own) return { host: own.address, port: postgresPort };
  const { database } = environment;
  if (database.mode !== "existing" || database.hostName === undefined) return undefined;
  return { host: database.hostName, port: database.port };
}
