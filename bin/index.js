// What `require("slipway")` gives.
require("./register");
module.exports = require("../src/index.ts");
