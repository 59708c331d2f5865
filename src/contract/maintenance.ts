/** What the page says where the file says nothing else. */
const standardText =
  "It is not available at the moment. Please try again later. This page loads itself anew every two minutes.";

/** A text of the file's for the page: so many printable characters of ASCII, without those that HTML takes for its own. */
export const maintenanceText = { most: 400, pattern: /^[ !#-%'-;=?-~]{1,400}$/ } as const;

/** What everybody is answered under maintenance, at most 1,024 bytes: a load balancer's fixed answer has no headers, so the page loads itself anew. */
const [before, after] = [
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="120">
<title>Maintenance</title>
<style>body{font:1.2rem/1.5 sans-serif;color:#1b1b1b;background:#fff;max-width:36rem;margin:15vh auto;padding:0 1rem}</style>
</head>
<body>
<h1>We are working on this service</h1>
<p>`,
  `</p>
</body>
</html>
`,
];

/**
 * The fixed answer of an environment whose file says `loadBalancer.maintenance: true`, with the file's text or the usual one. The stack makes it, and the
 * review knows it by every byte but that text.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
 */
export function maintenanceAnswer(text = standardText) {
  return {
    contentType: "text/html",
    messageBody: `${before}${text}${after}`,
    statusCode: "503",
  } as const;
}

/** Whether a fixed answer's body is that page, with any text that a file may have. */
export function isMaintenancePage(body: unknown): boolean {
  if (typeof body !== "string" || !body.startsWith(before) || !body.endsWith(after)) return false;
  return maintenanceText.pattern.test(body.slice(before.length, -after.length));
}
