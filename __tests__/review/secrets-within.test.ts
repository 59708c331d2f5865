import { describe, expect, test } from "vitest";
import {
  hideSecretsOf,
  hideSensitive,
  secretsIn,
  secretsWithin,
} from "../../src/review/secrets-within";
import { type Made, planOf, type Values } from "./support/plans";

const secret = "hunter2hunter2";

describe("where an object holds a secret", () => {
  test.each<[string, unknown, unknown, string[]]>([
    ["password", secret, undefined, ["password"]],
    ["password", "", undefined, []],
    ["level", "info", undefined, []],
    ["level", "info", true, ["level"]],
    ["level", "", true, []],
    ["passwords", [secret], undefined, ["passwords[0]"]],
    ["api_key", [{ value: secret }], undefined, ["api_key[0].value"]],
    ["api_key", { name: "x", value: secret }, undefined, ["api_key.value"]],
    ["item", JSON.stringify({ password: { S: secret } }), undefined, ["item.password.S"]],
    [
      "template_body",
      JSON.stringify({ Parameters: { DBPassword: { Type: "String", Default: secret } } }),
      undefined,
      ["template_body.Parameters.DBPassword.Default"],
    ],
    ["item", JSON.stringify({ level: { S: "info" } }), undefined, []],
    ["S", secret, undefined, []],
    ["settings", { name: "DB_PASSWORD", value: secret }, undefined, ["settings.DB_PASSWORD"]],
    ["settings", { key: "DB_PASSWORD", value: secret }, undefined, ["settings.DB_PASSWORD"]],
    ["settings", { name: "LEVEL", value: "info" }, undefined, []],
    ["settings", { name: "LEVEL", value: "info" }, true, ["settings.LEVEL"]],
    ["settings", { name: "LEVEL", value: 5, password: secret }, undefined, ["settings.password"]],
    ["settings", { a: "x", b: "y" }, { a: true }, ["settings.a"]],
    ["settings", { a: "x", b: "y" }, true, ["settings.a", "settings.b"]],
    ["settings", { a: { password: secret } }, undefined, ["settings.a.password"]],
    ["command", ["app", "--password", secret], undefined, ["command[2]"]],
    ["command", ["app", "run"], [false, true], ["command[1]"]],
    ["command", ["app", "run"], true, ["command[0]", "command[1]"]],
    ["list", [`password=${secret}`, 5], undefined, ["list[0]"]],
    ["list", [[`password=${secret}`]], undefined, ["list[0][0]"]],
    ["json", JSON.stringify({ a: { password: secret } }), undefined, ["json.a.password"]],
    ["json", JSON.stringify({ level: "info" }), undefined, []],
    ["password", JSON.stringify({ level: "info" }), undefined, ["password"]],
    ["json", JSON.stringify([{ password: secret }]), undefined, ["json[0].password"]],
    ["json", JSON.stringify({ level: "info" }), true, ["json"]],
    ["settings", [{ name: "DB_PASSWORD", value: secret }], undefined, ["settings[0].DB_PASSWORD"]],
    ["settings", { name: "LEVEL", value: `password=${secret}` }, undefined, ["settings.LEVEL"]],
    ["settings", { name: "LEVEL", value: "info" }, { value: true }, []],
    [
      "settings",
      { key: "LEVEL", name: "DB_PASSWORD", value: secret },
      undefined,
      ["settings.DB_PASSWORD"],
    ],
    ["settings", { name: 5, key: "DB_PASSWORD", value: secret }, undefined, []],
    ["passwords", { value: secret }, undefined, ["passwords.value"]],
    ["a.passwords[0]", { value: secret }, undefined, ["a.passwords[0].value"]],
    ["a.list[0]", { value: secret }, undefined, []],
    ["value", secret, undefined, []],
    ["[0].value", secret, undefined, []],
    ["command", ["--password", secret], undefined, ["command[1]"]],
    ["command", [`--password ${secret}`], undefined, ["command[0]"]],
    ["command", ["app", "--password", secret], [true], ["command[0]", "command[2]"]],
    ["command", ["app", `password=${secret}`], undefined, ["command[1]"]],
    ["list", ["--password", secret, 5], undefined, []],
    ["passwords", ["a", "b"], undefined, ["passwords[0]", "passwords[1]"]],
    ["passwords", [], undefined, []],
    ["api_key", { value: [secret] }, undefined, ["api_key.value[0]"]],
    ["public.password", { value: secret }, undefined, ["public.password.value"]],
    ["public.password", secret, undefined, ["public.password"]],
    ["enabled", true, true, []],
    ["number", 5, undefined, []],
    ["nothing", null, undefined, []],
  ])("%s: %j, marked %j", (path, value, mark, found) => {
    expect(secretsIn(path, value, mark).map((one) => one.path)).toEqual(found);
  });

  test.each<[string, Values, string[]]>([
    ["aws_ssm_parameter", { type: "SecureString", name: "/shop/x", value: "x" }, ["value"]],
    ["aws_ssm_parameter", { type: "String", name: "/shop/level", value: "info" }, []],
    ["aws_ssm_parameter", { type: "String", name: "/shop/password", value: secret }, ["value"]],
    ["aws_ssm_parameter", { type: "String", name: "/password/level", value: "info" }, []],
    [
      "aws_ssm_parameter",
      { type: "String", name: "/shop/password", insecure_value: secret },
      ["insecure_value"],
    ],
    ["aws_ssm_parameter", { type: "String", name: "/shop/x", description: "info" }, []],
    ["aws_ssm_parameter", { type: "String", name: "password", value: secret }, ["value"]],
    ["aws_ssm_parameter", { type: "String", name: "/a/b/c/password", value: secret }, ["value"]],
    ["aws_ssm_parameter", { type: "String", name: "/shop/password/", value: secret }, []],
    ["aws_ssm_parameter", { type: "String", value: secret }, []],
    [
      "aws_ssm_parameter",
      { type: "SecureString", name: "/x", insecure_value: "x" },
      ["insecure_value"],
    ],
    [
      "aws_ssm_parameter",
      { type: "SecureString", name: "/x", value_wo: "x", tags: { a: "x" } },
      [],
    ],
    ["aws_other", { password: secret, level: "info", token: "hunter2" }, ["password", "token"]],
    ["aws_other", { type: "SecureString", name: "/shop/password", value: "info" }, ["value"]],
  ])("of %s %j, whose value the provider marks always", (type, values, found) => {
    const sensitive = { value: true };
    expect(secretsWithin({ type, values, sensitive }).map(({ path }) => path)).toEqual(found);
  });

  test("the value is the text as it stands, also where that is JSON of a text", () => {
    const value = `"redis://:${secret}@cache"`;
    expect(secretsIn("url", value, undefined)).toEqual([{ path: "url", value }]);
  });

  test("a mark deep within counts, and without marks the answer is its own", () => {
    const values = { a: { b: ["x"] } };
    const of = (sensitive: unknown) => secretsWithin({ type: "t", values, sensitive });
    expect(of({ a: { b: [false] } })).toEqual([]);
    expect(of({ a: { b: [true] } })).toEqual([{ path: "a.b[0]", value: "x" }]);
    expect(of(true)).toEqual([]);
    expect(of(undefined)).toEqual([]);
  });
});

describe("a sentence about a change", () => {
  const change = (made: Omit<Made, "address">) => {
    const [one] = planOf({ address: "aws_other.it", ...made }).changes;
    if (one === undefined) throw new Error("no change");
    return one;
  };

  test("shows nothing that the provider calls sensitive, before or after, however deep", () => {
    const it = change({
      before: { a: { b: ["wordA", 4_711] }, c: "kept" },
      after: { a: { b: ["wordB", 4_712] }, c: "kept" },
      sensitive: { a: { b: [true, true] }, c: false },
    });
    expect(hideSensitive("wordA 4711 wordB 4712 kept", it)).toBe(
      "(sensitive) (sensitive) (sensitive) (sensitive) kept",
    );
  });

  test("all of an object that is marked whole", () => {
    const it = change({ after: { a: { b: "wordA", c: ["wordB"] } }, sensitive: { a: true } });
    expect(hideSensitive("wordA wordB", it)).toBe("(sensitive) (sensitive)");
  });

  test("shows no number that is sensitive, and what is true, false or nothing says nothing", () => {
    const it = change({
      after: { a: 47_110, b: true, c: null, d: "word", e: { f: "inner" } },
      sensitive: { a: true, b: true, c: true, d: false, e: { f: null } },
    });
    expect(hideSensitive("47110 true null word inner", it)).toBe(
      "(sensitive) true null word inner",
    );
  });

  test("hides a secret of four characters, and each of several sentences", () => {
    const it = change({ after: { a: "abcd", b: "abc" }, sensitive: { a: true, b: true } });
    expect(hideSensitive("abcd abc", it)).toBe("(sensitive) abc");
    expect(hideSensitive("abc abcd abcd", it)).toBe("abc (sensitive) (sensitive)");
  });

  test("takes the longer secret out first, and leaves what is as short as any word", () => {
    const it = change({
      after: { a: "word", b: "words", c: "abc" },
      sensitive: { a: true, b: true, c: true },
    });
    expect(hideSensitive("words word abc", it)).toBe("(sensitive) (sensitive) abc");
  });

  test("shows no secret by its name or look either", () => {
    const it = change({ before: { password: "wordA" }, after: { password: "wordB" } });
    expect(hideSensitive("from wordA to wordB with redis://:x1@h", it)).toBe(
      "from (sensitive) to (sensitive) with redis://:(secret)@h",
    );
  });

  test("of the whole plan hides variables, outputs, objects and what changed by itself", () => {
    const plan = planOf({ address: "aws_other.it", after: { password: "wordA" } });
    const [drifted] = planOf({ address: "aws_other.it", after: { password: "wordF" } }).changes;
    const all = {
      ...plan,
      variables: { db_password: { value: "wordB" }, level: { value: "info" } },
      outputs: {
        token: { before: "wordC", after: "wordD" },
        endpoint: { before: "wordE", before_sensitive: true, after: "kept" },
      },
      drift: drifted ? [drifted] : [],
    } as unknown as typeof plan;
    const marked = {
      ...all,
      variables: { level: { value: "word1" }, kept: { value: "word2" } },
      outputs: {
        a: { before: "word3", before_sensitive: false, after: "word4", after_sensitive: true },
      },
      configuration: {
        ...plan.configuration,
        variable: (name: string) => ({ sensitive: name === "level" }),
      },
    } as unknown as typeof plan;
    expect(hideSecretsOf(marked, "word1 word2 word3 word4 redis://:x1@h")).toBe(
      "(sensitive) word2 word3 (sensitive) redis://:(secret)@h",
    );
    expect(hideSecretsOf(all, "wordA wordB wordC wordD wordE wordF info kept")).toBe(
      `${"(sensitive) ".repeat(6)}info kept`,
    );
  });
});
