// Remembers what Node 20's engine made of the modules of a synthesis: compiling them is two fifths of it. Later Nodes have a cache of their own.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } =
  require("node:fs");
const Module = require("node:module");
const { dirname, join, resolve } = require("node:path");
const { cachedDataVersionTag } = require("node:v8");
const vm = require("node:vm");

const begin = "compiled-";
const mostFiles = 4; // of other programs and Nodes; older ones go
const worthwhile = 20; // so many modules that are new or changed have the file written again; fewer are compiled each time
const sure = 2000; // milliseconds; a file younger than that could change once more without another time
const hashLength = 64;
const nothing = { modules: new Map(), targets: new Map(), folders: new Map() };

/**
 * Runs the modules of this process from the file that an earlier one of its kind left in `folder`, and leaves one. A module whose file
 * has changed since, in whatever way, is compiled from the file. `version` names what `textOf`, which reads a module's JavaScript, does.
 */
exports.rememberCompiled = function rememberCompiled(program, { folder, version, textOf }) {
  if (Module.enableCompileCache) return;

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

  const compiled = (path) => {
    const state = stateOf(path);
    const known = remembered.modules.get(path);
    const isKnown = known !== undefined && known.state === state;
    const source = isKnown ? known.source() : sourceOf(textOf(path));
    const script = new vm.Script(source, {
      filename: path,
      cachedData: isKnown ? known.data : undefined,
    });
    used.push({ path, state, source, script, isNew: !isKnown || script.cachedDataRejected });
    return script;
  };

  const resolveFilename = Module._resolveFilename;
  Module._resolveFilename = (request, parent, ...others) => {
    const from = request.startsWith(".") && parent?.filename ? dirname(parent.filename) : "";
    const key = `${from} ${request}`;
    const known = from && remembered.targets.get(key);
    if (known && remembered.folders.get(dirname(known)) === folderState(dirname(known))) {
      targets.set(key, known);
      return known;
    }
    // Nothing but a change of this folder can put another file in the place of the one that is found.
    const place = from && dirname(resolve(from, request));
    if (place) folderState(place);
    const path = resolveFilename.call(Module, request, parent, ...others);
    if (place && dirname(path) === place) targets.set(key, path);
    return path;
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
      const require = Module.createRequire(path);
      const { exports } = module;
      script.runInThisContext().call(exports, exports, require, module, path, dirname(path));
    };
  }

  process.on("exit", () => {
    if (used.filter(({ isNew }) => isNew).length < worthwhile) return;
    try {
      const known = [...targets].filter(([, path]) => isSure(dirname(path)));
      const places = new Map(known.map(([, path]) => [dirname(path), folderState(dirname(path))]));
      write(file, used, { targets: known, folders: [...places] });
      removeOld(folder);
    } catch {
      // Where nothing can be written, each start compiles anew.
    }
  });
};

function hash(content) {
  return createHash("sha256").update(content).digest("hex");
}

/** Changes whenever the file does: nobody can set the time of its last change. */
function stateOf(path) {
  const { ino, size, mtimeMs, ctimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
  return `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
}

/** A module's text as the function that Node makes of it. Its map to another source, which is most of a provider's class, stays out. */
function sourceOf(text) {
  if (/\bimport\s*\(/.test(text)) throw new Error("left to Node, which knows what it may import");
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

/** Whether a file or folder is old enough that its next change shows. */
function isSure(path) {
  return Date.now() - statSync(path).ctimeMs > sure;
}

function write(file, used, resolved) {
  const parts = [];
  let length = 0;
  const add = (part) => {
    parts.push(part);
    length += part.length;
    return length;
  };
  const modules = used
    .filter(({ path }) => isSure(path))
    .map(({ path, state, source, script }) => {
      const isLatin1 = /^[\0-\x7f]*$/.test(source);
      const start = length;
      const code = add(Buffer.from(source, isLatin1 ? "latin1" : "utf8"));
      return [path, state, isLatin1, start, code, add(script.createCachedData())];
    });
  const rest = Buffer.concat([
    Buffer.from(`${JSON.stringify({ modules, ...resolved })}\n`),
    ...parts,
  ]);
  mkdirSync(dirname(file), { recursive: true });
  const own = `${file}.${process.pid}`;
  writeFileSync(own, Buffer.concat([Buffer.from(hash(rest)), rest]));
  renameSync(own, file); // another process reads the old one or the new one, never half of it
}

function removeOld(folder) {
  const files = readdirSync(folder)
    .filter((name) => name.startsWith(begin))
    .map((name) => join(folder, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const file of files.slice(mostFiles)) rmSync(file, { force: true });
}
