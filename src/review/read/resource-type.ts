/** The type under its one name: the provider knows `aws_alb…` as another name of `aws_lb…`, and rules must not care. */
export function plainType(type: string): string {
  return type.replace(/^aws_alb(?=_|$)/, "aws_lb");
}
