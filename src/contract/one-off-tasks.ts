/** The tag of every task that somebody started by `slipway run`: no others may be stopped by who may run them. */
export const oneOffTag = { key: "slipway-task", value: "run" } as const;

/** What the log streams of tasks that read what a drill restored begin with. */
export const drillStreamPrefix = "drill";

/** Name of the log stream of a container's task: the prefix that its task definition gives, the container, and the task's id. */
export function logStreamOf(
  container: string,
  taskArn: string,
  prefix: "app" | typeof drillStreamPrefix = "app",
): string {
  return `${prefix}/${container}/${taskArn.split("/").at(-1) ?? ""}`;
}
