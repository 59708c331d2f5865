/** One thing that a person approves, by its name and with a reason: `aws_db_instance.database:replace`. */
export interface Approval {
  readonly address: string;
  /** What it allows Terraform to do to it: `create`, `update`, `replace`, `delete`, `forget`, … */
  readonly action: string;
  readonly because: string;
}

/** Reads `address:action`; undefined when it is not one. An address may hold a colon within its index. */
export function readApproval(text: string, because: string): Approval | undefined {
  const [, address, action] = /^(.+):([a-z-]+)$/.exec(text.trim()) ?? [];
  if (address === undefined || action === undefined || because.trim() === "") return undefined;
  return { address, action, because: because.trim() };
}

/** An approval as it is typed: `address:action`. */
export function approvalText({ address, action }: Pick<Approval, "address" | "action">): string {
  return `${address}:${action}`;
}
