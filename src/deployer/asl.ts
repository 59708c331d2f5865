/** A value of the Amazon States Language; a text that begins with `{%` is a JSONata expression. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Variables that a state sets, by name without the `$`. */
export type Assign = Readonly<Record<string, Json>>;

/** One state of a machine. @see https://states-language.net/spec.html */
export interface State {
  readonly Type: "Pass" | "Task" | "Choice" | "Wait" | "Fail";
  readonly [field: string]: unknown;
}

/** The states of one chapter, by name. A name is also what people see while it runs. */
export type States = Readonly<Record<string, State>>;
