import { arnPlaces } from "./arn-places";
import { databaseStorage } from "./database-storage";
import { databaseUrl } from "./database-url";
import { databaseWindows } from "./database-windows";
import { deliveryHistory } from "./delivery-history";
import { derivedNames } from "./derived-names";
import { differences } from "./differences";
import { egressRanges } from "./egress-ranges";
import { fargateSizes } from "./fargate-sizes";
import { githubEnvironments } from "./github-environments";
import { hostNameInZones } from "./host-name-in-zones";
import { hostNameOnce } from "./host-name-once";
import { hostedZoneOnce } from "./hosted-zone-once";
import { identityProviderOnce } from "./identity-provider-once";
import { listenerRuleOnce } from "./listener-rule-once";
import { loadBalancerClients } from "./load-balancer-clients";
import { mirroredEnvironment } from "./mirrored-environment";
import { namePrefix } from "./name-prefix";
import { onlyPromoterPushes } from "./only-promoter-pushes";
import { ownTags } from "./own-tags";
import { partitions } from "./partitions";
import { plainSecrets } from "./plain-secrets";
import { promotionSource } from "./promotion-source";
import { repositoryOnce } from "./repository-once";
import { reservedVariables } from "./reserved-variables";
import type { GroupRule, PairRule, Rule } from "./rule";
import { secretSources } from "./secret-sources";
import { stateBucket } from "./state-bucket";
import { subnetTiers } from "./subnet-tiers";
import { taskCounts } from "./task-counts";
import { testerTests } from "./tester-tests";
import { variablesOnce } from "./variables-once";
import { waiversOnce } from "./waivers-once";

/** Rules on one environment. */
export const rules: readonly Rule[] = [
  derivedNames,
  differences,
  ownTags,
  subnetTiers,
  egressRanges,
  loadBalancerClients,
  hostNameInZones,
  arnPlaces,
  partitions,
  fargateSizes,
  taskCounts,
  deliveryHistory,
  waiversOnce,
  variablesOnce,
  reservedVariables,
  plainSecrets,
  secretSources,
  databaseUrl,
  databaseStorage,
  databaseWindows,
  onlyPromoterPushes,
  testerTests,
  githubEnvironments,
];

/** Rules on each two environments. */
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
