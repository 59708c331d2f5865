// The same kind of environment three times, as AWS CDK's own constructs make it: only measured, never deployed.
const { App, Duration, Stack } = require("aws-cdk-lib");
const acm = require("aws-cdk-lib/aws-certificatemanager");
const cloudwatch = require("aws-cdk-lib/aws-cloudwatch");
const dynamodb = require("aws-cdk-lib/aws-dynamodb");
const ec2 = require("aws-cdk-lib/aws-ec2");
const ecr = require("aws-cdk-lib/aws-ecr");
const ecs = require("aws-cdk-lib/aws-ecs");
const elb = require("aws-cdk-lib/aws-elasticloadbalancingv2");
const targets = require("aws-cdk-lib/aws-events-targets");
const events = require("aws-cdk-lib/aws-events");
const iam = require("aws-cdk-lib/aws-iam");
const kms = require("aws-cdk-lib/aws-kms");
const logs = require("aws-cdk-lib/aws-logs");
const rds = require("aws-cdk-lib/aws-rds");
const route53 = require("aws-cdk-lib/aws-route53");
const aliases = require("aws-cdk-lib/aws-route53-targets");
const s3 = require("aws-cdk-lib/aws-s3");
const secrets = require("aws-cdk-lib/aws-secretsmanager");
const sns = require("aws-cdk-lib/aws-sns");
const sqs = require("aws-cdk-lib/aws-sqs");
const ssm = require("aws-cdk-lib/aws-ssm");
const sfn = require("aws-cdk-lib/aws-stepfunctions");

class EnvironmentStack extends Stack {
  constructor(scope, name) {
    super(scope, name, { env: { account: "111111111111", region: "us-east-1" } });
    const tier = (tierName) => ["a", "b"].map((zone) => `subnet-0123456789abcde${tierName}${zone}`);
    const vpc = ec2.Vpc.fromVpcAttributes(this, "vpc", {
      vpcId: "vpc-0123456789abcdef0",
      availabilityZones: ["us-east-1a", "us-east-1b"],
      publicSubnetIds: tier("1"),
      privateSubnetIds: tier("2"),
      isolatedSubnetIds: tier("3"),
    });
    const zone = route53.HostedZone.fromHostedZoneAttributes(this, "zone", {
      hostedZoneId: "Z0123456789ABCDEFGHIJ",
      zoneName: "example.gov",
    });
    const key = new kms.Key(this, "key", { alias: `alias/${name}`, enableKeyRotation: true });
    const images = new ecr.Repository(this, "images", {
      repositoryName: name,
      imageScanOnPush: true,
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      lifecycleRules: [{ maxImageCount: 50 }],
    });
    const pointer = new ssm.StringParameter(this, "image", { stringValue: "none" });

    const groups = ["load-balancer", "service", "database"].map(
      (id) => new ec2.SecurityGroup(this, id, { vpc, allowAllOutbound: false }),
    );
    const [edge, tasks, data] = groups;
    edge.addIngressRule(ec2.Peer.ipv4("10.0.0.0/8"), ec2.Port.tcp(443));
    edge.addEgressRule(tasks, ec2.Port.tcp(8080));
    tasks.addIngressRule(edge, ec2.Port.tcp(8080));
    tasks.addEgressRule(data, ec2.Port.tcp(5432));
    tasks.addEgressRule(ec2.Peer.prefixList("pl-0123456789abcdef0"), ec2.Port.tcp(443));
    data.addIngressRule(tasks, ec2.Port.tcp(5432));

    const database = new rds.DatabaseInstance(this, "postgres", {
      engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17 }),
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      securityGroups: [data],
      storageEncryptionKey: key,
      backupRetention: Duration.days(7),
      deletionProtection: true,
      parameters: { "rds.force_ssl": "1" },
    });
    const own = ["secret-key", "token"].map(
      (id) => new secrets.Secret(this, id, { encryptionKey: key }),
    );

    const cluster = new ecs.Cluster(this, "cluster", { vpc });
    const task = new ecs.FargateTaskDefinition(this, "task", { cpu: 512, memoryLimitMiB: 1024 });
    const logGroups = ["application", "migration", "delivery", "exec", "requests"].map(
      (id) => new logs.LogGroup(this, `${id}-logs`, { encryptionKey: key }),
    );
    task.addContainer("app", {
      image: ecs.ContainerImage.fromEcrRepository(images, pointer.stringValue),
      portMappings: [{ containerPort: 8080 }],
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: name, logGroup: logGroups[0] }),
      secrets: {
        SECRET_KEY: ecs.Secret.fromSecretsManager(own[0]),
        PASSWORD: ecs.Secret.fromSecretsManager(database.secret, "password"),
      },
    });
    const service = new ecs.FargateService(this, "fargate", {
      cluster,
      taskDefinition: task,
      securityGroups: [tasks],
      circuitBreaker: { rollback: true },
      minHealthyPercent: 100,
    });
    const scaling = service.autoScaleTaskCount({ minCapacity: 1, maxCapacity: 4 });
    scaling.scaleOnCpuUtilization("cpu", { targetUtilizationPercent: 60 });

    const accessLogs = new s3.Bucket(this, "access-logs", {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: Duration.days(90) }],
      versioned: true,
    });
    const balancer = new elb.ApplicationLoadBalancer(this, "balancer", {
      vpc,
      securityGroup: edge,
    });
    balancer.logAccessLogs(accessLogs);
    balancer.addRedirect({ open: false });
    const certificate = new acm.Certificate(this, "certificate", {
      domainName: `${name}.example.gov`,
      validation: acm.CertificateValidation.fromDns(zone),
    });
    balancer
      .addListener("https", { port: 443, certificates: [certificate], open: false })
      .addTargets("app", { port: 8080, targets: [service], healthCheck: { path: "/health" } });
    new route53.ARecord(this, "name", {
      zone,
      target: route53.RecordTarget.fromAlias(new aliases.LoadBalancerTarget(balancer)),
    });

    const topic = new sns.Topic(this, "topic", { masterKey: key });
    const lost = new sqs.Queue(this, "lost-events", { encryptionMasterKey: key });
    const table = new dynamodb.Table(this, "delivery", {
      partitionKey: { name: "kind", type: dynamodb.AttributeType.STRING },
      sortKey: { name: "id", type: dynamodb.AttributeType.STRING },
      encryptionKey: key,
    });
    for (const id of ["deployer", "requests", "clean-up"]) {
      const machine = new sfn.StateMachine(this, id, {
        definitionBody: sfn.DefinitionBody.fromChainable(
          new sfn.Pass(this, `${id}-read`)
            .next(
              new sfn.Wait(this, `${id}-wait`, {
                time: sfn.WaitTime.duration(Duration.seconds(5)),
              }),
            )
            .next(new sfn.Succeed(this, `${id}-done`)),
        ),
      });
      table.grantReadWriteData(machine);
      topic.grantPublish(machine);
      new events.Rule(this, `${id}-rule`, {
        eventPattern: { source: ["aws.ecr"] },
        targets: [new targets.SfnStateMachine(machine, { deadLetterQueue: lost })],
      });
    }
    for (const id of ["plan", "apply", "deploy", "tester", "promoter", "reader"]) {
      const role = new iam.Role(this, id, { assumedBy: new iam.AccountPrincipal("111111111111") });
      images.grantRead(role);
      table.grantReadData(role);
    }
    for (const metric of [service.metricCpuUtilization(), database.metricFreeStorageSpace()]) {
      new cloudwatch.Alarm(this, `alarm-${metric.metricName}`, {
        metric,
        threshold: 80,
        evaluationPeriods: 3,
      });
    }
  }
}

// Slipway checks what constructs are given; the validation of whole templates is a program of its own (checkov), so it is measured apart.
const app = new App({
  analyticsReporting: false,
  builtinCloudFormationValidation: process.argv[2] === "validated",
});
for (const name of ["eec-dev", "eec-prod", "loan-engine-test"]) new EnvironmentStack(app, name);
app.synth();
