#!/usr/bin/env node
require("./register");
require("../src/cli/main.ts").main(process.argv);
