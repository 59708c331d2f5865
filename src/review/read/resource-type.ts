/** The type under its one name: the provider knows `aws_alb…` as another name of `aws_lb…`, and rules must not care. */
export function plainType(type: string): string {
  return type.replace(/^aws_alb(?=_|$)/, "aws_lb");
}

/** Whether objects of the type attach a policy that is kept elsewhere to a role, a user or a group. */
export function attachesPolicy(type: string): boolean {
  return /^aws_iam_(role_|user_|group_)?policy_attachment$/.test(type);
}
