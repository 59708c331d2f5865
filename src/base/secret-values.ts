/**
 * What a secret looks like, whatever it is called: tokens as their issuers shape them, keys, hashes of passwords. Each row is
 * one shape; the name is for the tests. Formats are the issuers' own, with a prefix that nothing else has.
 */
export const tokenShapes: readonly (readonly [issuer: string, shape: RegExp])[] = [
  ["a private key", /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY|\bPuTTY-User-Key-File-\d/],
  ["1Password", /\bops_eyJ[\w-]{40}/],
  ["age", /\bAGE-SECRET-KEY-1[A-Z\d]{20}/],
  ["a JSON web token", /\beyJ[\w-]{10,2000}\.eyJ[\w-]{10}/],
  ["a hash of a password", /\$(?:2[abxy]|apr1|5|6|y|argon2[a-z]{1,2}|scrypt)\$[\w./$=,+-]{20}/],
  ["AWS", /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z\d]{16}\b/],
  ["a signed AWS address", /\bX-Amz-Signature=[\da-f]{32}/],
  ["Bedrock", /\bABSK[A-Za-z\d+/]{40}/],
  ["Airtable", /\bpat[A-Za-z\d]{14}\.[\da-f]{32}/],
  ["Anthropic", /\bsk-ant-[\w-]{16}/],
  ["Atlassian", /\bATATT3[\w=-]{20}/],
  ["Azure", /[?&]sig=[A-Za-z\d%+/]{30}|\b[\w~.-]{3}8Q~[\w~.-]{31}/],
  ["Bitbucket", /\bATBB[A-Za-z\d]{20}/],
  ["Braintree", /\baccess_token\$(?:production|sandbox)\$[\da-z]{8,40}\$[\da-f]{20}/],
  ["Buildkite", /\bbk(?:ua|pt)_[\da-f]{20}/],
  ["CircleCI", /\bCCI(?:PAT|PRJ)_\w{16}/],
  ["Cloudflare", /\bv1\.0-[\da-f]{24}-[\da-f]{40}/],
  ["Contentful", /\bCFPAT-[\w-]{20}/],
  ["Databricks", /\bdapi[\da-f]{32}/],
  ["DigitalOcean", /\bdo[opr]_v1_[\da-f]{32}/],
  ["Discord", /discord(?:app)?\.com\/api\/webhooks\/\d{10,25}\/[\w-]{20}/],
  ["Docker", /\bdckr_(?:pat|oat)_[\w-]{16}/],
  ["Doppler", /\bdp\.(?:pt|st|ct|sa|scim|audit)\.(?:[\w-]{1,40}\.)?[A-Za-z\d]{30}/],
  ["Dynatrace", /\bdt0[a-z]\d{2}\.[A-Z\d]{20}/],
  ["Figma", /\bfig[dou][rh]?_[\w-]{16}/],
  ["Fly.io", /\b(?:FlyV1 |fo1_|fm[12][ar]?_)[\w+/=-]{20}/],
  ["GitHub", /\bgh[opusr]_[A-Za-z\d]{16}|\bgithub_pat_\w{16}/],
  ["GitLab", /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|agent|oas|ffct|wt)-[\w-]{16}/],
  ["Google", /\bAIza[\w-]{30}|\bGOCSPX-[\w-]{20}|\bya29\.[\w-]{20}/],
  ["Grafana", /\bgl(?:c|sa)_[\w+/=]{20}/],
  ["Groq", /\bgsk_[A-Za-z\d]{40}/],
  ["Heroku", /\bHRKU-[\w-]{20}/],
  ["HubSpot", /\bpat-[a-z]{2}\d-[\da-f]{8}-[\da-f]{4}-/],
  ["Hugging Face", /\b(?:hf|api_org)_[A-Za-z]{20}/],
  ["LangSmith", /\blsv2_(?:pt|sk)_[\da-f]{32}/],
  ["Linear", /\blin_(?:api|oauth)_[A-Za-z\d]{16}/],
  ["Mailchimp", /\b[\da-f]{32}-us\d{1,2}\b/],
  ["Mailgun", /\bkey-[\da-f]{32}\b/],
  ["Netlify", /\bnfp_[A-Za-z\d]{32}/],
  ["New Relic", /\bNR(?:AK|AA|II|RA|JS)-[\w-]{16}|\b[\da-f]{36}NRAL\b/],
  ["Notion", /\bntn_[A-Za-z\d]{20}|\bsecret_[A-Za-z\d]{40}/],
  ["npm", /\bnpm_[A-Za-z\d]{20}/],
  ["NVIDIA", /\bnvapi-[\w-]{40}/],
  ["OpenAI", /\bsk-(?:proj-|svcacct-|admin-)[\w-]{16}|\bsk-[A-Za-z\d]{32}/],
  ["OpenRouter", /\bsk-or-v1-[\da-f]{40}/],
  ["Perplexity", /\bpplx-[A-Za-z\d]{40}/],
  ["PlanetScale", /\bpscale_(?:pw|tkn|oauth)_[\w.=-]{16}/],
  ["PostHog", /\bphx_[A-Za-z\d]{40}/],
  ["Postman", /\bPMAK-[\da-f]{20}/],
  ["Prefect", /\bpn[ub]_[A-Za-z\d]{36}/],
  ["Pulumi", /\bpul-[\da-f]{32}/],
  ["PyPI", /\bpypi-[\w-]{32}/],
  ["Replicate", /\br8_[A-Za-z\d]{32}/],
  ["Resend", /\bre_[A-Za-z\d]{8}_[A-Za-z\d]{20}/],
  ["RubyGems", /\brubygems_[\da-f]{32}/],
  ["SendGrid", /\bSG\.[\w-]{16,32}\.[\w-]{16}/],
  ["Sentry", /\bsntry[su]_[\w+/=-]{20}/],
  ["Shippo", /\bshippo_(?:live|test)_[\da-f]{40}/],
  ["Shopify", /\bshp(?:at|ca|pa|ss)_[\da-fA-F]{32}/],
  [
    "Slack",
    /\bxox[a-z]-[\w-]{10}|\bxapp-\d-[\w-]{10}|hooks\.slack\.com\/(?:services|workflows)\/T\w{5}/,
  ],
  ["Sourcegraph", /\bsgp_(?:[\da-f]{16}_|local_)?[\da-f]{40}/],
  ["Square", /\bsq0[a-z]{3}-[\w-]{20}|\bEAAA[\w-]{56}/],
  ["Stripe", /\b(?:sk|rk)_(?:live|test|prod)_[A-Za-z\d]{10}|\bwhsec_[A-Za-z\d+/]{16}/],
  ["Supabase", /\bsbp_[\da-f]{32}|\bsb_secret_[\w-]{16}/],
  ["Tailscale", /\btskey-[a-z]{3,10}-[\w-]{16}/],
  ["Teams", /\.webhook\.office\.com\/webhookb2\/[\w@-]{20}/],
  ["Telegram", /\b\d{8,10}:AA[\w-]{32,33}(?![\w-])/],
  ["Terraform Cloud", /\b[A-Za-z\d]{14}\.atlasv1\.[\w-]{20}/],
  ["Twilio", /\bSK[\da-f]{32}\b/],
  ["Typeform", /\btfp_[\w-]{40}/],
  ["Vault", /\bhv[sbr]\.[\w-]{20}/],
  ["xAI", /\bxai-[A-Za-z\d]{40}/],
  ["a header", /\b(?:Bearer|Basic|Token) (?=[\w+/.~-]*\d)[\w+/.~-]{16,}={0,2}(?![\w+/.~-])/],
];

/**
 * How addresses, connection strings and commands carry a password: the first group is the secret. A port is none, nor is
 * what only stands for a password, such as `${PASSWORD}`.
 */
const credentialShapes: readonly (readonly [form: string, shape: RegExp])[] = [
  [
    "an address",
    /\b[a-z][\w+.-]{0,40}:\/\/[^\s/:@?#"'<>]{0,200}:(?!\d{1,5}(?:[/?#"]|$))((?:[^\s@"'`<>]|@(?=[^\s@/,?"'`]*@)){1,400})@/dgi,
  ],
  [
    "an AWS key beside its id",
    /\b(?:AKIA|ASIA)[A-Z\d]{16}["']?\s?[\s,;:|]\s?["']?([A-Za-z\d+/]{40})(?![A-Za-z\d+/=])/dg,
  ],
  ["an address of NATS", /\bnats:\/\/([^\s:@/"']{8,200})@/dgi],
  [
    "Oracle's client",
    /(?<![\w/@])[\w.-]{1,100}\/([^\s@/"']{1,200})@(?:\/\/)?[\w.-]{1,255}:\d{2,5}\//dg,
  ],
  [
    "an Oracle service",
    /(?<![\w/@.-])[\w$#]{1,100}\/([^\s@/"']{1,200})@(?:\/\/)?[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[a-z]{2,24}(?::\d{2,5})?\/\w/dgi,
  ],
  ["an address of Oracle", /\boracle[\w+]{0,20}:\/\/[^\s/:@?#"']{1,200}\/([^\s@/"']{1,200})@/dgi],
  [
    "Oracle's commands",
    /\b(?:sqlplus|sqlldr|sqlcl|expdp|impdp)\s(?:[^|;&\n]{0,200}\s)?["']?[\w$#]{1,100}\/([^\s@/"']{1,200})@/dg,
  ],
  [
    "netrc",
    /\b(?:machine\s+\S{1,255}|default(?=\s+login\s))\s+(?:(?:login|account)\s+\S{1,255}\s+){0,2}password\s+(\S{1,255})/dg,
  ],
  [
    "pgpass",
    /^(?![\da-f:]+$)(?:[\w.-]{1,255}|\*):(?:\d{4,5}|\*):(?:[\w.-]{1,63}|\*):(?:[\w.-]{1,63}|\*):((?:[^\s:\\]|\\.){1,255})$/dgm,
  ],
  [
    "an authorization header",
    /\bauthorization\\{0,3}["']?\s?[:=]\s?\\{0,3}["']?(?:Basic|Bearer|Token|ApiKey) +(?!(?:\w+[-_])?(?:token|key)s?\b)([\w+/.~=-]{8,})/dgi,
  ],
  ["an address with a token", /\bhttps?:\/\/((?=[a-z_-]*\d)[\w-]{36,255})@/dgi],
  ["Go's MySQL driver", /(?:^|[\s"'=])[\w.-]{1,100}:([^\s@"']{1,200})@(?:tcp6?|unix|cloudsql)\(/dg],
  ["Oracle", /\bjdbc:oracle:\w{1,10}:[\w.-]{1,100}\/([^\s@"']{1,200})@/dgi],
  ["curl", /\bcurl\s(?:[^|;&\n]{0,200}\s)?(?:-u|--user)[= ]["']?[\w.-]{1,100}:([^\s"']{1,200})/dg],
  ["sshpass", /\bsshpass\s+-p\s?["']?([^\s"'-][^\s"']{1,200})/dg],
  ["Redis's client", /\bredis-cli\s(?:[^|;&\n]{0,200}\s)?-a\s["']?([^\s"'-][^\s"']{1,200})/dg],
  ["MySQL's client", /\bmysql(?:dump|admin)?\s(?:[^|;&\n]{0,200}\s)?-p([^\s"'-][^\s"']{1,200})/dg],
];

/** Where in a text something stands: from its first character to the one after its last. */
export type Range = readonly [start: number, end: number];

/** Where in a text a secret stands, by its look; nowhere in most texts. */
export function secretsByLook(text: string): readonly Range[] {
  // No token is shorter than its prefix and what follows it.
  const tokens = text.length < 15 ? [] : [...text.matchAll(anyToken)].map(wholeToken);
  const credentials = mayHoldCredential.test(text)
    ? credentialShapes
        .flatMap(([, shape]) => [...text.matchAll(shape)].map((found) => groupIn(found, 1)))
        .filter(([start, end]) => !standsForAnother(text.slice(start, end)))
    : [];
  return [...tokens, ...credentials, ...basicCredentials(text)];
}

const mayHoldCredential = /[:@]|-[pa]|\slogin\s|\bmachine\b|authorization|A[KS]IA/i;

/** What comes after `Basic` in a header, or as `auth` in the settings of Docker and npm, where it says a name and a password in base64. */
function basicCredentials(text: string): readonly Range[] {
  if (!/Basic |auth/.test(text)) return [];
  return [
    ...text.matchAll(
      /\b(?:Basic |_?auth\\{0,3}"?\s?[:=]\s?\\{0,3}"?)([A-Za-z\d+/]{4,2000}={0,2})(?![\w+/=-])/dg,
    ),
  ]
    .filter(([, encoded = ""]) =>
      /^[\x21-\x7e]*:[\x20-\x7e]+$/.test(Buffer.from(encoded, "base64").toString("latin1")),
    )
    .map((found) => groupIn(found, 1));
}

/** Where a group of a match stands; the expression must have the flag `d`. */
export function groupIn({ index, indices }: RegExpExecArray, group: number): Range {
  return indices?.[group] ?? [index, index];
}

/** What only stands for a value: a reference to be filled in, or asterisks. */
export function standsForAnother(value: string): boolean {
  return /^(?:\$\{[^}]*\}|\$\([^)]*\)|\$\$?[.A-Za-z_][\w.$]*|\{\{.*\}\}|\{%.*%\}|<[\w -]+>|\{[A-Za-z_]+\}|\$|%\w+%|\*+|\.{3}|…|\((?:secret|sensitive|known after apply|none)\))$/s.test(
    value,
  );
}

/** A shape asks for as much as distinguishes it from other text; the token goes on, and a private key to its last line. */
function wholeToken({ 0: found, index, input }: RegExpExecArray): Range {
  const rest = /^(?:-----|PuTTY)/.test(found)
    ? /[\s\S]*?(?:-----END [A-Z\d ]*-----|\bPrivate-MAC: \w*|$)/y
    : /[\w+/=.~$%-]*/y;
  rest.lastIndex = index + found.length;
  return [index, index + found.length + (rest.exec(input)?.[0].length ?? 0)];
}

/** Every shape at once: most texts hold none, and a plan has many. */
const anyToken = new RegExp(tokenShapes.map(([, { source }]) => `(?:${source})`).join("|"), "g");
