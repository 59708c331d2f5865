// Lets Node run the TypeScript in `src/` as it stands: types are erased as a file is loaded, and no build folder could be stale.
// What was erased is remembered by the hash of the file's own text, which spares a fifth of every start.
// `import()` becomes a lazy `require()`, so a command loads the AWS SDK only when it needs it.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 9)) {
  // Before anything that an older Node does not know: it would break somewhere, with a trace.
  process.stderr.write(`Slipway needs Node 20.9 or later, this is ${process.versions.node}.\n`);
  process.exit(2);
}

const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { basename, dirname, join } = require("node:path");
const { setFlagsFromString } = require("node:v8");

// Node compiles what runs hot so early that a quarter of a synthesis on Node 20, and a seventh on Node 24, went into code that hardly runs any more.
// A version that does not know a setting says so on standard error.
const laterForHot = {
  20: ["--interrupt-budget=1000000"],
  24: ["--invocation-count-for-maglev=4000", "--invocation-count-for-turbofan=30000"],
};
for (const setting of laterForHot[major] ?? []) {
  setFlagsFromString(setting);
}
Module.enableCompileCache?.(); // Node 22.1 and later also remember what the engine made of it

const memory = join(__dirname, "../node_modules/.cache/slipway/erased.json");
const transforms = ["imports", "typescript"];
const disableESTransforms = true; // Node 20 knows `?.` and `??`; rewritten as calls they cost a review a fifth of its time
const eraser = `${require("sucrase/package.json").version} ${transforms} ${disableESTransforms}`;
const mostEntries = 4000; // then it begins anew, so that it cannot grow for ever

let erased;
let isNew = false;

Module._extensions[".ts"] = (module, path) =>
  module._compile(scriptOf(path, readFileSync(path, "utf8")), path);

// `cdktf` runs main.ts, people run `slipway check`; other commands load less, or a client of AWS.
const [, path = "", command] = process.argv;
const program = basename(path, ".js") === "slipway" ? command : basename(path);
if (program === "main.ts" || program === "check") {
  require("./compiled").rememberCompiled(program, {
    folder: dirname(memory),
    version: eraser,
    scriptOf,
  });
}

/** The JavaScript of a file's text. */
function scriptOf(path, source) {
  if (!path.endsWith(".ts")) return source;
  erased ??= remembered();
  const key = createHash("sha256").update(eraser).update(source).digest("base64");
  if (!(key in erased)) {
    erased[key] = require("sucrase").transform(source, {
      transforms,
      disableESTransforms,
      filePath: path,
    }).code;
    isNew = true;
  }
  return erased[key];
}

process.on("exit", () => {
  if (isNew) remember();
});

// The framework loads 200 modules that zip assets, of which there are none, and zod its messages in 50 languages.
lazily("cdktf/lib/private/fs", "archiver");
lazily("zod", "./v4/locales/index.cjs");
lazily("cdktf/lib/validations/validate-binary-version", "semver");

/** Lets a module of a package be loaded when it is used first, not when it is asked for. Where it is not found, all stays as it is. */
function lazily(from, name) {
  let path;
  try {
    path = Module.createRequire(require.resolve(from)).resolve(name);
  } catch {
    return; // another version of the package
  }
  const used = () => {
    if (require.cache[path] === placeholder) delete require.cache[path];
    return require(path);
  };
  const placeholder = new Module(path);
  placeholder.loaded = true;
  placeholder.exports = new Proxy(function unused() {}, {
    apply: (_target, self, words) => Reflect.apply(used(), self, words),
    get: (_target, key) => (key === "__esModule" ? true : used()[key]),
  });
  require.cache[path] = placeholder;
}

function remembered() {
  try {
    return JSON.parse(readFileSync(memory, "utf8"));
  } catch {
    return {}; // the first start, or somebody removed it
  }
}

function remember() {
  if (Object.keys(erased).length > mostEntries) erased = {};
  try {
    require("./compiled").replaceFile(memory, JSON.stringify(erased));
  } catch {
    // Where nothing can be written, each start erases anew.
  }
}
