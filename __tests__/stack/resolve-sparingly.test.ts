import { expect, test } from "vitest";
import { App, Fn, Lazy, TerraformResource, TerraformStack, Token, Tokenization } from "#terraform";
import { EnvironmentStack } from "../../src/stack/environment-stack";
import { ReadableStack } from "../../src/stack/readable-stack";
import { fixtureEnvironments } from "../support/fixture-environments";
import { useTemporaryFolder } from "../support/temporary-folder";

const folder = useTemporaryFolder();
const app = () => new App({ outdir: folder(), stackTraces: false });

/** The framework's own resolution of a stack, with which ours must agree. */
const frameworks = (stack: TerraformStack): unknown =>
  TerraformStack.prototype.toTerraform.call(stack);

test.each(fixtureEnvironments().map((one) => [one.environment.environment, one] as const))(
  "%s is what the framework itself makes of it",
  (_name, { environment }) => {
    const stack = new EnvironmentStack(app(), environment);
    expect(JSON.stringify(stack.toTerraform())).toBe(JSON.stringify(frameworks(stack)));
  },
);

/** A stack with one resource that has this value. */
function stackWith(value: (resource: TerraformResource) => unknown): ReadableStack {
  const stack = new ReadableStack(app(), "dev");
  const other = new TerraformResource(stack, "other", { terraformResourceType: "aws_other" });
  const resource = new TerraformResource(stack, "thing", { terraformResourceType: "aws_thing" });
  resource.addOverride("value", value(other));
  stack.addOverride("locals.value", value(other));
  return stack;
}

const reference = (other: TerraformResource) => other.interpolationForAttribute("arn");
const list = (other: TerraformResource) => Token.asList(reference(other));

test.each<[string, (other: TerraformResource) => unknown]>([
  ["texts that look like expressions", () => ["${var.a}", "$${b}", "%{c}", "1e+5", "7e+289x"]],
  ["numbers", () => [0, -1, 1.5, 1e300, -1e-7, Number.MAX_SAFE_INTEGER, -0]],
  ["what is left out", () => ({ a: undefined, b: null, c: [undefined, null, 1], d: {}, e: [] })],
  ["a reference", (other) => ({ a: { b: [reference(other), { c: reference(other) }] } })],
  ["a text around references", (other) => `x ${reference(other)}-${reference(other)} \${y} }`],
  [
    "a key that is one",
    (other) => ({ [`${reference(other)}`]: 1, plain: { a: reference(other) } }),
  ],
  ["a list of text", (other) => ({ a: list(other), b: [Fn.element(list(other), 0)] })],
  ["a number", (other) => [Token.asNumber(reference(other)), 3]],
  ["a number within a text", (other) => `${Token.asNumber(reference(other))} of 5`],
  [
    "a number that lost its plus",
    (other) => `${Token.asNumber(reference(other))}`.replace("+", ""),
  ],
  ["a list of numbers", (other) => Token.asNumberList(reference(other))],
  ["a map", (other) => Token.asStringMap(reference(other))],
  [
    "a function",
    (other) => Fn.join(",", [`${reference(other)}`, "${a}", Fn.upper(`${reference(other)}`)]),
  ],
  ["a value that is made late", () => Lazy.anyValue({ produce: () => ({ a: [undefined, "b"] }) })],
  ["an object with a method resolve", () => ({ resolve: () => ["a"], creationStack: [] })],
  ["an object of a class", () => Object.assign(new (class Box {})(), { a: 1, b: undefined })],
  ["an object without a class", () => Object.assign(Object.create(null), { a: [1] })],
])("resolves %s as the framework does", (_what, value) => {
  const stack = stackWith(value);
  expect(JSON.stringify(stack.toTerraform())).toBe(JSON.stringify(frameworks(stack)));
});

const circle: { deeper?: unknown } = {};
circle.deeper = [circle];

test.each<[string, (other: TerraformResource) => unknown]>([
  ["a function of JavaScript", () => ({ a: [{ b: () => 1 }] })],
  ["a construct", (other) => ({ a: [other] })],
  ["a list token among others", (other) => [...list(other), "more"]],
  ["a list token as a text", (other) => ({ a: list(other)[0] })],
  ["a value of a map of tokens", (other) => Object.values(Token.asStringMap(reference(other)))[0]],
  ["a number of a map of tokens", (other) => Object.values(Token.asNumberMap(reference(other)))[0]],
  ["a key that is no text", (other) => ({ [`${Token.asString({ a: reference(other) })}`]: 1 })],
  ["an object that contains itself", () => [circle]],
])("refuses %s in the framework's words", (_what, value) => {
  const messageOf = (work: () => unknown) => {
    try {
      return JSON.stringify(work());
    } catch (error) {
      return (error as Error).message;
    }
  };
  const stack = new ReadableStack(app(), "dev");
  const other = new TerraformResource(stack, "other", { terraformResourceType: "aws_other" });
  stack.addOverride("locals.value", value(other));
  const message = messageOf(() => frameworks(stack));
  expect(message).not.toMatch(/^\{/);
  expect(messageOf(() => stack.toTerraform())).toBe(message);
});

test("leaves the framework as it was, also after a refusal", () => {
  const { resolve } = Tokenization;
  stackWith(() => "a").toTerraform();
  expect(() => stackWith(() => () => 1).toTerraform()).toThrow();
  expect(Tokenization.resolve).toBe(resolve);
});
