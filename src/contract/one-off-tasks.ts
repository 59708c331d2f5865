/** The tag of every task that somebody started by `slipway run`: whoever may run tasks may stop those with this tag alone. */
export const oneOffTag = { key: "slipway-task", value: "run" } as const;

/** Prefix of the log streams of drills, whose tasks read what was restored. */
export const drillStreamPrefix = "drill";

/** Name of the log stream of a container's task: the prefix that its task definition gives, the container, and the task's id. */
export function logStreamOf(
  container: string,
  taskArn: string,
  prefix: "app" | typeof drillStreamPrefix = "app",
): string {
  return `${prefix}/${container}/${taskArn.slice(taskArn.lastIndexOf("/") + 1)}`;
}
