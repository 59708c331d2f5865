/** What everybody is answered under maintenance, at most 1,024 bytes: a load balancer's fixed answer has no headers, so the page loads itself anew. */
const page = `<!doctype html>
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
<p>It is not available at the moment. Please try again later. This page loads itself anew every two minutes.</p>
</body>
</html>
`;

/**
 * The fixed answer of an environment whose file says `loadBalancer.maintenance: true`. The stack makes it, and the review knows it by
 * every byte.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
 */
export const maintenanceAnswer = {
  contentType: "text/html",
  messageBody: page,
  statusCode: "503",
} as const;
