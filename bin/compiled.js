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
const asMuchAsOne = 10; // finding so many modules costs as much as compiling one
const began = Date.now();
const sure = 2000; // milliseconds; a file that changed no longer before could change once more without another time
const hashLength = 64;
const ordinaryOption = /^--(initial|max)-[a-z-]+=\d+$/;
const endings = ["", ".js", ".json", ".ts"];
const nothing = { modules: new Map(), targets: new Map() };
const firstLine = { columnOffset: -Module.wrapper[0].length }; // so that traces name the place within the file

/**
 * Runs the modules of this process from the file that an earlier one of its kind left in `folder`, and leaves one. A module whose file
 * has changed since in any respect is compiled from the file. `version` names what `scriptOf`, which makes JavaScript of a file's text, does.
 */
exports.rememberCompiled = function rememberCompiled(program, { folder, version, scriptOf }) {
  if (Module.enableCompileCache || !isOrdinary()) return;

  const kind = [__dirname, program, version, process.version, process.arch, cachedDataVersionTag()];
  const file = join(folder, `${begin}${hash(JSON.stringify(kind)).slice(0, 16)}`);
  const remembered = read(file);
  const used = [];
  const targets = new Map();
  const foundAnew = new Set();
  const states = new Map();
  const stateAt = (place) => {
    if (!states.has(place)) states.set(place, stateOf(place));
    return states.get(place);
  };

  const resolveFilename = Module._resolveFilename;
  Module._resolveFilename = (request, parent, isMain, options) => {
    const ordinary = () => resolveFilename.call(Module, request, parent, isMain, options);
    if (!parent?.filename || options) return ordinary();

    const from = dirname(parent.filename);
    const key = `${from}\n${request}`;
    const known = remembered.targets.get(key);
    if (known?.places.every(([place, state]) => stateAt(place) === state)) {
      targets.set(key, known);
      return known.path;
    }
    const path = ordinary();
    const places = placesOf(from, request, path);
    if (places) {
      targets.set(key, { path, places: places.map((place) => [place, stateAt(place)]) });
      foundAnew.add(key);
    }
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
    for (const [key, { places }] of targets) {
      if (places.every(([, state]) => state !== undefined)) continue;
      targets.delete(key);
      foundAnew.delete(key);
    }
    const compiledAnew = used.filter(({ isNew }) => isNew).length;
    if (compiledAnew + foundAnew.size / asMuchAsOne < worthwhile) return;
    try {
      write(file, used, targets);
      removeOld(folder);
    } catch {
      // Where nothing can be written, each start compiles anew.
    }
  });
};

/** Whether modules run as they stand: no debugger, coverage, map of sources, loader, or hook that was there before us. */
function isOrdinary() {
  const { NODE_OPTIONS = "", NODE_PRESERVE_SYMLINKS, NODE_V8_COVERAGE } = process.env;
  const given = process.execArgv
    .join(" ")
    .replace(/(^| )(--require[ =]|-r )[^ ]*\b(bin|slipway)\/register(\.js)?(?= |$)/, "");
  const options = `${given} ${NODE_OPTIONS}`.split(/\s+/).filter((option) => option !== "");
  return (
    !NODE_PRESERVE_SYMLINKS &&
    !NODE_V8_COVERAGE &&
    options.every((option) => ordinaryOption.test(option))
  );
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
 * All that Node looked at when it took `path` for what a file in the folder `from` requests, but for `path` itself: nothing else comes to stand
 * in its place as long as these stay as they are. Undefined where it may have looked elsewhere: links, and a folder's own package.json.
 */
function placesOf(from, request, path) {
  const isFound = (target) => endings.some((ending) => path === target + ending);
  if (/^\.\.?\//.test(request)) {
    const target = resolve(from, request);
    return isFound(target) ? [dirname(target)] : undefined;
  }

  const [, top, name, scope] =
    /^(.+)\/node_modules\/((?:(@[^/]+)\/)?[^/]+)\/(?!(.*\/)?node_modules\/)/.exec(path) ?? [];
  if (name === undefined || !`${from}/`.startsWith(`${top}/`)) return undefined;
  const root = `${top}/node_modules/${name}`;
  const isOfFile = request.startsWith(`${name}/`) && isFound(join(top, "node_modules", request));
  if (request !== name && !isOfFile && !request.startsWith("#")) return undefined;
  return [
    ...upTo(top, from).flatMap((folder) => [
      `${folder}/package.json`,
      `${folder}/node_modules`,
      ...(scope ? [`${folder}/node_modules/${scope}`] : []),
    ]),
    ...upTo(root, dirname(path)),
    `${root}/package.json`,
  ];
}

/** A folder and all above it, to `top`. */
function upTo(top, folder) {
  return folder.length > top.length ? [folder, ...upTo(top, dirname(folder))] : [top];
}

/**
 * Changes whenever the file does: nobody can set the time of its last change. Undefined where that time may not show it: it is not sure to be
 * before this process, or whole seconds are all that its file system knows, or were given to every file of an image.
 */
function stateOf(path) {
  try {
    const state = statSync(path, { throwIfNoEntry: false });
    // Where there is nothing, there may have been something until a moment ago; its folder knows.
    if (state === undefined) return stateOf(dirname(path)) && "none";
    const { ino, size, mtimeMs, ctimeMs } = state;
    if (began - ctimeMs < sure || ctimeMs % 1000 === 0) return undefined;
    return `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
  } catch {
    return undefined;
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
    const { modules, targets, places } = JSON.parse(rest.utf8Slice(0, end));
    const known = modules.map(([path, state, isLatin1, start, code, stop]) => {
      const source = () => (isLatin1 ? body.latin1Slice(start, code) : body.utf8Slice(start, code));
      return [path, { state, source, data: body.subarray(code, stop) }];
    });
    const found = targets.map(([key, path, numbers]) => {
      return [key, { path, places: numbers.map((number) => places[number]) }];
    });
    return { modules: new Map(known), targets: new Map(found) };
  } catch {
    return nothing; // the first start, or somebody removed it
  }
}

function write(file, used, found) {
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
  const numbers = new Map();
  const places = [];
  const numberOf = (place) => {
    if (!numbers.has(place[0])) numbers.set(place[0], places.push(place) - 1);
    return numbers.get(place[0]);
  };
  const targets = [...found].map(([key, target]) => [
    key,
    target.path,
    target.places.map(numberOf),
  ]);
  const rest = Buffer.concat([
    Buffer.from(`${JSON.stringify({ modules, targets, places })}\n`),
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
