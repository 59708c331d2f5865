// Remembers what Node 20's engine made of the modules of a synthesis: compiling them is two fifths of it. Later Nodes have a cache of their own.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } =
  require("node:fs");
const Module = require("node:module");
const { dirname, join, resolve, sep } = require("node:path");
const { cachedDataVersionTag } = require("node:v8");
const vm = require("node:vm");

const begin = "compiled-";
const mostFiles = 4; // of other programs and Nodes; older ones go
const worthwhile = 20; // so many modules that are new or changed have the file written again; fewer are compiled each time
const sure = 2000; // milliseconds; a file younger than that could change once more without another time
const hashLength = 64;
const ordinaryOption = /^--(initial|max)-[a-z-]+=\d+$/;
const endings = ["", ".js", ".json"];
const nothing = { modules: new Map(), targets: new Map(), folders: new Map() };
const firstLine = { columnOffset: -Module.wrapper[0].length }; // so that traces name the place within the file

/**
 * Runs the modules of this process from the file that an earlier one of its kind left in `folder`, and leaves one. A module whose file
 * has changed since, however, is compiled from the file. `version` names what `scriptOf`, which makes JavaScript of a file's text, does.
 */
exports.rememberCompiled = function rememberCompiled(program, { folder, version, scriptOf }) {
  if (Module.enableCompileCache || !isOrdinary()) return;

  const kind = [__dirname, program, version, process.version, process.arch, cachedDataVersionTag()];
  const file = join(folder, `${begin}${hash(JSON.stringify(kind)).slice(0, 16)}`);
  const remembered = read(file);
  const used = [];
  const targets = new Map();
  const folders = new Map();
  const folderState = (path) => {
    if (!folders.has(path)) folders.set(path, stateOf(path));
    return folders.get(path);
  };

  const resolveFilename = Module._resolveFilename;
  Module._resolveFilename = (request, parent, isMain, options) => {
    const ordinary = () => resolveFilename.call(Module, request, parent, isMain, options);
    const from = parent?.filename && dirname(parent.filename);
    if (!from || !isInstalled(from) || !/^\.\.?\//.test(request) || options) return ordinary();

    const target = resolve(from, request);
    const state = folderState(dirname(target)); // before one looks into it
    const key = `${from} ${request}`;
    const known = remembered.targets.get(key);
    const isKnown =
      known !== undefined && state && remembered.folders.get(dirname(target)) === state;
    const path = isKnown ? known : ordinary();
    // Nothing but a change of the folder puts another file in the place of this one, unless a package.json led to it.
    if (endings.some((ending) => path === target + ending)) targets.set(key, path);
    return path;
  };

  const compiled = (path) => {
    // What people edit is read and compared; what npm installed has a state by which to know it.
    const text = isInstalled(path) ? undefined : readFileSync(path, "utf8");
    const state = text === undefined ? stateOf(path) : hash(text);
    const known = state === undefined ? undefined : remembered.modules.get(path);
    const isKnown = known !== undefined && known.state === state;
    const source = isKnown
      ? known.source()
      : sourceOf(scriptOf(path, text ?? readFileSync(path, "utf8")));
    const script = new vm.Script(source, {
      ...firstLine,
      filename: path,
      cachedData: isKnown ? known.data : undefined,
    });
    if (state !== undefined) {
      used.push({ path, state, source, script, isNew: !isKnown || script.cachedDataRejected });
    }
    return script;
  };

  for (const ending of [".js", ".ts"]) {
    const ordinary = Module._extensions[ending];
    Module._extensions[ending] = (module, path) => {
      let script;
      try {
        script = compiled(path);
      } catch {
        return ordinary(module, path); // it says better what is wrong with the file
      }
      const { exports } = module;
      script
        .runInThisContext()
        .call(exports, exports, requireOf(module), module, path, dirname(path));
    };
  }

  process.on("exit", () => {
    if (used.filter(({ isNew }) => isNew).length < worthwhile) return;
    try {
      const known = [...targets].filter(([, path]) => folderState(dirname(path)));
      const places = new Map(known.map(([, path]) => [dirname(path), folderState(dirname(path))]));
      write(file, used, { targets: known, folders: [...places] });
      removeOld(folder);
    } catch {
      // Where nothing can be written, each start compiles anew.
    }
  });
};

/** Whether modules run as they stand: no debugger, coverage, map of sources, loader, or hook that was there before us. */
function isOrdinary() {
  const { NODE_OPTIONS = "", NODE_V8_COVERAGE } = process.env;
  const given = process.execArgv
    .join(" ")
    .replace(/(^| )(--require[ =]|-r )[^ ]*\b(bin|slipway)\/register(\.js)?(?= |$)/, "");
  const options = `${given} ${NODE_OPTIONS}`.split(/\s+/).filter((option) => option !== "");
  return !NODE_V8_COVERAGE && options.every((option) => ordinaryOption.test(option));
}

/** The `require` that Node would give the module. */
function requireOf(module) {
  const require = (id) => module.require(id);
  require.resolve = (request, options) => Module._resolveFilename(request, module, false, options);
  require.resolve.paths = (request) => Module._resolveLookupPaths(request, module);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

function hash(content) {
  return createHash("sha256").update(content).digest("hex");
}

function isInstalled(path) {
  return path.includes(`${sep}node_modules${sep}`);
}

/**
 * Changes whenever the file does: nobody can set the time of its last change. Nothing where that time may not show it: the file is
 * too young, or whole seconds are all that its file system knows, or were given to every file of an image.
 */
function stateOf(path) {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(path);
    if (Date.now() - ctimeMs < sure || ctimeMs % 1000 === 0) return undefined;
    return `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
  } catch {
    return undefined; // there is nothing
  }
}

/** A module's text as the function that Node makes of it. Its map to another source, which is most of a provider's class, stays out. */
function sourceOf(text) {
  if (/\bimport\s*[(/]/.test(text)) throw new Error("left to Node, which knows what it may import");
  return Module.wrap(text.replace(/\n\/\/# sourceMappingURL=data:[^\n]*\s*$/, "\n"));
}

/** A file is the hash of the rest, a line of JSON that says what is where, and sources and code one behind the other. */
function read(file) {
  try {
    const content = readFileSync(file);
    const rest = content.subarray(hashLength);
    if (hash(rest) !== content.latin1Slice(0, hashLength)) return nothing;
    const end = rest.indexOf("\n");
    const body = rest.subarray(end + 1);
    const { modules, targets, folders } = JSON.parse(rest.utf8Slice(0, end));
    const known = modules.map(([path, state, isLatin1, start, code, stop]) => {
      const source = () => (isLatin1 ? body.latin1Slice(start, code) : body.utf8Slice(start, code));
      return [path, { state, source, data: body.subarray(code, stop) }];
    });
    return { modules: new Map(known), targets: new Map(targets), folders: new Map(folders) };
  } catch {
    return nothing; // the first start, or somebody removed it
  }
}

function write(file, used, resolved) {
  const parts = [];
  let length = 0;
  const add = (part) => {
    parts.push(part);
    length += part.length;
    return length;
  };
  const modules = used.map(({ path, state, source, script }) => {
    const isLatin1 = /^[\0-\x7f]*$/.test(source);
    const start = length;
    const code = add(Buffer.from(source, isLatin1 ? "latin1" : "utf8"));
    return [path, state, isLatin1, start, code, add(script.createCachedData())];
  });
  const rest = Buffer.concat([
    Buffer.from(`${JSON.stringify({ modules, ...resolved })}\n`),
    ...parts,
  ]);
  replaceFile(file, Buffer.concat([Buffer.from(hash(rest)), rest]));
}

/** Another process reads the old file or the new one, never half of it; a full disk does not get fuller with each start. */
function replaceFile(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  const own = `${file}.${process.pid}`;
  try {
    writeFileSync(own, content);
    renameSync(own, file);
  } catch (error) {
    rmSync(own, { force: true });
    throw error;
  }
}
exports.replaceFile = replaceFile;

function removeOld(folder) {
  const files = readdirSync(folder)
    .filter((name) => name.startsWith(begin))
    .map((name) => join(folder, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const file of files.slice(mostFiles)) rmSync(file, { force: true });
}
