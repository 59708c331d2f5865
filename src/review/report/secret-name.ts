/** Whether something of this name is a secret, going by the name: `DB_PASSWORD`, `secretKey`, `api-token`. */
export function namesSecret(name: string): boolean {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z\d]+/);
  const text = words.join("_");
  const secret =
    /(^|_)(password|passwd|pwd|passphrase|secret|token|credentials?|private_key|secret_key|access_key|api_key|apikey|auth_key|signing_key|encryption_key|dsn)(_|$)/;
  // Where it lies, what it is called, how long it lives: not the secret itself.
  const about =
    /_(arn|arns|id|ids|name|names|path|file|url_path|version|versions|ttl|seconds|minutes|hours|days|length|policy|type|enabled|header|window|region|stage|stages|wo_version)$/;
  return secret.test(text) && !about.test(text);
}

/** Whether the text itself gives a secret away: a password within an address, a private key, an access key. */
export function looksSecret(text: string): boolean {
  return (
    /^[a-z][a-z\d+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i.test(text) ||
    /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) ||
    /\b(AKIA|ASIA)[A-Z\d]{16}\b/.test(text) ||
    /\b((ghp|gho|ghs|github_pat)_[A-Za-z\d]{16}|glpat-[A-Za-z\d_-]{16}|xox[abp]-\d{6})/.test(
      text,
    ) ||
    /\beyJ[\w-]{10,300}\.eyJ[\w-]{10}/.test(text)
  );
}
