/** Whether something of this name is a secret, is about one, may be one, is some key, or has nothing to do with any. */
type NameKind = "secret" | "about" | "unclear" | "some key" | "plain";

/**
 * What a name says of its value. As in English the last word counts: `PASSWORD_RESET_TOKEN` is a token, and
 * `ACCESS_TOKEN_LIFETIME` is a lifetime. Words that run together are recognised: `PGPASSWORD`, `AUTHTOKEN`.
 */
export function kindOfName(name: string): NameKind {
  const known = kinds.get(name);
  if (known !== undefined) return known;
  const text = plainLetters(name.slice(0, mostCharacters));
  const byCase = kindOfWords(wordsOf(text));
  // `PaSsWoRd` has no words by its case.
  const kind = byCase === "plain" ? kindOfWords(wordsOf(text.toLowerCase())) : byCase;
  if (kinds.size < mostRemembered) kinds.set(name, kind);
  return kind;
}

/** Without accents and characters that nobody sees, and those of full width as usual ones: `contraseña` is `contrasena`. */
function plainLetters(name: string): string {
  if (/^[\x20-\x7e]*$/.test(name)) return name;
  return name.normalize("NFKD").replace(/[\p{M}\p{Cf}]/gu, "");
}

// A plan says the same names over and over.
const kinds = new Map<string, NameKind>();
const mostRemembered = 10_000;
const mostCharacters = 200;

/**
 * Whether a member's name says only of what type its value is, as DynamoDB, CloudFormation and Step Functions write it: the
 * value is called like what the member stands in.
 */
export function saysOnlyItsType(name: string): boolean {
  return typeNames.has(name);
}

const typeNames: ReadonlySet<string> = new Set(
  "value Value S StringValue stringValue string_value Default default plaintext".split(" "),
);

function kindOfWords(words: readonly string[]): NameKind {
  const at = words.findLastIndex((word) => has(nouns, word) || has(key, word));
  const noun = words[at];
  if (noun === undefined) return "plain";
  const before = words.slice(0, at);
  const after = upTo("for", words.slice(at + 1));
  if (before.some((word) => has(ofNoSecret, word))) return "about";
  if (after.some((word) => has(aspects, word) || endsInAspect(word))) return "about";
  if (has(key, noun)) {
    const which = before.at(-1);
    if (which === undefined || has(otherKeys, which)) return "plain";
    if (!has(secretKeys, which)) return "some key";
  }
  if (noun === "token" && before.join() === "lock") return "about"; // what AWS calls a version
  if (noun === "tokens" && before.some((word) => has(ofText, word))) return "about";
  if (noun === "token" && before.some((word) => has(ofOneCall, word))) return "unclear";
  if (noun === "auth" || before.some((word) => has(verbs, word))) return "unclear";
  return after.every((word) => has(stillSecret, word)) ? "secret" : "unclear";
}

/** `dbPassword1` as `db`, `password`; `PGPASSWORD` as `pg`, `password`; `pass_phrase` as `passphrase`. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .replace(/pass[^a-z\d](word|phrase|code)/g, "pass$1")
    .split(/[^a-z\d]+/)
    .flatMap((word) => (oneWord.test(word) ? [word] : word.split(runTogether)))
    .map((word) => (word ?? "").replace(/^v?\d+$|(?<=[a-z]{2})\d+$/, ""))
    .filter((word) => word !== "");
}

/** The words before the first that is this one; all of them where none is. */
function upTo(word: string, words: readonly string[]): readonly string[] {
  const at = words.indexOf(word);
  return at < 0 ? words : words.slice(0, at);
}

/** Whether the word, or what it is the plural of, is in the set. */
function has(words: ReadonlySet<string>, word: string): boolean {
  return words.has(word) || (word.endsWith("s") && words.has(word.slice(0, -1)));
}

/** `minlength`, `resettimeout`. A short aspect may end a word by chance, as in `corporate`. */
function endsInAspect(word: string): boolean {
  const starts = Array.from({ length: Math.max(0, word.length - 6) }, (_, start) => start);
  return starts.some((start) => has(aspects, word.slice(start + 1)));
}

function set(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/));
}

// What has such letters in it and is another word.
const oneWord =
  /^(?:secretar|secretion|secretsmanager|token(?:i[sz]|omics)|passwordless|monkey|keycloak|keyspace|keyword|hotkey|bypass|compass)/;

// Within a word: `pgpassword`, `clientsecrets`, `apikey`, `smtppass`.
const runTogether =
  /(passwords?|passwrd|passwd|passphrase|passcode|passwort|kennwort|contrasena|pswd|pwd$|secrets?|tokens?|credentials?)|(api|access|private|auth|sign|signing|encryption|encrypt|master|session|account|license|shared|preshared|sdk|crypt|storage|service|ssh|rsa|ssl|tls|pgp|gpg|jwt|hmac|aes|fernet|crypto|cookie|deploy|webhook|app|client|admin|root|server)(keys?$)|(?<=(?:db|pg|my|sql|postgres|oracle|redis|mongo|rabbit|mq|smtp|imap|mail|ftp|ldap|bind|http|proxy|user|usr|root|admin|sudo|ssh|login|store|key|app|api|database|^sa))(pass$|pw$)|(?<=password|hash|app|session|jwt)(salt$)/;

const nouns = set(
  `password passwrd passwd passphrase passcode passwort kennwort contrasena senha wachtwoord pass pswd psw pwd pw secret token
  credential cred bearer salt pepper pat auth psk`,
);

const key = set("key");

// A key of that kind opens something.
const secretKeys = set(
  `secret private access api auth authentication authorization sign signing signature encryption encrypt decryption
  master session cookie account storage shared license licence hmac jwt crypto cipher aes fernet rsa ssh tls ssl pgp
  gpg preshared crypt sdk nonce in deploy deployment webhook integration ingest ingestion subscription app application service server client root
  admin write hub`,
);

// A key of that kind is a name in a table, an address of a thing, or for everybody.
const otherKeys = set(
  `public publishable site partition hash range sort primary foreign cache routing idempotency object bucket path prefix
  tag deduplication map index lookup kms cmk group record message event context query attribute item unique composite
  config label search trace correlation resource file state lock table document json column field annotation metadata
  measure function target hosted registry s3`,
);

// Before the noun: how many there may be, what makes a call happen once, what everybody may see.
const ofNoSecret = set(
  "max maximum min minimum num number count total limit creation idempotency next page pagination continuation public",
);

// Before the noun: mostly a switch, which has another value than a secret.
const verbs = set(
  `require is has use using enable disable allow show hide validate verify check reset change rotate generate get skip
  force with without no ignore accept support manage send`,
);

// Before `token`: it makes one call happen once, or comes from an identity provider.
const ofOneCall = set("client request");

// Before `tokens`: pieces of a text, as language models count them.
const ofText = set("context prompt completion input output reasoning thinking budget window chunk");

// After the noun: something about the secret, not the secret.
const aspects = set(
  `about address age alarm alg algorithm allowed amount arn attempt attribute audience authority backend bit bucket byte
  cache cadence callback cap case cert certificate change char character charset class claim column command complexity
  config configuration context cookie cost count counter custody cycle date day default delay delivery description dir
  directory disabled domain duration dynamo enable enabled encoder encoding encryption endpoint engine entropy env error
  event exchange expiration expire expired expires expiry expression factory fail failure family field file
  filename filter flow folder forgot form format formatter freshness function generator grace group grant handler hasher
  header help hint history host hostname hour id identifier idle index input interval issuer iteration kind label lag
  lambda leeway length lifespan lifetime limit limiter link list location lockout log login lookup lowercase manager max
  maximum mechanism message method metric min minimum minute mode model module month name namespace number operation
  option order owner page parameter param path pattern per percent period permission phase picker placeholder plugin
  policy pool port position prefix prevention priority profile prompt provider queue quota rate reader recovery redirect
  ref reference refresh regex region registry renewal repeat request required requirement reset resolver resource retention
  retries retry reuse role rotate rotated rotation rotator round rule rules schedule schema scheme scope second selector
  sender server service setting size skew slug source stage standard state status stdin storage store strategy strength
  strict style subject suffix supplier symbol sync table tag template threshold through time
  timeout title topic tries ttl type unit update uppercase uri url usage use used user username validation validator
  validity vault verification verifier version view visibility warning week window work year`,
);

// After the noun: which one it is, or how it is written.
const stillSecret = set(
  `base keybase value plain plaintext clear text string data json yaml pem der pkcs base64 b64 hex raw binary hash hashed bcrypt
  sha md encoded encrypted enc openssh wo rw ro read write old new current previous next backup fallback main primary
  secondary default admin root db database app api prod production dev development test staging local github gitlab slack
  stripe sendgrid redis smtp mail email postgres postgresql pg mysql sql mongo mongodb rabbitmq ldap oauth jwt session
  django flask rails web worker ses a b c`,
);
