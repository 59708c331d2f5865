import { describe, expect, test } from "vitest";
import { tokenShapes } from "../../src/base/secret-values";
import {
  looksSecret,
  secretSign,
  variableSign,
  withoutSecrets,
  withoutSecretWords,
} from "../../src/base/secrets";

const secretNames =
  `DB_PASSWORD dbPassword SECRET_KEY github-token auth_token AWS_SECRET_ACCESS_KEY privateKey pwd PASSWORD PGPASSWORD
    DBPASSWORD AUTHTOKEN MYSQL_PWD CLIENTSECRET smtp_passwd SMTP_PASS DBPASS SMTPPASS DB_PW SECRET_KEY_BASE
    SECRET_KEY_FALLBACKS STRIPE_API_KEY STRIPE_APIKEY JWT_PRIVATE_KEY GOOGLE_CREDENTIALS MONGOPASSWORD ACCESSTOKEN
    PASSWORD_1 PASSWORD_PROD PASSWORD_FOR_BILLING PASSWORD_RESET_TOKEN UNLOCK_TOKEN DOOR_LOCK_TOKEN LOCK_PASSWORD TOKEN_GITHUB ses_smtp_password_v4 private_key_pem
    JWTKEY HMACKEY SERVICEACCOUNTKEY DEPLOYKEY APPKEY SSHPASS LDAPBINDPW BINDPW HASHSALT DB_PASSWRD SECRETKEYBASE
    SECURITY_PASSWORD_SALT APP_KEY GH_PAT pass_phrase REDISCLI_AUTH POSTGRES_PASSWORDS DD_APP_KEY secret_string TOKEN_DISCOUNT
    PSK WIFI_PSK PRESHARED_KEY tunnel1_preshared_key LD_SDK_KEY CRYPT_KEY LOGGED_IN_KEY NONCE_KEY contraseña CONTRASENA_DB senha
    DB_PSW DbKennwort Wachtwoord API_CRED AUTH_BEARER HASH_PEPPER DB_PASSCODE Db_PaSsWoRd ＰＡＳＳＷＯＲＤ PASS\u200bWORD INPUT_TOKEN`.split(
    /\s+/,
  );

describe("by its name", () => {
  test.each(secretNames)("%s is a secret", (name) => {
    expect(secretSign(name, "hunter2hunter2")).toBe("name");
  });

  const onlyWithRandomValues = ["REDISCLI_AUTH", "PASSWORD_RESET_TOKEN", "TOKEN_DISCOUNT"];
  test.each(
    secretNames.filter((name) => /^[!-~]+$/.test(name) && !onlyWithRandomValues.includes(name)),
  )("%s is one before its value in a text too", (name) => {
    expect(withoutSecrets(`run ${name}=horse-staple now`)).toBe(`run ${name}=(secret) now`);
  });

  test.each(
    `LOG_LEVEL PASSWORD_RESET_TIMEOUT PASSWORD_HASHERS ACCESS_TOKEN_LIFETIME CSRF_TOKEN_COOKIE api_key_source
    ACCESS_TOKEN_EXPIRE_MINUTES PASSWORD_MIN_LENGTH SECRET_ARN secret_id password_wo_version TOKEN_TTL_SECONDS
    password_policy tokens_per_minute MAX_TOKENS secretary public_key kms_key_id hash_key CACHE_KEY token_endpoint
    creation_token lock_token MONKEY TOKENIZER PASSWORD_FILE DB_PASSWORD_PARAMETER BYPASS_CACHE key KEYCLOAK_REALM access_token_validity
    PASSWORDMINLENGTH SECRETNAME TOKENURL TOKEN_URL SECRET_NAME DB_SECRET_ARN PASSPORT_URL TURKEY_REGION COMPASS BASALT
    password_encryption auth_token_update_strategy identity_token_expression PASSWORDLESS_LOGIN PATX
    PASSWORD_POLICY_FOR_BILLING PASSWORD_XPREFIX CONTEXT_TOKENS COMPLETION_TOKENS OUTPUT_TOKENS_PER_CALL checkInKeyboard`.split(
      /\s+/,
    ),
  )("%s is about one, or about none", (name) => {
    expect(secretSign(name, "hunter2hunter2")).toBeUndefined();
  });

  test.each([
    ["SMTP_PASSWORD", ""],
    ["REQUIRE_TOKEN", "true"],
    ["access_token", "hours"],
    ["GOOGLE_APPLICATION_CREDENTIALS", "/run/google/key.json"],
    ["PWD", "/app"],
    ["PASSWORD", "./key.json"],
    ["PASSWORD", "../key.json"],
    ["PASSWORD", "~/key.json"],
    ["user_data_base64", `${Buffer.from("export PGPASSWORD=hunter2\n").toString("base64")}===`],
    ["encryption_key", "arn:aws:kms:us-east-1:111111111111:key/a"],
    ["DB_PASSWORD", "${DB_PASSWORD}"],
    ["SSH_KEY", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA"],
    ["PASSWORD_CHECKER", "strict"],
    ["MY_KEY", "customers"],
    ["CLIENT_TOKEN", "create-shop"],
    ["REQUEST_TOKEN", "create-shop"],
    ["AUTH", "ldap-server"],
    ["VALIDATE_PASSWORD", "strictly"],
    ["ENCRYPTED_PASSWORD_POLICY", "strictly"],
    ["key", "abcdef0123456789abcdef"],
    ["hash_key", "abcdef0123456789abcdef"],
    ["KMS_KEYS", "abcdef0123456789abcdef"],
    ["MY_KEY", "abcdef012345678"],
    ["MY_KEY", "abcdef0123456-abcdef0123456"],
    ["MY_KEY", "abcdefabcdefabcdefabcdef"],
    ["MY_KEY", "01234567890123456789"],
    ["CLIENT_TOKEN", "abc1234"],
    ["CLIENT_TOKEN", "abcdefgh"],
    ["CLIENT_TOKEN", "12345678"],
    ["CLIENT_TOKEN", "abc12345, abc"],
    [`${"a_".repeat(96)}bpassword`, "hunter2hunter2"],
    ["user_data_base64", Buffer.from("PASSWORD=x").toString("base64").slice(0, 15)],
    ["CONNECTOR", "shop/connector@v2"],
    ["remote_state_s3_key", "shop/a1b2c3d4e5f6a7b8c9d0/terraform.tfstate"],
    ["gitlab.com:sub", "project_path:*:ref_type:branch:ref:*"],
    ["app.terraform.io:sub", "organization:*:project:*:workspace:*:run_phase:*"],
    ["user_data_base64", Buffer.from("#!/bin/sh\nyum update").toString("base64")],
  ])("%s is none while its value is %j", (name, value) => {
    expect(secretSign(name, value)).toBeUndefined();
  });

  test.each(
    `true false yes no on off 0 1 none null undefined enable enabled disable disabled active inactive required optional
    always never TRUE second seconds minute hours day weeks month millisecond microseconds arn:aws:x ssm:x
    secretsmanager:x vault:x file:x alias:x env:x ecdsa-x https://example.gov/a /run/x /etc/A/`.split(
      /\s+/,
    ),
  )("a password is none while its value is %s", (value) => {
    expect(secretSign("PASSWORD", value)).toBeUndefined();
  });

  test.each(["truely", "2", "secondly", "arn", "/A/x", "https://example.gov/a?b", "enabledx"])(
    "a password is one while its value is %s",
    (value) => {
      expect(secretSign("PASSWORD", value)).toBe("name");
    },
  );

  test.each([
    ["PASSWORD", "259200"],
    ["PASSWORD", "changeme"],
    ["CLIENT_SECRET", "correcthorse"],
    ["CLIENTSECRET", "x"],
    ["PASSWORD_CHECKER", "s3cret-s3cret"],
    ["PASSWORD", ".../key.json"],
    ["pass_phrase", "changeme"],
    ["PASSWORD_FOR_BILLING", "changeme"],
    ["CLIENT_TOKEN", "abc12345"],
    ["AUTH", "abc12345"],
    ["client_password", "create-shop"],
    [`${"a_".repeat(96)}password`, "changeme"],
    ["MY_KEY", "abcdef0123456789"],
    ["MY_KEY", "abcdef0123456789abcdef"],
  ])("%s is one while its value is %j", (name, value) => {
    expect(secretSign(name, value)).toBe("name");
  });
});

describe("a variable", () => {
  const secret = "hunter2hunter2";
  const nested = (depth: number, within: unknown = {}) =>
    JSON.stringify(
      Array.from({ length: depth }).reduce<unknown>((inner) => ({ a: inner }), within),
    );

  const listed = (depth: number) => `${"[".repeat(depth)}"info"${"]".repeat(depth)}`;

  test.each<[string, unknown, "name" | "value" | undefined]>([
    ["PASSWORD", secret, "name"],
    ["SETTINGS", "info", undefined],
    ["SETTINGS", `redis://:${secret}@cache`, "value"],
    ["SETTINGS", { password: secret }, "value"],
    ["SETTINGS", { level: "info" }, undefined],
    ["SETTINGS", { password: null, level: 5, on: true }, undefined],
    ["SETTINGS", { level: null, password: secret }, "value"],
    ["SETTINGS", [null, 5, { password: secret }], "value"],
    ["SETTINGS", [null, 5], undefined],
    ["SETTINGS", { passwords: [secret] }, "value"],
    ["SETTINGS", { a: { b: [{ api_token: secret }] } }, "value"],
    ["SETTINGS", ["psql", "--password", secret], "value"],
    ["SETTINGS", ["--password", secret], "value"],
    ["SETTINGS", ["--password", secret, 5], undefined],
    ["SETTINGS", [`--password ${secret}`], "value"],
    ["SETTINGS", ["psql", "--verbose", secret], undefined],
    ["SETTINGS", { name: "PASSWORD", value: secret }, "value"],
    ["SETTINGS", { key: "PASSWORD", value: secret }, "value"],
    ["SETTINGS", { name: 5, key: "PASSWORD", value: secret }, "value"],
    ["SETTINGS", { name: "LEVEL", value: secret }, undefined],
    ["SETTINGS", { name: "PASSWORD", other: secret }, undefined],
    ["SETTINGS", { api_key: { value: secret } }, "value"],
    ["SETTINGS", { api_key: { other: secret } }, undefined],
    ["SETTINGS", { level: { value: secret } }, undefined],
    ["SETTINGS", { text: JSON.stringify({ password: secret }) }, "value"],
    ["SETTINGS", { text: "{ not JSON" }, undefined],
    ["SETTINGS", '"text"', undefined],
    ["SETTINGS", { text: JSON.stringify({ name: "PASSWORD", value: secret }) }, "value"],
    ["SETTINGS", listed(49), undefined],
    ["SETTINGS", listed(50), "value"],
    ["SETTINGS", nested(49), undefined],
    ["SETTINGS", nested(50), "value"],
  ])("%s of %j is one by %s", (name, value, sign) => {
    expect(variableSign(name, typeof value === "string" ? value : JSON.stringify(value))).toBe(
      sign,
    );
  });

  test.each([
    "value",
    "Value",
    "S",
    "StringValue",
    "stringValue",
    "string_value",
    "Default",
    "default",
    "plaintext",
  ])("%s says only the type of what is called by the name around it", (inner) => {
    expect(variableSign("SETTINGS", JSON.stringify({ api_key: { [inner]: secret } }))).toBe(
      "value",
    );
    expect(variableSign("SETTINGS", JSON.stringify({ level: { [inner]: secret } }))).toBe(
      undefined,
    );
  });
});

test("a word of a command is one by the words before it", () => {
  const shown = (...words: string[]) => withoutSecretWords(words);
  expect(shown("app", "--password", "hunter2", "--verbose")).toEqual([
    "app",
    "--password",
    "(secret)",
    "--verbose",
  ]);
  expect(shown("curl", "-u", "me:hunter2", "https://example.gov")[2]).toBe("(secret)");
  expect(shown("sh", "-c", "PGPASSWORD=hunter2 psql")[2]).toBe("(secret)");
  expect(shown("app", "--password-file", "hunter2")).toEqual(["app", "--password-file", "hunter2"]);
});

test("Oracle's login is one under the name of a connection", () => {
  for (const name of ["DSN", "ORACLE_DSN", "DATABASE_URL", "connection_string"])
    expect(secretSign(name, "scott/tiger@ORCL")).toBe("value");
  for (const none of ["shop/postgres@sha256:0123", "/tiger@ORCL", "scott/@ORCL", "scott/tiger@"])
    expect(secretSign("DATABASE_URL", none)).toBeUndefined();
  expect(secretSign("DSN", "a/b@c")).toBe("value");
});

describe("by its look", () => {
  const one = (text: string) => ({
    isSecret: looksSecret(text),
    shown: withoutSecrets(text),
  });

  test.each([
    [
      "postgresql://app:hunter2@db.example.gov:5432/app",
      "postgresql://app:(secret)@db.example.gov:5432/app",
    ],
    ["postgresql://app:hun/ter2@db/app", "postgresql://app:(secret)@db/app"],
    ["mssql://sa:hun@ter2@db", "mssql://sa:(secret)@db"],
    ["redis://u:a1@h:1,redis://u:b2@h:2", "redis://u:(secret)@h:1,redis://u:(secret)@h:2"],
    ["Server=db,1433;Password={hunter2};", "Server=db,1433;Password=(secret);"],
    ["jdbc:db2://h:50000/d:user=u;password=p;", "jdbc:db2://h:50000/d:user=u;password=(secret);"],
    ["scott/tiger@//db:1521/svc", "scott/(secret)@//db:1521/svc"],
    ["oracle://scott/tiger@db.example.gov", "oracle://scott/(secret)@db.example.gov"],
    ["oracle+cx_oracle://scott:tiger@db", "oracle+cx_oracle://scott:(secret)@db"],
    ["scott/tiger@db.example.gov/orcl", "scott/(secret)@db.example.gov/orcl"],
    ["sqlplus -s scott/tiger@ORCL @x.sql", "sqlplus -s scott/(secret)@ORCL @x.sql"],
    ["machine h login u password hunter2", "machine h login u password (secret)"],
    ["machine h\n  password hunter2\n", "machine h\n  password (secret)\n"],
    ["default login u password hunter2", "default login u password (secret)"],
    ["db:5432:app:me:hunter2", "db:5432:app:me:(secret)"],
    ["# local\n*:*:*:me:hunter2", "# local\n*:*:*:me:(secret)"],
    ["Basic YXBwOmh1bnRlcg==", "Basic (secret)"],
    ["Authorization: Basic YXBwOmh1bnRlcjI=", "Authorization: Basic (secret)"],
    ["authorization=Bearer abcdefabcdef", "authorization=Bearer (secret)"],
    ["sshpass -p hunter2 ssh me@host", "sshpass -p (secret) ssh me@host"],
    ["redis-cli -h cache -a hunter2 ping", "redis-cli -h cache -a (secret) ping"],
    ["rediss://cache:6379?password=hunter2", "rediss://cache:6379?password=(secret)"],
    ["Driver={X};Uid=app;Pwd={hunter;2}", "Driver={X};Uid=app;Pwd=(secret)"],
    ["-Djavax.net.ssl.keyStorePassword=changeit", "-Djavax.net.ssl.keyStorePassword=(secret)"],
    ["nats://hunter2hunter2@mq:4222", "nats://(secret)@mq:4222"],
    ["redis://:hunter2@cache:6379", "redis://:(secret)@cache:6379"],
    ["mongodb+srv://u:hun%40ter@c.example.gov/x", "mongodb+srv://u:(secret)@c.example.gov/x"],
    ["amqp://guest:guest@mq", "amqp://guest:(secret)@mq"],
    ["https://k:hunter2@errors.example.gov/1", "https://k:(secret)@errors.example.gov/1"],
    [
      "jdbc:postgresql://db/a?user=a&password=hunter2",
      "jdbc:postgresql://db/a?user=a&password=(secret)",
    ],
    ["jdbc:sqlserver://h;user=sa;pwd=hunter2;x=1", "jdbc:sqlserver://h;user=sa;pwd=(secret);x=1"],
    ["jdbc:oracle:thin:scott/tiger@db:1521", "jdbc:oracle:thin:scott/(secret)@db:1521"],
    ["app:hunter2@tcp(db:3306)/app", "app:(secret)@tcp(db:3306)/app"],
    ["Server=db;User Id=sa;Password=hunter2;", "Server=db;User Id=sa;Password=(secret);"],
    ["host=db password=hunter2 user=a", "host=db password=(secret) user=a"],
    ["host=db password='hunter 2' user=a", "host=db password='(secret)' user=a"],
    ["cache:6379,password=hunter2,ssl=True", "cache:6379,password=(secret),ssl=True"],
    ["AccountName=x;AccountKey=abcdefghijk==;E=y", "AccountName=x;AccountKey=(secret);E=y"],
    ["app --db-password hunter2 --verbose", "app --db-password (secret) --verbose"],
    ["app --db-password=hunter2 --verbose", "app --db-password=(secret) --verbose"],
    ["export API_TOKEN='hunter2'\nrun", "export API_TOKEN='(secret)'\nrun"],
    ["curl -u me:hunter2 https://example.gov", "curl -u me:(secret) https://example.gov"],
    ["mysql -h db -uroot -phunter2 app", "mysql -h db -uroot -p(secret) app"],
    ['{"password": "hunter2", "a": 1}', '{"password": "(secret)", "a": 1}'],
    ["password: hunter2", "password: (secret)"],
    ["pwd=abcd", "pwd=(secret)"],
    ["password=x", "password=(secret)"],
    ["password = abc", "password = (secret)"],
    ["password = 'hunter2'", "password = '(secret)'"],
    ["authorization: Bearer abcdefgh", "authorization: Bearer (secret)"],
    ["redis-cli -a hunter2", "redis-cli -a (secret)"],
    ["mysql -phunter2", "mysql -p(secret)"],
    ["sshpass -phu", "sshpass -p(secret)"],
    ["app --token x12", "app --token (secret)"],
    ["password: ab_", "password: (secret)"],
    ["Password={7};", "Password=(secret);"],
    ['password="x"', 'password="(secret)"'],
    ['password="hunter2\\\\\\\\"', 'password="(secret)\\\\\\"'],
    ["<password >hunter2</password>", "<password >(secret)</password>"],
    ["<password>x</password>", "<password>(secret)</password>"],
    ['<add key="Password" value="x"/>', '<add key="Password" value="(secret)"/>'],
    [
      `<add key="Password"${" ".repeat(20)}value="hunter2"/>`,
      `<add key="Password"${" ".repeat(20)}value="(secret)"/>`,
    ],
    ["define('PASSWORD', 'x');", "define('PASSWORD', '(secret)');"],
    ["//npm.example.gov/:_password=x", "//npm.example.gov/:_password=(secret)"],
    ["sqlplus scott/tiger@ORCL", "sqlplus scott/(secret)@ORCL"],
    ["nats://hunter2x@mq", "nats://(secret)@mq"],
    [`https://${"ab1".repeat(12)}@example.gov`, "https://(secret)@example.gov"],
    ["db:54321:app:me:hunter2", "db:54321:app:me:(secret)"],
    ["db:5432:app:me:hun\\:ter2", "db:5432:app:me:(secret)"],
    ["scott/tiger@db:15/svc", "scott/(secret)@db:15/svc"],
    ["scott/tiger@db:15211/svc", "scott/(secret)@db:15211/svc"],
    ["scott/tiger@db.gov:1521/orcl", "scott/(secret)@db.gov:1521/orcl"],
    ["Basic YTpi", "Basic (secret)"],
    [
      "machine h login u account a password hunter2",
      "machine h login u account a password (secret)",
    ],
    [
      '{\\\\\\"password\\\\\\": \\\\\\"hunter2\\\\\\"}',
      '{\\\\\\"password\\\\\\": \\\\\\"(secret)\\\\\\"}',
    ],
    ["password => 'hunter2'", "password => '(secret)'"],
    ['password := "hunter2"', 'password := "(secret)"'],
    ["$_ENV['DB_PASSWORD']='hunter2'", "$_ENV['DB_PASSWORD']='(secret)'"],
    ['environ["DB_PASSWORD"] = "hunter2"', 'environ["DB_PASSWORD"] = "(secret)"'],
    ["define('DB_PASSWORD', 'hunter2');", "define('DB_PASSWORD', '(secret)');"],
    ["<password>hunter2</password>", "<password>(secret)</password>"],
    ['<db-password id="1">hunter2</db-password>', '<db-password id="1">(secret)</db-password>'],
    ['<add key="Db:Password" value="hunter2"/>', '<add key="Db:Password" value="(secret)"/>'],
    ["//npm.example.gov/:_authToken=hunter2", "//npm.example.gov/:_authToken=(secret)"],
    ["//npm.example.gov/:_auth=YXBwOmh1bnRlcg==", "//npm.example.gov/:_auth=(secret)"],
    ['{"auths":{"h":{"auth":"YXBwOmh1bnRlcg=="}}}', '{"auths":{"h":{"auth":"(secret)"}}}'],
    [`AKIA${"A2".repeat(8)},${"aB3/".repeat(10)}`, "(secret),(secret)"],
    [`AKIA${"A2".repeat(8)}: ${"aB3+".repeat(10)}`, "(secret): (secret)"],
    [`"ASIA${"A2".repeat(8)}" "${"aB34".repeat(10)}"`, '"(secret)" "(secret)"'],
    ["smtp://u%40x:hunter2@mail:587", "smtp://u%40x:(secret)@mail:587"],
    ["postgres://u:p@h", "postgres://u:(secret)@h"],
    ["postgres://u:5432@h", "postgres://u:(secret)@h"],
    [
      "https://x.example.gov/?a=1&access_token=hunter2",
      "https://x.example.gov/?a=1&access_token=(secret)",
    ],
    ["X-Api-Key: hunter2hunter2", "X-Api-Key: (secret)"],
    [
      "Endpoint=sb://x.example.gov/;SharedAccessKeyName=Root;SharedAccessKey=abcdefghijk=",
      "Endpoint=sb://x.example.gov/;SharedAccessKeyName=Root;SharedAccessKey=(secret)",
    ],
    ['required username="u" password="hunter2";', 'required username="u" password="(secret)";'],
    ["otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&a=b", "otpauth://totp/x?secret=(secret)&a=b"],
    ['{"k":"-----BEGIN PRIVATE KEY-----\\nMII\\n"}', '{"k":"(secret)'],
  ])("%s", (text, shown) => {
    expect(one(text)).toEqual({ isSecret: true, shown });
  });

  test.each([
    "postgresql://db.example.gov:5432/app",
    "postgresql://app:${PASSWORD}@db/app",
    "https://example.gov/a@b",
    "postgresql://app:{password}@db/app",
    "222222222222.dkr.ecr.us-east-1.amazonaws.com/eec/dev@sha256:0123456789abcdef",
    "https://example.gov:8443/path?at=@home",
    "https://0123456789abcdef@errors.example.gov/1",
    "rediss://cache.example.gov:6379/0",
    "ssh://git@example.gov/a",
    "sha256:0123456789abcdef",
    "-----BEGIN CERTIFICATE-----",
    "arn:aws:secretsmanager:us-east-1:111111111111:secret:shop/dev/db-AbCdEf",
    "password: must be changed every year",
    "actions/checkout@v4",
    "00:11:22:33:44:55",
    "2001:1234:aaaa:bbbb:cccc",
    "pwd=abc",
    "password = ab",
    "authorization: Bearer abcdefg",
    "nats://hunter2@mq",
    `https://${"ab1".repeat(12).slice(1)}@example.gov`,
    "db:543:app:me:hunter2",
    "password=...",
    "password=…",
    "password={{ vault }}",
    "password={% vault %}",
    "password=%PASSWORD%",
    "password=$PASSWORD",
    "password=(none)",
    "app --token x1",
    "password: a_b",
    "password: a.b",
    "Password={};",
    'password=""',
    'password\\\\\\\\": "hunter2"',
    'password: \\\\\\\\"hunter2"',
    '<add key="Password"value="hunter2"/>',
    '<add key="Password" value=""/>',
    `<add key="Password"${" ".repeat(21)}value="hunter2"/>`,
    "define('PASSWORD', '');",
    "//npm.example.gov/:_password=",
    "(token) => token.valid",
    "token => token.valid",
    "<password></password>",
    "<token> <name>",
    '<add key="PasswordLength" value="12"/>',
    "define('PASSWORD_LENGTH', '12');",
    '{"auth":"none1234"}',
    'Basic realm="x"',
    "-----BEGIN PUBLIC KEY-----",
    "git@github.com:example/app.git",
    "the default login asks for a password",
    "Basic authentication",
    "Authorization: Bearer access-token",
    "Authorization: Bearer ${TOKEN}",
    "redis-cli -h cache ping",
    "PASSWORD=$(aws secretsmanager get-secret-value --secret-id shop/db --query SecretString)",
    "docker login --username AWS --password-stdin registry.example.gov",
    "token.actions.githubusercontent.com:sub",
    '{"Action":["secretsmanager:GetSecretValue"],"Resource":"arn:aws:secretsmanager:x:1:secret:shop"}',
    '{"secrets":[{"name":"DATABASE_URL","valueFrom":"arn:aws:x"}]}',
    '{"clientToken":"{% $uuid() %}"}',
  ])("%s is none", (text) => {
    expect(one(text)).toEqual({ isSecret: false, shown: text });
  });

  test("a text that almost gives one away, a hundred thousand times over, is read in a moment", () => {
    const started = process.cpuUsage();
    for (const almost of [
      "-eyJ",
      "-----BEGIN ",
      "a://:",
      "ghp_",
      "token",
      "a=",
      "--a ",
      "curl ",
      "mysql -p ",
      "machine a login b ",
      "default login ",
      "a/b@",
      "sqlplus ",
      "authorization: ",
      "*:*:",
      "Basic YWFh",
      '"a":"',
      "<password>",
      "<token ",
      'key="a" ',
      "define('a', ",
      "password=> ",
      "auth=YWFh",
      "AKIA",
    ]) {
      expect(looksSecret(almost.repeat(100_000))).toBe(false);
    }
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(5_000);
  });
});

// Put together here, so that no scanner takes this file for a leak.
const letters = (count: number) => "aB3".repeat(count).slice(0, count);
const hex = (count: number) => "a3f".repeat(count).slice(0, count);

/** Tokens of each issuer. */
const samples: Readonly<Record<string, readonly string[]>> = {
  "a private key": [
    `-----BEGIN RSA PRIVATE KEY-----\n${letters(99)}\n-----END RSA PRIVATE KEY-----`,
    `-----BEGIN PGP PRIVATE KEY BLOCK-----\n${letters(99)}\n-----END PGP PRIVATE KEY BLOCK-----`,
    `PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n${letters(40)}\nPrivate-MAC: ${hex(64)}`,
  ],
  "1Password": [`ops_eyJ${letters(80)}`],
  age: [`AGE-SECRET-KEY-1${"QZ8".repeat(19)}`],
  "a JSON web token": [`eyJ${letters(20)}.eyJ${letters(20)}.${letters(30)}`],
  "a hash of a password": [
    `$2b$12$${letters(53)}`,
    `$argon2id$v=19$m=65536,t=3,p=4$${letters(22)}`,
  ],
  AWS: [`AKIA${"A".repeat(16)}`, `ASIA${"B2".repeat(8)}`],
  "a signed AWS address": [`https://b.example.gov/x?X-Amz-Signature=${hex(64)}`],
  Bedrock: [`ABSK${letters(100)}`],
  Airtable: [`pat${letters(14)}.${hex(64)}`],
  Anthropic: [`sk-ant-api03-${letters(90)}`],
  Atlassian: [`ATATT3${letters(180)}`],
  Azure: [`https://s.example.gov/x?sv=1&sig=${letters(43)}%3D`, `abc8Q~${letters(34)}`],
  Bitbucket: [`ATBB${letters(32)}`],
  Braintree: [`access_token$production$${hex(16)}$${hex(32)}`],
  Buildkite: [`bkua_${hex(40)}`],
  CircleCI: [`CCIPAT_${letters(22)}_${hex(40)}`],
  Cloudflare: [`v1.0-${hex(24)}-${hex(146)}`],
  Contentful: [`CFPAT-${letters(43)}`],
  Databricks: [`dapi${hex(32)}`],
  DigitalOcean: [`dop_v1_${hex(64)}`],
  Discord: [`https://discord.com/api/webhooks/123456789012345678/${letters(68)}`],
  Docker: [`dckr_pat_${letters(27)}`],
  Doppler: [`dp.st.prod.${letters(40)}`, `dp.pt.${letters(43)}`],
  Dynatrace: [`dt0c01.${"AB3".repeat(8)}.${"CD4".repeat(21)}`],
  Figma: [`figd_${letters(40)}`],
  "Fly.io": [`FlyV1 fm2_${letters(60)}`, `fo1_${letters(43)}`],
  GitHub: [`ghp_${letters(36)}`, `ghu_${letters(36)}`, `github_pat_${letters(82)}`],
  GitLab: [`glpat-${letters(20)}`, `glrt-${letters(20)}`],
  Google: [`AIza${letters(35)}`, `GOCSPX-${letters(28)}`, `ya29.${letters(60)}`],
  Grafana: [`glsa_${letters(32)}_${hex(8)}`],
  Groq: [`gsk_${letters(52)}`],
  Heroku: [`HRKU-${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`],
  HubSpot: [`pat-na1-${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`],
  "Hugging Face": [`hf_${"aBc".repeat(12)}`],
  LangSmith: [`lsv2_pt_${hex(32)}_${hex(10)}`],
  Linear: [`lin_api_${letters(40)}`],
  Mailchimp: [`${hex(32)}-us12`],
  Mailgun: [`key-${hex(32)}`],
  Netlify: [`nfp_${letters(36)}`],
  "New Relic": [`NRAK-${"AB3".repeat(9)}`, `${hex(36)}NRAL`],
  Notion: [`ntn_${letters(46)}`, `secret_${letters(43)}`],
  npm: [`npm_${letters(36)}`],
  NVIDIA: [`nvapi-${letters(64)}`],
  OpenAI: [`sk-proj-${letters(48)}`, `sk-${letters(48)}`],
  OpenRouter: [`sk-or-v1-${hex(64)}`],
  Perplexity: [`pplx-${letters(48)}`],
  PlanetScale: [`pscale_pw_${letters(43)}`],
  PostHog: [`phx_${letters(43)}`],
  Postman: [`PMAK-${hex(24)}-${hex(34)}`],
  Prefect: [`pnu_${letters(36)}`],
  Pulumi: [`pul-${hex(40)}`],
  PyPI: [`pypi-${letters(100)}`],
  Replicate: [`r8_${letters(37)}`],
  Resend: [`re_${letters(8)}_${letters(24)}`],
  RubyGems: [`rubygems_${hex(48)}`],
  SendGrid: [`SG.${letters(22)}.${letters(43)}`],
  Sentry: [`sntrys_${letters(80)}`],
  Shippo: [`shippo_live_${hex(40)}`],
  Shopify: [`shpat_${hex(32)}`],
  Slack: [
    `xoxb-${"1".repeat(12)}-${letters(24)}`,
    `https://hooks.slack.com/services/T${"0".repeat(8)}/B0/x`,
  ],
  Sourcegraph: [`sgp_${hex(40)}`, `sgp_${hex(16)}_${hex(40)}`],
  Square: [`sq0csp-${letters(43)}`, `EAAA${letters(60)}`],
  Stripe: [`sk_live_${letters(24)}`, `rk_test_${letters(24)}`, `whsec_${letters(32)}`],
  Supabase: [`sbp_${hex(40)}`, `sb_secret_${letters(31)}`],
  Tailscale: [`tskey-auth-${letters(12)}-${letters(32)}`],
  Teams: [`https://x.webhook.office.com/webhookb2/${hex(36)}@x`],
  Telegram: [`${"1".repeat(10)}:AA${letters(33)}`],
  "Terraform Cloud": [`${letters(14)}.atlasv1.${letters(60)}`],
  Twilio: [`SK${hex(32)}`],
  Typeform: [`tfp_${letters(44)}`],
  Vault: [`hvs.${letters(90)}`],
  xAI: [`xai-${letters(80)}`],
  "a header": [`Authorization: Bearer ${letters(30)}`, `Basic ${letters(22)}==`],
};

test("each shape has samples, and each sample a shape", () => {
  expect(Object.keys(samples)).toEqual(tokenShapes.map(([issuer]) => issuer));
});

test.each(tokenShapes)(
  "a token of %s is known by its own shape, and hidden to its end",
  (issuer, shape) => {
    for (const sample of samples[issuer] ?? []) {
      expect([sample, shape.test(sample)]).toEqual([sample, true]);
      expect(withoutSecrets(`a ${sample} b`)).toMatch(/^a [\w.:/?=&-]* ?\(secret\)[@\w]* b$/);
    }
  },
);

/** The shortest text that each shape takes for a token: a character less is none. */
const shortest: Readonly<Record<string, readonly string[]>> = {
  "a private key": [`-----BEGIN PRIVATE KEY`],
  "1Password": [`ops_eyJ${letters(40)}`],
  age: [`AGE-SECRET-KEY-1${"AB3".repeat(20).slice(0, 20)}`],
  "a JSON web token": [`eyJ${letters(10)}.eyJ${letters(10)}`],
  "a hash of a password": [`$2a$${letters(20)}`],
  AWS: [`AKIA${"AB3".repeat(16).slice(0, 16)}`],
  "a signed AWS address": [`X-Amz-Signature=${hex(32)}`],
  Bedrock: [`ABSK${letters(40)}`],
  Airtable: [`pat${letters(14)}.${hex(32)}`],
  Anthropic: [`sk-ant-${letters(16)}`],
  Atlassian: [`ATATT3${letters(20)}`],
  Azure: [`&sig=${letters(30)}`, `${letters(3)}8Q~${letters(31)}`],
  Bitbucket: [`ATBB${letters(20)}`],
  Braintree: [`access_token$production$${hex(8)}$${hex(20)}`],
  Buildkite: [`bkua_${hex(20)}`],
  CircleCI: [`CCIPAT_${letters(16)}`],
  Cloudflare: [`v1.0-${hex(24)}-${hex(40)}`],
  Contentful: [`CFPAT-${letters(20)}`],
  Databricks: [`dapi${hex(32)}`],
  DigitalOcean: [`doo_v1_${hex(32)}`],
  Discord: [`discord.com/api/webhooks/${"1".repeat(10)}/${letters(20)}`],
  Docker: [`dckr_pat_${letters(16)}`],
  Doppler: [`dp.pt.${letters(30)}`],
  Dynatrace: [`dt0a11.${"AB3".repeat(20).slice(0, 20)}`],
  Figma: [`figd_${letters(16)}`],
  "Fly.io": [`FlyV1 ${letters(20)}`],
  GitHub: [`gho_${letters(16)}`, `github_pat_${letters(16)}`],
  GitLab: [`glpat-${letters(16)}`],
  Google: [`AIza${letters(30)}`, `GOCSPX-${letters(20)}`, `ya29.${letters(20)}`],
  Grafana: [`glc_${letters(20)}`],
  Groq: [`gsk_${letters(40)}`],
  Heroku: [`HRKU-${letters(20)}`],
  HubSpot: [`pat-aa1-${hex(8)}-${hex(4)}-`],
  "Hugging Face": [`hf_${"aBc".repeat(20).slice(0, 20)}`],
  LangSmith: [`lsv2_pt_${hex(32)}`],
  Linear: [`lin_api_${letters(16)}`],
  Mailchimp: [`${hex(32)}-us1`],
  Mailgun: [`key-${hex(32)}`],
  Netlify: [`nfp_${letters(32)}`],
  "New Relic": [`NRAK-${letters(16)}`, `${hex(36)}NRAL`],
  Notion: [`ntn_${letters(20)}`, `secret_${letters(40)}`],
  npm: [`npm_${letters(20)}`],
  NVIDIA: [`nvapi-${letters(40)}`],
  OpenAI: [`sk-proj-${letters(16)}`, `sk-${letters(32)}`],
  OpenRouter: [`sk-or-v1-${hex(40)}`],
  Perplexity: [`pplx-${letters(40)}`],
  PlanetScale: [`pscale_pw_${letters(16)}`],
  PostHog: [`phx_${letters(40)}`],
  Postman: [`PMAK-${hex(20)}`],
  Prefect: [`pnb_${letters(36)}`],
  Pulumi: [`pul-${hex(32)}`],
  PyPI: [`pypi-${letters(32)}`],
  Replicate: [`r8_${letters(32)}`],
  Resend: [`re_${letters(8)}_${letters(20)}`],
  RubyGems: [`rubygems_${hex(32)}`],
  SendGrid: [`SG.${letters(16)}.${letters(16)}`],
  Sentry: [`sntrys_${letters(20)}`],
  Shippo: [`shippo_live_${hex(40)}`],
  Shopify: [`shpat_${letters(32)}`],
  Slack: [
    `xoxa-${letters(10)}`,
    `xapp-1-${letters(10)}`,
    `hooks.slack.com/services/T${letters(5)}`,
  ],
  Sourcegraph: [`sgp_${hex(40)}`, `sgp_local_${hex(40)}`],
  Square: [`sq0aaa-${letters(20)}`, `EAAA${letters(56)}`],
  Stripe: [`sk_live_${letters(10)}`, `whsec_${letters(16)}`],
  Supabase: [`sbp_${hex(32)}`, `sb_secret_${letters(16)}`],
  Tailscale: [`tskey-aaa-${letters(16)}`],
  Teams: [`.webhook.office.com/webhookb2/${letters(20)}`],
  Telegram: [`${"1".repeat(8)}:AA${letters(32)}`],
  "Terraform Cloud": [`${letters(14)}.atlasv1.${letters(20)}`],
  Twilio: [`SK${hex(32)}`],
  Typeform: [`tfp_${letters(40)}`],
  Vault: [`hvb.${letters(20)}`],
  xAI: [`xai-${letters(40)}`],
  "a header": [`Bearer ${letters(16)}`],
};

test.each(tokenShapes)(
  "%s: a character less than distinguishes a token is none",
  (issuer, shape) => {
    expect(shortest[issuer]).toBeDefined();
    for (const text of shortest[issuer] ?? []) {
      const shorter = [...text].map((_, i) => text.slice(0, i) + text.slice(i + 1));
      expect([text, shape.test(text)]).toEqual([text, true]);
      expect(shorter.filter((one) => shape.test(one))).toEqual([]);
    }
  },
);

/** Shapes with an upper limit: the text with that many characters, and how many it takes for a token at most. */
const longest: readonly (readonly [
  issuer: string,
  text: (count: number) => string,
  most: number,
])[] = [
  ["a private key", (count) => `-----BEGIN ${"A".repeat(count)}PRIVATE KEY`, 30],
  ["a hash of a password", (count) => `$argon2${"d".repeat(count)}$${letters(20)}`, 2],
  ["Braintree", (count) => `access_token$sandbox$${"a".repeat(count)}$${hex(20)}`, 40],
  ["Discord", (count) => `discord.com/api/webhooks/${"1".repeat(count)}/${letters(20)}`, 25],
  ["Doppler", (count) => `dp.st.${"-".repeat(count)}.${letters(30)}`, 40],
  ["Mailchimp", (count) => `${hex(32)}-us${"1".repeat(count)}`, 2],
  ["SendGrid", (count) => `SG.${"a".repeat(count)}.${letters(16)}`, 32],
  ["Tailscale", (count) => `tskey-${"a".repeat(count)}-${letters(16)}`, 10],
  ["Telegram", (count) => `${"1".repeat(count)}:AA${letters(32)}`, 10],
  ["Telegram", (count) => `12345678:AA${letters(count)}`, 33],
];

test.each(longest)("%s: no token goes on for longer (%o, %i)", (issuer, text, most) => {
  const shape = tokenShapes.find(([name]) => name === issuer)?.[1];
  expect([text(most), shape?.test(text(most))]).toEqual([text(most), true]);
  expect([text(most + 1), shape?.test(text(most + 1))]).toEqual([text(most + 1), false]);
});

/** For each form in which a password stands: the shortest of it, the longest of what has a limit, and what is just none. */
const forms: Readonly<
  Record<
    string,
    { readonly ones: readonly (readonly [string, string])[]; readonly none: readonly string[] }
  >
> = {
  "an address": {
    ones: [
      ["a://u:p@h", "a://u:(secret)@h"],
      [`${"a".repeat(41)}://u:p@h`, `${"a".repeat(41)}://u:(secret)@h`],
      ["http://h:123456/a@b", "http://h:(secret)@b"],
    ],
    none: [`${"a".repeat(42)}://u:p@h`, "http://h:1/a@b", "http://h:12345/a@b", "http://u:@h"],
  },
  "the shortest token": { ones: [[`xoxa-${letters(10)}`, "(secret)"]], none: [] },
  "Oracle's client": {
    ones: [
      ["a/b@c:15/s", "a/(secret)@c:15/s"],
      ["a/b@c:15211/s", "a/(secret)@c:15211/s"],
    ],
    none: ["/b@c:15/s", "a/@c:15/s", "a/b@:15/s", "a/b@c:1/s", "a/b@c:123456/s"],
  },
  "an Oracle service": {
    ones: [
      ["a/b@c.de/x", "a/(secret)@c.de/x"],
      [`a/b@c.${"d".repeat(24)}/x`, `a/(secret)@c.${"d".repeat(24)}/x`],
      [`a/b@c${".d".repeat(8)}.de/x`, `a/(secret)@c${".d".repeat(8)}.de/x`],
    ],
    none: [
      ...["/b@c.de/x", "a/@c.de/x", "a/b@.de/x", "a/b@c..de/x", "a/b@c.d/x"],
      ...["a/b@c.de:1/x", "a/b@c.de:123456/x"],
      `a/b@c.${"d".repeat(25)}/x`,
      `a/b@c${".d".repeat(9)}.de/x`,
    ],
  },
  "an address of Oracle": {
    ones: [
      ["oracle://a/b@c", "oracle://a/(secret)@c"],
      [`oracle${"x".repeat(20)}://a/b@c`, `oracle${"x".repeat(20)}://a/(secret)@c`],
    ],
    none: [`oracle${"x".repeat(21)}://a/b@c`, "oracle:///b@c", "oracle://a/@c"],
  },
  "Oracle's commands": {
    ones: [
      ["sqlplus a/b@", "sqlplus a/(secret)@"],
      ["sqlplus  a/b@", "sqlplus  a/(secret)@"],
    ],
    none: ["sqlplus /b@", "sqlplus a/@"],
  },
  netrc: {
    ones: [["machine h password x", "machine h password (secret)"]],
    none: [
      "machine h login u account a account b password hunter2",
      "machine  password hunter2",
      "machine h login  password hunter2",
      "machine h password ",
    ],
  },
  pgpass: {
    ones: [["h:5432:d:u:p", "h:5432:d:u:(secret)"]],
    none: ["h:543210:d:u:p", ":5432:d:u:p", "h:5432::u:p", "h:5432:d::p", "h:5432:d:u:"],
  },
  "an authorization header": {
    ones: [
      [
        'authorization\\\\\\": \\\\\\"Bearer abcdefgh',
        'authorization\\\\\\": \\\\\\"Bearer (secret)',
      ],
    ],
    none: ['authorization\\\\\\\\": "Bearer abcdefgh', 'authorization: \\\\\\\\"Bearer abcdefgh'],
  },
  "Go's MySQL driver": {
    ones: [["a:b@tcp(h)", "a:(secret)@tcp(h)"]],
    none: [":b@tcp(h)", "a:@tcp(h)"],
  },
  Oracle: {
    ones: [
      ["jdbc:oracle:t:a/b@c", "jdbc:oracle:t:a/(secret)@c"],
      ["jdbc:oracle:tttttttttt:a/b@c", "jdbc:oracle:tttttttttt:a/(secret)@c"],
    ],
    none: [
      ...["jdbc:oracle:ttttttttttt:a/b@c", "jdbc:oracle::a/b@c"],
      ...["jdbc:oracle:t:/b@c", "jdbc:oracle:t:a/@c"],
    ],
  },
  curl: {
    ones: [
      ["curl -u a:b", "curl -u a:(secret)"],
      ["curl  -u a:b", "curl  -u a:(secret)"],
    ],
    none: ["curl -u :b", "curl -u a:"],
  },
  sshpass: { ones: [["sshpass -phu", "sshpass -p(secret)"]], none: ["sshpass -ph"] },
  "Redis's client": {
    ones: [
      ["redis-cli -a hu", "redis-cli -a (secret)"],
      ["redis-cli  -a hu", "redis-cli  -a (secret)"],
    ],
    none: ["redis-cli -a h"],
  },
  "MySQL's client": {
    ones: [
      ["mysql -phu", "mysql -p(secret)"],
      ["mysql  -phu", "mysql  -p(secret)"],
    ],
    none: ["mysql -ph"],
  },
  "a name and a password in base64": {
    ones: [
      ['auth\\\\\\": \\\\\\"YTpi', 'auth\\\\\\": \\\\\\"(secret)'],
      ["auth=YTpiYg==", "auth=(secret)"],
    ],
    none: ['auth\\\\\\\\": "YTpi', 'auth: \\\\\\\\"YTpi', "auth=YTpiYg==="],
  },
};

test.each(Object.entries(forms))(
  "%s: the shortest is one, and so is the longest; a character less or more is none",
  (_, { ones, none }) => {
    expect(ones.map(([text]) => [text, withoutSecrets(text)])).toEqual(ones);
    expect(none.map((text) => withoutSecrets(text))).toEqual(none);
    expect(none.filter((text) => looksSecret(text))).toEqual([]);
  },
);

test.each(["user_data", "user_data_base64", "custom_data", "CONFIG_B64"])(
  "in base64 under the name %s a secret is still one",
  (name) => {
    const script = Buffer.from("export PGPASSWORD=hunter2hunter2\n").toString("base64");
    expect(secretSign(name, script)).toBe("value");
    expect(secretSign("etag", script)).toBeUndefined();
  },
);
