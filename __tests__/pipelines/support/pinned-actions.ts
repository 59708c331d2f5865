/** One action that workflows may use. */
interface PinnedAction {
  /** The release that a person chose. */
  readonly version: string;
  /** The commit of that release. */
  readonly sha: string;
}

/**
 * Every action that workflows may use, at the one commit that was looked at. How each pair was confirmed, and how to move on:
 * `docs/decisions/0010-pinned-actions.md`.
 */
export const pinnedActions: Readonly<Record<string, PinnedAction>> = {
  "actions/checkout": { version: "v7.0.1", sha: "3d3c42e5aac5ba805825da76410c181273ba90b1" },
  "actions/download-artifact": {
    version: "v8.0.1",
    sha: "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",
  },
  "actions/setup-node": { version: "v7.0.0", sha: "820762786026740c76f36085b0efc47a31fe5020" },
  "actions/upload-artifact": {
    version: "v7.0.1",
    sha: "043fb46d1a93c77aae656e7c1c64a875d1fc6a0a",
  },
  "aws-actions/amazon-ecr-login": {
    version: "v2.1.7",
    sha: "03f1aad4c6c7ffd436567f42f9384779290529bd",
  },
  "aws-actions/configure-aws-credentials": {
    version: "v6.3.0",
    sha: "e1253824e5c10ff9df46874f81ed3ec929e19cfd",
  },
  "docker/build-push-action": {
    version: "v7.4.0",
    sha: "c3c9e263c25d99ce0380d002d59b67737d91b0dc",
  },
  "docker/setup-buildx-action": {
    version: "v4.4.1",
    sha: "f87e5991a6d7451dcb8d9637bfbc97413f497069",
  },
  "hashicorp/setup-terraform": {
    version: "v4.0.1",
    sha: "dfe3c3f87815947d99a8997f908cb6525fc44e9e",
  },
};
