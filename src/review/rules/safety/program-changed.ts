import { containersThatStay, namedValues, withoutDefaults } from "../../read/containers";
import { member } from "../../read/planned-value";
import { sameValue } from "../../read/same-value";
import { type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

const members = [
  "healthCheck.command",
  ...["entryPoint", "command", "workingDirectory", "environmentFiles"],
  ...["cpu", "mountPoints", "portMappings", "stopTimeout", "tmpfs"],
];

/** A container starts another program of its image, takes its variables from a file that no plan shows, or gets one by which every program runs otherwise. */
export const programChanged: Rule = {
  name: "program-changed",
  class: "safety",
  why:
    "The image was scanned and released for what it starts. Another command is code that no scan and no review of the " +
    "application has seen; a file of variables says later what nobody read now.",
  advice: "Change what the image starts, and release that; name variables one by one.",
  kinds: new Set(["aws_ecs_task_definition"]),
  check(change, plan): readonly Observation[] {
    return containersThatStay(change, plan).flatMap(({ name, was, will }) => {
      const [before, after] = [toCompare(was), toCompare(will)];
      const variables = namedValues(was["environment"], "value");
      const asks = [...namedValues(will["environment"], "value")]
        .filter(([variable, value]) => variables.get(variable) !== value)
        .flatMap(([variable, value]) => {
          const effect = effectOf(variable, value);
          return effect === undefined ? [] : [refuse(`${name}: \`${variable}\` ${effect}`)];
        });
      const found = members
        .filter((key) => !sameValue(before[key], after[key]))
        .map((key) =>
          refuse(`${name}: \`${key}\` goes from ${inWords(before[key])} to ${inWords(after[key])}`),
        );
      return [...found, ...asks];
    });
  },
};

function toCompare(
  container: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return {
    ...withoutDefaults(container),
    "healthCheck.command": member(container["healthCheck"], "command"),
    tmpfs: member(container["linuxParameters"], "tmpfs"),
  };
}

/** What programs read before the application's own code runs, by the variable; `harmless` are the values that everybody sets. */
const effects: readonly {
  readonly names: RegExp;
  readonly harmless?: RegExp;
  readonly effect: string;
}[] = [
  {
    names:
      /^(LD_\w+|GCONV_PATH|GLIBC_TUNABLES|BASH_ENV|PATH|PYTHON(PATH|STARTUP|HOME|INSPECT|BREAKPOINT|USERBASE)|NODE_PATH|PERL5?(LIB|OPT|DB)|RUBY(LIB|OPT)|GEM_(HOME|PATH)|CLASSPATH|PHPRC|PHP_INI_SCAN_DIR|DOTNET_(STARTUP_HOOKS|ADDITIONAL_DEPS)|(CORECLR|COR)_\w+|LUA_(PATH|CPATH|INIT)|PROMPT_COMMAND)$/,
    effect: "says where programs take code from, before that of the application",
  },
  {
    names: /^NODE_OPTIONS$/,
    harmless:
      /^(--(max-old-space-size|max-semi-space-size|max-http-header-size|stack-trace-limit|dns-result-order|unhandled-rejections|enable-source-maps|trace-warnings|no-warnings|no-deprecation)(=[\w-]+)?\s*)+$/,
    effect: "gives Node options of any kind: code to load first, a debugger to open",
  },
  {
    names: /^(JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS|JAVA_OPTS|CATALINA_OPTS)$/,
    harmless:
      /^(-(X(mx|ms|ss|mn)\w+|XX:(?!On|Flags|VMOptions)[+-]?\w+(=[\w.%]+)?|D(file\.encoding|user\.(timezone|language|country)|java\.net\.preferIPv[46]\w+|spring\.profiles\.active)=[\w./-]+|server)\s*)+$/,
    effect: "gives Java options of any kind: code to load first, a debugger to open",
  },
  {
    names: /^(https?|all|ftp|socks)_proxy$/i,
    effect: "sends what the application asks through another host",
  },
  {
    names:
      /^AWS_(ENDPOINT_URL(_\w+)?|CONFIG_FILE|SHARED_CREDENTIALS_FILE|PROFILE|ROLE_ARN|WEB_IDENTITY_TOKEN_FILE|CONTAINER_\w+|EC2_METADATA_\w+)$/,
    effect: "makes the application ask AWS elsewhere, or as somebody else",
  },
  {
    names:
      /^(AWS_CA_BUNDLE|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS|PGSSLROOTCERT)$/,
    effect: "says whose certificates the application believes",
  },
  {
    names: /^(NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY)$/,
    harmless: /^1$/,
    effect: "may let the application believe every certificate",
  },
  {
    names: /^PGSSLMODE$/,
    harmless: /^(require|verify-ca|verify-full)$/,
    effect: "may let the database's traffic go without TLS",
  },
];

function effectOf(variable: string, value: string): string | undefined {
  if (value === "") return undefined;
  return effects.find(
    ({ names, harmless }) => names.test(variable) && harmless?.test(value) !== true,
  )?.effect;
}
