/**
 * Text of people's, for an argument of Terraform: what would be an expression there (`${…}`, `%{…}`) stays the characters it is.
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function literal(text: string): string {
  return text.replace(/[$%](?=\{)/g, "$&$&");
}
