import type { Rule } from "./rule";

/** A last word that says that the value is secret; `ACCESS_TOKEN_EXPIRE_MINUTES` does not end so. */
const secretName =
  /(PASSWORD|PASSWD|PASSPHRASE|SECRET|SECRET_?KEY(_BASE)?|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY|CREDENTIALS?)$/i;

/** What the values of well-known secrets look like: a password in a URL, a private key, an AWS or GitHub key, a JWT. */
const secretValue =
  /[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:[^\s/@]+@|-----BEGIN [A-Z ]*PRIVATE KEY|\b(AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./;

/** Secrets are not in plain variables, where everybody who sees the task definition reads them. The report keeps the value to itself. */
export const plainSecrets: Rule = ({ service }) =>
  Object.entries(service.variables).flatMap(([name, value]) => {
    const harmless = ["", "true", "false"].includes(value);
    const byName = secretName.test(name) && !harmless;
    if (!byName && !secretValue.test(value)) return [];
    return [
      {
        path: ["service", "variables", name],
        on: "key",
        message: byName
          ? "must not be a plain variable: its name says that the value is secret"
          : "must not be a plain variable: its value looks like a password or a key",
        fix: "put it under secrets.variables; if the value was ever committed, change it where it is valid",
      },
    ];
  });
