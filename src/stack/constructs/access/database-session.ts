import { Construct } from "constructs";
import { SsmDocument } from "#aws/ssm-document";
import { mainResourceId } from "../../readable-stack";

/** Where the database answers. */
export interface DatabaseEndpoint {
  readonly host: string;
  readonly port: number;
}

/** Properties of a {@link DatabaseSession}. */
interface DatabaseSessionProps extends DatabaseEndpoint {
  /** Name of the document, 3 to 128 characters. */
  readonly name: string;
}

/**
 * A document by which Systems Manager opens a port-forward to this database through a task, and to nothing else: host and port stand in it, so whoever starts
 * the session chooses its own port alone.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html
 */
export class DatabaseSession extends Construct {
  constructor(scope: Construct, id: string, props: DatabaseSessionProps) {
    super(scope, id);
    new SsmDocument(this, mainResourceId, {
      name: props.name,
      documentType: "Session",
      documentFormat: "JSON",
      content: JSON.stringify({
        schemaVersion: "1.0",
        description: "A port of one's own machine to the database, through a task",
        sessionType: "Port",
        parameters: {
          localPortNumber: {
            type: "String",
            description: "Port of one's own machine; 0: a free one",
            allowedPattern: "^[0-9]{1,5}$",
            default: "0",
          },
        },
        properties: {
          type: "LocalPortForwarding",
          host: props.host,
          portNumber: String(props.port),
          localPortNumber: "{{ localPortNumber }}",
        },
      }),
    });
  }
}
