import { expiryShortened } from "./data-loss/expiry-shortened";
import { imagePointerRewritten } from "./data-loss/image-pointer-rewritten";
import { statefulDestroyed } from "./data-loss/stateful-destroyed";
import { bucketOpened } from "./exposure/bucket-opened";
import { egressOpened } from "./exposure/egress-opened";
import { ingressOpened } from "./exposure/ingress-opened";
import { loadBalancerPublic } from "./exposure/load-balancer-public";
import { loginDropped } from "./exposure/login-dropped";
import { networkAclOpened } from "./exposure/network-acl-opened";
import { openedBeside } from "./exposure/opened-beside";
import { plainHttp } from "./exposure/plain-http";
import { publiclyAccessible } from "./exposure/publicly-accessible";
import { resourcePolicyPublic } from "./exposure/resource-policy-public";
import { routeToInternet } from "./exposure/route-to-internet";
import { securityGroupAttached } from "./exposure/security-group-attached";
import { sentElsewhere } from "./exposure/sent-elsewhere";
import { tlsWeakened } from "./exposure/tls-weakened";
import { connectionClosed } from "./outage/connection-closed";
import { databaseInterrupted } from "./outage/database-interrupted";
import { databaseParametersChanged } from "./outage/database-parameters-changed";
import { databasePasswordChanged } from "./outage/database-password-changed";
import { entryReplaced } from "./outage/entry-replaced";
import { gapWhileReplaced } from "./outage/gap-while-replaced";
import { keyAliasMoved } from "./outage/key-alias-moved";
import { nameMoved } from "./outage/name-moved";
import { permissionRemoved } from "./outage/permission-removed";
import { policyDetached } from "./outage/policy-detached";
import { redundancyReduced } from "./outage/redundancy-reduced";
import { requestsDiverted } from "./outage/requests-diverted";
import { roleRemoved } from "./outage/role-removed";
import { rolloutStalled } from "./outage/rollout-stalled";
import { scaledDown } from "./outage/scaled-down";
import { scalingStopped } from "./outage/scaling-stopped";
import { secretWithdrawn } from "./outage/secret-withdrawn";
import { serviceDetached } from "./outage/service-detached";
import { serviceShutOut } from "./outage/service-shut-out";
import { subnetsMoved } from "./outage/subnets-moved";
import { trafficRerouted } from "./outage/traffic-rerouted";
import { actionInvoked } from "./plan/action-invoked";
import { anotherEnvironment } from "./plan/another-environment";
import { checkFailed } from "./plan/check-failed";
import { foreignImport } from "./plan/foreign-import";
import { planEmpty } from "./plan/plan-empty";
import { planIncomplete } from "./plan/plan-incomplete";
import { refreshOnly } from "./plan/refresh-only";
import { unfamiliarAttribute } from "./plan/unfamiliar-attribute";
import { unfamiliarData } from "./plan/unfamiliar-data";
import { type OwnKinds, unfamiliarKind } from "./plan/unfamiliar-kind";
import { unfamiliarProvider } from "./plan/unfamiliar-provider";
import { unknownAction } from "./plan/unknown-action";
import { boundaryLoosened } from "./privilege/boundary-loosened";
import { lastingAccess } from "./privilege/lasting-access";
import { managedPolicyAttached } from "./privilege/managed-policy-attached";
import { policyWidened } from "./privilege/policy-widened";
import { roleSwapped } from "./privilege/role-swapped";
import { secretSwapped } from "./privilege/secret-swapped";
import { trustWidened } from "./privilege/trust-widened";
import {
  backupsReduced,
  certificateSwapped,
  deletionProtectionRemoved,
  healthCheckChanged,
  monitoringReduced,
  patchesStopped,
  revisionUntracked,
  rollbackWeakened,
  scanWeakened,
  serviceRunOtherwise,
  sessionDiverted,
  shellEnabled,
} from "./row-rules";
import type { PlanRule, ReviewedEnvironment, Rule } from "./rule";
import { alarmSilenced } from "./safety/alarm-silenced";
import { alarmWeakened } from "./safety/alarm-weakened";
import { auditReduced } from "./safety/audit-reduced";
import { automationAdded } from "./safety/automation-added";
import { containerLoosened } from "./safety/container-loosened";
import { deliveryCut } from "./safety/delivery-cut";
import { deliveryLogicChanged } from "./safety/delivery-logic-changed";
import { deliveryStepsRemoved } from "./safety/delivery-steps-removed";
import { edgeHardeningReduced } from "./safety/edge-hardening-reduced";
import { encryptionReduced } from "./safety/encryption-reduced";
import { imageOutsideDelivery } from "./safety/image-outside-delivery";
import { keyLockedOut } from "./safety/key-locked-out";
import { leftUnmanaged } from "./safety/left-unmanaged";
import { programChanged } from "./safety/program-changed";
import { secretInPlainText } from "./safety/secret-in-plain-text";
import { secretInView } from "./safety/secret-in-view";
import { settingOverwritten } from "./safety/setting-overwritten";

/** Every question about a single change, in the order the review gives its findings. */
export const rules: readonly Rule[] = rulesFor(new Map());

/** The same for a project that makes kinds of its own beside the module, and for an environment whose file says what is meant. */
export function rulesFor(own: OwnKinds, environment?: ReviewedEnvironment): readonly Rule[] {
  return [unfamiliarKind(own), ...others(environment)];
}

function others(environment: ReviewedEnvironment | undefined): readonly Rule[] {
  return [
    unfamiliarAttribute,
    expiryShortened,
    imagePointerRewritten,
    statefulDestroyed,
    bucketOpened,
    egressOpened,
    ingressOpened,
    loadBalancerPublic,
    loginDropped,
    networkAclOpened,
    openedBeside,
    plainHttp,
    publiclyAccessible,
    resourcePolicyPublic,
    routeToInternet,
    securityGroupAttached,
    sentElsewhere,
    sessionDiverted,
    tlsWeakened,
    boundaryLoosened,
    lastingAccess,
    managedPolicyAttached(environment?.trusted),
    policyWidened,
    roleSwapped,
    secretSwapped,
    shellEnabled,
    trustWidened(environment?.trusted),
    alarmSilenced,
    alarmWeakened,
    auditReduced,
    automationAdded(environment?.machines),
    backupsReduced,
    containerLoosened,
    deletionProtectionRemoved,
    deliveryCut,
    deliveryLogicChanged,
    deliveryStepsRemoved,
    edgeHardeningReduced,
    encryptionReduced,
    imageOutsideDelivery,
    keyLockedOut,
    leftUnmanaged,
    monitoringReduced,
    patchesStopped,
    programChanged,
    revisionUntracked,
    rollbackWeakened,
    scanWeakened,
    secretInPlainText,
    settingOverwritten,
    certificateSwapped,
    databaseInterrupted,
    databaseParametersChanged,
    databasePasswordChanged,
    entryReplaced,
    gapWhileReplaced,
    healthCheckChanged,
    keyAliasMoved,
    nameMoved,
    permissionRemoved,
    policyDetached,
    redundancyReduced,
    requestsDiverted,
    roleRemoved,
    rolloutStalled,
    scaledDown,
    scalingStopped,
    secretWithdrawn,
    serviceDetached,
    serviceRunOtherwise,
    serviceShutOut,
    subnetsMoved,
    trafficRerouted(environment?.maintenance, environment?.maintenanceText),
    connectionClosed,
  ];
}

/** Every question about the plan as a whole. */
export const planRules: readonly PlanRule[] = planRulesFor(new Map());

/** The same for a project that reads kinds of its own. */
export function planRulesFor(own: OwnKinds): readonly PlanRule[] {
  return [
    actionInvoked,
    anotherEnvironment,
    checkFailed,
    foreignImport(own),
    planEmpty,
    planIncomplete,
    refreshOnly,
    unknownAction,
    secretInView,
    unfamiliarData(own),
    unfamiliarProvider(own),
  ];
}
