import { Construct } from "constructs";
import { SfnStateMachine } from "#aws/sfn-state-machine";
import type { Delivery } from "../../../contract/delivery-settings";
import { drillMachine } from "../../../deployer/drill-machine";
import {
  cleanUpMachine,
  deliveryMachine,
  lookMachine,
  type Machine,
  requestMachine,
} from "../../../deployer/machine";
import { literal } from "../../overrides";
import { mainResourceId } from "../../readable-stack";
import { logGroup } from "../log-group";
import { DeliveryRole } from "./delivery-role";
import { DrillRole, type DrillRoleProps } from "./drill-role";
import { RequestRole } from "./request-role";

/** Properties of a {@link Deployer}. */
export interface DeployerProps {
  /** What is deployed where, and on which conditions. */
  readonly delivery: Delivery;
  /** Name of the deployer's role, at most 64 characters. */
  readonly roleName: string;
  /** Name of the machine that cleans up after it. */
  readonly cleanUpName: string;
  /** Name of the machine that looks once a day at what runs, where it is asked for. */
  readonly lookName: string;
  /** What reads the database that a drill restored, where the file asks for it. */
  readonly drill: (DrillRoleProps & { readonly machineName: string }) | undefined;
  /** Name of the machine through which pipelines start it. */
  readonly requestName: string;
  /** Name of that machine's role, at most 64 characters. */
  readonly requestRoleName: string;
  /** Name of its log group; Step Functions wants one below `/aws/vendedlogs/states/`. */
  readonly logGroupName: string;
  /** Days that the log is kept; Step Functions itself keeps an execution for 90 days. */
  readonly logRetentionDays: number;
  /** ARN of the key that encrypts log, table and topic. */
  readonly keyArn: string;
}

/** The state machine that deploys, the one that cleans up after it, and the one through which pipelines ask; with their roles and log. @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-standard-vs-express.html */
export class Deployer extends Construct {
  readonly arn: string;
  /** ARN of the machine that cleans up after it. */
  readonly cleanUpArn: string;
  /** ARN of the machine through which pipelines start it. */
  readonly requestArn: string;
  /** ARN of the machine that looks once a day at what runs; undefined where nobody asked for it. */
  readonly lookArn: string | undefined;

  constructor(scope: Construct, id: string, props: DeployerProps) {
    super(scope, id);
    const { delivery, keyArn } = props;
    const logs = logGroup(this, "logs", {
      name: props.logGroupName,
      retentionDays: props.logRetentionDays,
      keyArn,
    });
    const role = new DeliveryRole(this, "role", { name: props.roleName, delivery, keyArn });
    const requestRole = new RequestRole(this, "request_role", {
      name: props.requestRoleName,
      delivery,
    });
    const machine = (
      id: string,
      name: string,
      definition: Machine,
      { arn, policy }: DeliveryRole | RequestRole | DrillRole,
    ) =>
      new SfnStateMachine(this, id, {
        name,
        type: "STANDARD",
        roleArn: arn,
        definition: literal(JSON.stringify(definition)), // the file's commands may have ${…}
        loggingConfiguration: {
          level: "ALL",
          includeExecutionData: true,
          logDestination: `${logs.arn}:*`,
        },
        dependsOn: [policy],
      }).arn;
    const { cleanUpName, requestName, lookName } = props;
    this.arn = machine(mainResourceId, delivery.names.delivery, deliveryMachine(delivery), role);
    this.cleanUpArn = machine("clean_up", cleanUpName, cleanUpMachine(delivery), role);
    this.lookArn = delivery.settings.dailyLook
      ? machine("look", lookName, lookMachine(delivery), role)
      : undefined;
    if (props.drill) {
      const { machineName, check } = props.drill;
      const drillRole = new DrillRole(this, "drill_role", props.drill);
      machine("drill", machineName, drillMachine(delivery, check), drillRole);
    }
    this.requestArn = machine("request", requestName, requestMachine(delivery), requestRole);
  }
}
