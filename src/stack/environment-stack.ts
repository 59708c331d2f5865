import type { Construct, IConstruct } from "constructs";
import { DataAwsCloudwatchLogGroup } from "#aws/data-aws-cloudwatch-log-group";
import { AwsProvider } from "#aws/provider";
import { S3Backend, TerraformResource } from "#terraform";
import { type Place, placeOf } from "../base/arns";
import { databaseIdentifiersOf, deliveryOf } from "../config/delivery-of";
import { backendPathsOf, cdnOf } from "../config/frontend";
import type { Environment } from "../config/schema";
import { taskStatements } from "../config/service";
import { subnetRanges } from "../config/subnet-ranges";
import { ownEndpoints } from "../config/task-endpoints";
import { clientVpnOf } from "../config/vpn";
import { dashboardUrl } from "../contract/alarms";
import { addressesOf } from "../contract/delivery-names";
import { iamArn, type Names, namesOf } from "../contract/names";
import { stateKeyArn } from "../contract/state-key";
import { moduleTags } from "../contract/tags";
import { changeWhilePermitted } from "./constructs/access/change-while-permitted";
import { Cluster } from "./constructs/cluster";
import { Database } from "./constructs/database";
import { databaseLogGroupName, exportedLogs } from "./constructs/database-logs";
import { EncryptionKey } from "./constructs/encryption-key";
import { Frontend } from "./constructs/frontend/frontend";
import { ImagePointer } from "./constructs/image-pointer";
import { ImageRepository, type OnlyPromoted } from "./constructs/image-repository";
import { type FrontDoor, LoadBalancer } from "./constructs/load-balancer";
import { ClientVpn } from "./constructs/network/client-vpn";
import { InterfaceEndpoints } from "./constructs/network/interface-endpoints";
import { type ExistingVpc, Network } from "./constructs/network/network";
import { OwnVpc } from "./constructs/network/own-vpc";
import { writeOutputs } from "./constructs/outputs";
import { type ContainerSecret, ContainerSecrets } from "./constructs/secrets/container-secrets";
import type { ExecRecords } from "./constructs/web-service/task-role";
import { WebService } from "./constructs/web-service/web-service";
import { environmentAccess } from "./environment-access";
import { imageDelivery } from "./environment-delivery";
import { environmentEdges, writableGroupIds } from "./environment-edges";
import { certificateOf, entryOf, nameInDns } from "./environment-entry";
import { environmentMonitoring } from "./environment-monitoring";
import { ReadableStack } from "./readable-stack";

/** One environment: the module that is the same for all of them. What differs comes from the file. */
export class EnvironmentStack extends ReadableStack {
  /** The application's service, for what a project adds: {@link WebService.taskRoleName} takes policies. */
  readonly service: WebService;
  /** ARN of the key that encrypts what the environment keeps. */
  readonly keyArn: string;

  private readonly environment: Environment;
  private readonly names: Names;
  private readonly place: Place;

  constructor(scope: Construct, environment: Environment) {
    const names = namesOf(environment);
    super(scope, names.prefix);
    this.environment = environment;
    this.names = names;
    this.place = placeOf(environment);

    this.provider("aws", { region: environment.region });
    this.stateBackend();
    const key = this.encryptionKey();
    this.keyArn = key.arn;
    const network = this.network(key);
    const repository = this.repository(key);
    const pointer = new ImagePointer(this, "image", { name: names.imagePointer });
    const database = this.database(key, network);
    const secrets = this.secrets(key, database);
    const certificate = certificateOf(this, environment);
    const certificateArn = certificate.arn;
    const frontDoor = entryOf(this, environment, key, network, certificateArn);
    this.vpn(key, network);
    const cluster = this.cluster(key);
    const frontend = this.frontend(key, network, frontDoor, certificate);
    nameInDns(this, environment, frontDoor, frontend);
    this.service = this.webService({
      key,
      network,
      repository,
      pointer,
      secrets,
      frontDoor,
      cluster,
    });
    imageDelivery(this, environment, key);
    environmentMonitoring(this, environment, {
      key,
      database,
      frontDoor,
      service: this.service,
      certificateArn,
    });
    const { applyPermissions } = environmentAccess(this, environment, key, database, frontend);
    changeWhilePermitted(this.ofOptionalSections(), applyPermissions);

    writeOutputs(this, {
      url: `https://${environment.domain.hostName}`,
      ecr_repo_uri: repository.url,
      ecs_cluster: cluster.clusterName,
      ecs_service: names.service,
      task_definition: names.taskFamily,
      image_parameter: pointer.parameterName,
      log_group: names.appLogGroup,
      ...(environment.monitoring && {
        dashboard: dashboardUrl(environment.region, names.dashboard),
      }),
    });
  }

  /**
   * Every role is made below the boundary and every role and policy below the path that the file names, also those that a project adds: what
   * an administrator allows an apply to make is held here at once for all of them.
   */
  override toTerraform() {
    const { permissionsBoundaryArn, iamPath } = this.environment.access;
    for (const child of this.node.findAll()) {
      if (!(child instanceof TerraformResource)) continue;
      const { terraformResourceType: type } = child;
      if (iamPath && /^aws_iam_(role|policy)$/.test(type)) child.addOverride("path", iamPath);
      if (permissionsBoundaryArn && type === "aws_iam_role")
        child.addOverride("permissions_boundary", permissionsBoundaryArn);
    }
    return super.toTerraform();
  }

  /** Of one region; each but the environment's own has an alias. */
  private provider(
    id: string,
    where: { readonly region: string; readonly alias?: string },
  ): AwsProvider {
    const { account, application, environment, tags } = this.environment;
    return new AwsProvider(this, id, {
      ...where,
      allowedAccountIds: [account],
      defaultTags: [{ tags: { ...tags, ...moduleTags(application, environment) } }],
    });
  }

  private stateBackend(): void {
    const { account, state } = this.environment;
    new S3Backend(this, {
      bucket: state.bucket,
      key: this.names.stateKey,
      region: state.region,
      encrypt: true,
      kmsKeyId: stateKeyArn({ account, region: state.region }),
    });
    // Arguments of Terraform 1.10 and later, which the bindings do not know.
    this.addOverride("terraform.backend.s3.use_lockfile", true);
    this.addOverride("terraform.backend.s3.allowed_account_ids", [account]);
  }

  private encryptionKey(): EncryptionKey {
    const { names } = this;
    const { loadBalancer, network } = this.environment;
    return new EncryptionKey(this, "encryption", {
      ...this.place,
      alias: names.keyAlias,
      description: `Everything that ${names.prefix} keeps`,
      logGroupNames: [
        names.appLogGroup,
        names.clusterExecLogGroup,
        names.deliveryLogGroup,
        ...databaseIdentifiersOf(this.environment).flatMap((identifier) =>
          exportedLogs.map((log) => databaseLogGroupName(identifier, log)),
        ),
        ...(loadBalancer.firewall?.mode === "managed" ? [names.firewallLogGroup] : []),
        ...(network.mode === "create" ? [names.flowLogGroup] : []),
        ...(clientVpnOf(this.environment) ? [names.vpnLogGroup] : []),
      ],
      databaseEvents: this.watchesDatabase(),
      siteBucketName: cdnOf(this.environment) ? names.siteBucket : undefined,
    });
  }

  private network(key: EncryptionKey): Network {
    const { environment, names } = this;
    const made = new Network(this, "network", {
      namePrefix: names.prefix,
      vpc: this.vpc(key),
      edges: environmentEdges(environment),
      writableGroupIds: writableGroupIds(environment),
    });
    if (environment.network.mode !== "create") return made;
    const services = ownEndpoints(environment).interfaces;
    if (services.length > 0) {
      new InterfaceEndpoints(this, "endpoint", {
        region: environment.region,
        namePrefix: names.prefix,
        vpcId: made.vpcId,
        subnetIds: made.serviceSubnetIds,
        securityGroupId: made.securityGroupId("endpoints"),
        services,
      });
    }
    return made;
  }

  private vpc(key: EncryptionKey): ExistingVpc | OwnVpc {
    const { environment, names } = this;
    const { network, loadBalancer } = environment;
    if (network.mode !== "create") return network;
    return new OwnVpc(this, "vpc", {
      ...this.place,
      ...network,
      namePrefix: names.prefix,
      ranges: subnetRanges(network.cidr, network.availabilityZones.length),
      isInternetFacing: loadBalancer.mode === "create" && loadBalancer.scheme === "internet-facing",
      isBehindCloudFront: cdnOf(environment) !== undefined,
      gateways: ownEndpoints(environment).gateways,
      flowLogRoleName: names.flowLogRole,
      flowLogGroupName: names.flowLogGroup,
      keyArn: key.arn,
    });
  }

  private repository(key: EncryptionKey): ImageRepository {
    return new ImageRepository(this, "images", {
      ...this.place,
      ...this.environment.repository,
      keyArn: key.arn,
      promotion: this.onlyPromoted(),
    });
  }

  private onlyPromoted(): OnlyPromoted | undefined {
    if (this.environment.promotion.source.mode === "none") return undefined;
    const { iamPath } = this.environment.access;
    const role = (name: string) => iamArn(this.place, "role", iamPath, name);
    return {
      promoterArn: role(this.names.promoterRole),
      deployerArn: role(this.names.deliveryRole),
    };
  }

  private database(key: EncryptionKey, network: Network): Database | undefined {
    const { database, secrets } = this.environment;
    if (database.mode !== "create") return undefined;
    return new Database(this, "database", {
      ...this.place,
      ...database,
      identifier: this.names.databaseIdentifier,
      restored: database.restored,
      databaseName: database.name,
      passwordSecretName: this.names.databasePasswordSecret,
      monitoringRoleName: this.names.databaseMonitoringRole,
      subnetIds: network.databaseSubnetIds,
      securityGroupId: network.securityGroupId("database"),
      keyArn: key.arn,
      secretsVersion: secrets.version,
    });
  }

  private secrets(key: EncryptionKey, database: Database | undefined): readonly ContainerSecret[] {
    const { variables, version } = this.environment.secrets;
    return new ContainerSecrets(this, "secret", {
      sourceByVariable: variables,
      namePrefix: this.names.prefix,
      version,
      keyArn: key.arn,
      database,
    }).all;
  }

  private vpn(key: EncryptionKey, network: Network): void {
    const { environment, names } = this;
    const vpn = clientVpnOf(environment);
    if (vpn === undefined) return;
    const ids = network.loadBalancerSubnetIds;
    new ClientVpn(this, "vpn", {
      ...vpn,
      name: names.prefix,
      vpcId: network.vpcId,
      vpcCidr: environment.network.mode === "create" ? environment.network.cidr : undefined,
      subnetIds: vpn.zones === "one" ? ids.slice(0, 1) : ids,
      targetCidrs: network.loadBalancerSubnetCidrs,
      securityGroupId: network.securityGroupId("vpn"),
      logGroupName: names.vpnLogGroup,
      keyArn: key.arn,
    });
  }

  private frontend(
    key: EncryptionKey,
    network: Network,
    frontDoor: FrontDoor,
    { validationRecordFqdn }: { readonly validationRecordFqdn?: string },
  ): Frontend | undefined {
    const { environment, names } = this;
    const cdn = cdnOf(environment);
    if (cdn === undefined || !(frontDoor instanceof LoadBalancer)) return undefined;
    return new Frontend(this, "frontend", {
      ...this.place,
      name: names.prefix,
      hostName: environment.domain.hostName,
      certificate:
        cdn.certificateArn === null
          ? { validationRecordFqdn: validationRecordFqdn as string }
          : { arn: cdn.certificateArn },
      siteBucketName: names.siteBucket,
      logBucketName: names.frontendLogBucket,
      logRetentionDays: cdn.logRetentionDays,
      keyArn: key.arn,
      loadBalancer: frontDoor,
      reachable: network.internetGateway ? [network.internetGateway] : [],
      backendPaths: backendPathsOf(cdn),
      contentSecurityPolicy: cdn.contentSecurityPolicy,
      firewall: cdn.firewall,
      frontendName: names.frontend,
      functionName: names.siteFunction,
      globalProvider: this.provider("aws_us_east_1", {
        region: "us-east-1",
        alias: "us_east_1",
      }),
    });
  }

  private cluster(key: EncryptionKey): { readonly clusterName: string; readonly arn: string } {
    const { cluster, service } = this.environment;
    if (cluster.mode === "existing") {
      return {
        clusterName: cluster.name,
        arn: addressesOf(deliveryOf(this.environment).names).clusterArn,
      };
    }
    return new Cluster(this, "cluster", {
      name: this.names.cluster,
      execLogGroupName: this.names.clusterExecLogGroup,
      logRetentionDays: service.logRetentionDays,
      keyArn: key.arn,
    });
  }

  private webService(parts: {
    readonly key: EncryptionKey;
    readonly network: Network;
    readonly repository: ImageRepository;
    readonly pointer: ImagePointer;
    readonly secrets: readonly ContainerSecret[];
    readonly frontDoor: FrontDoor;
    readonly cluster: { readonly clusterName: string; readonly arn: string };
  }): WebService {
    const { environment, names } = this;
    const { loadBalancer, service } = environment;
    return new WebService(this, "service", {
      ...this.place,
      ...service,
      serviceName: names.service,
      taskFamily: names.taskFamily,
      containerName: names.container,
      executionRoleName: names.executionRole,
      taskRoleName: names.taskRole,
      targetGroupNamePrefix: names.targetGroupPrefix,
      logGroupName: names.appLogGroup,
      clusterName: parts.cluster.clusterName,
      clusterArn: parts.cluster.arn,
      vpcId: parts.network.vpcId,
      subnetIds: parts.network.serviceSubnetIds,
      securityGroupId: parts.network.securityGroupId("service"),
      frontDoor: parts.frontDoor,
      hostName: environment.domain.hostName,
      rulePriority: loadBalancer.mode === "existing" ? loadBalancer.priority : 1,
      maintenance: loadBalancer.maintenance ?? false,
      maintenanceText: loadBalancer.maintenanceText,
      repository: parts.repository,
      pointer: parts.pointer,
      keyArn: parts.key.arn,
      secrets: parts.secrets,
      permissions: taskStatements(service.permissions ?? []),
      exec: service.execEnabled ? { records: this.execRecords(parts.key) } : undefined,
    });
  }

  private execRecords(key: EncryptionKey): ExecRecords | undefined {
    const { cluster } = this.environment;
    if (cluster.mode === "create") {
      return { logGroupName: this.names.clusterExecLogGroup, keyArn: key.arn };
    }
    if (cluster.execRecords?.mode !== "logs") return undefined;
    const { logGroupName, kmsKeyArn } = cluster.execRecords;
    new DataAwsCloudwatchLogGroup(this, "exec_records", { name: logGroupName }); // no plan without it
    return { logGroupName, keyArn: kmsKeyArn ?? undefined };
  }

  /**
   * The constructs of sections that a file may leave out: whoever applies may change them only while the file has the section. The operator's role is among
   * them, because an apply reads whether the environment is held only where there is one.
   */
  private ofOptionalSections(): IConstruct[] {
    const within = (...ids: readonly [string, ...string[]]) =>
      ids.reduce<Construct | undefined>(
        (parent, id) => parent?.node.tryFindChild(id) as Construct | undefined,
        this,
      );
    const { database } = this.environment;
    const isRestored = database.mode === "create" && database.restored !== undefined;
    return [
      isRestored ? within("database") : undefined,
      within("firewall"),
      within("vpn"),
      within("frontend"),
      within("monitoring"),
      within("delivery", "table", "policy"),
      within("access", "operator"),
      within("access", "database_session"),
    ].filter((one) => one !== undefined);
  }

  private watchesDatabase(): boolean {
    const { monitoring, database } = this.environment;
    return monitoring !== undefined && database.mode === "create";
  }
}
