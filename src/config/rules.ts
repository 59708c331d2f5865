import {
  boundaryOutOfReach,
  githubEnvironments,
  identityProviderOnce,
  testerTests,
} from "./access";
import { addressesApart } from "./addresses-apart";
import { arnPlaces, partitions } from "./arn-places";
import { execRecorded } from "./cluster";
import { databaseRestored, databaseStorage, databaseUrl, databaseWindows } from "./database";
import { databaseClientsReach } from "./database-clients";
import {
  deliveryHistory,
  migrationSnapshot,
  periodsHaveLength,
  toleratedFindings,
  waiversOnce,
  waiversWritten,
} from "./delivery";
import { derivedNames } from "./derived-names";
import { differences } from "./differences";
import { hostedZoneOnce, hostNameInZones, hostNameOnce } from "./domain";
import { drillReads } from "./drill";
import { bodyLimit } from "./firewall";
import {
  frontendAddresses,
  frontendCertificate,
  frontendLeadsThere,
  frontendPaths,
  publishersPublish,
} from "./frontend";
import {
  fargateFipsInGovCloud,
  mirroredEnvironment,
  namePrefix,
  ownTags,
  stateBucket,
} from "./identity";
import {
  fipsInTheUnitedStates,
  listenerRuleOnce,
  loadBalancerClients,
  roomForMaintenance,
} from "./load-balancer";
import { certificateRenewed, monitoredDatabase, rolloutOutlastsAlarms } from "./monitoring";
import { connectionsOnce, egressRanges, subnetTiers } from "./network";
import { ownNetworkAlone, ownNetworkFits, ownNetworkLeadsThere } from "./own-network";
import { promotionSource } from "./promotion";
import { onlyPromoterPushes, repositoryOnce } from "./repository";
import type { EnvironmentRule, GroupRule, PairRule } from "./rule";
import { secretSources, variablesOnce } from "./secrets";
import {
  fargateSizes,
  plainSecrets,
  reservedVariables,
  taskCounts,
  taskPermissions,
} from "./service";
import { vpnLeadsThere, vpnRange } from "./vpn";

/** Rules on one environment. */
export const rules: readonly EnvironmentRule[] = [
  derivedNames,
  addressesApart,
  differences,
  ownTags,
  subnetTiers,
  ownNetworkFits,
  ownNetworkAlone,
  ownNetworkLeadsThere,
  egressRanges,
  connectionsOnce,
  loadBalancerClients,
  roomForMaintenance,
  bodyLimit,
  fargateFipsInGovCloud,
  fipsInTheUnitedStates,
  hostNameInZones,
  arnPlaces,
  partitions,
  fargateSizes,
  taskCounts,
  taskPermissions,
  execRecorded,
  databaseRestored,
  databaseClientsReach,
  publishersPublish,
  deliveryHistory,
  migrationSnapshot,
  waiversOnce,
  waiversWritten,
  toleratedFindings,
  periodsHaveLength,
  monitoredDatabase,
  certificateRenewed,
  rolloutOutlastsAlarms,
  variablesOnce,
  reservedVariables,
  plainSecrets,
  secretSources,
  databaseUrl,
  databaseStorage,
  databaseWindows,
  drillReads,
  onlyPromoterPushes,
  testerTests,
  githubEnvironments,
  boundaryOutOfReach,
  vpnRange,
  vpnLeadsThere,
  frontendLeadsThere,
  frontendCertificate,
  frontendPaths,
  frontendAddresses,
];

/** Rules on each pair of environments. */
export const pairRules: readonly PairRule[] = [
  stateBucket,
  repositoryOnce,
  hostNameOnce,
  hostedZoneOnce,
  listenerRuleOnce,
  identityProviderOnce,
  namePrefix,
];

/** Rules on an environment among all others. */
export const groupRules: readonly GroupRule[] = [mirroredEnvironment, promotionSource];
