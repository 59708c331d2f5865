// Before `slipway preflight` in a rehearsal: whoever owns the domain above has delegated the zone. No DNS is asked.
const dns = require("node:dns/promises");
const { syncBuiltinESMExports } = require("node:module");

dns.resolveNs = async () => ["ns-1.awsdns-1.com"];
syncBuiltinESMExports();
