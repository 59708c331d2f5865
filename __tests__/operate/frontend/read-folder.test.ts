import { symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CommandError } from "../../../src/base/errors";
import { readManifest } from "../../../src/operate/frontend/manifest";
import { readSiteFolder } from "../../../src/operate/frontend/read-folder";
import { writeFiles } from "../../support/published-site";
import { useTemporaryFolder } from "../../support/temporary-folder";

const folder = useTemporaryFolder();
const paths = { immutablePaths: ["/assets/*"], backendPaths: ["/api/*"] };
const read = (files: Readonly<Record<string, string>>, from = paths) =>
  readSiteFolder(writeFiles(folder(), files), from);
const refused = (...problems: readonly string[]) =>
  `${folder()} cannot be published; nothing was changed:\n${problems.map((one) => `  ${one}`).join("\n")}`;
const index = { "index.html": "<p>" };

test("the digest is of paths, bytes, types and what browsers may keep, whatever order the folder has", () => {
  const { manifest } = read({ "assets/a.js": "1", "b.css": "2", ...index });
  expect(manifest.files).toEqual([
    {
      path: "assets/a.js",
      sha256: "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
      contentType: "text/javascript; charset=utf-8",
      immutable: true,
    },
    {
      path: "b.css",
      sha256: "d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35",
      contentType: "text/css; charset=utf-8",
      immutable: false,
    },
    expect.objectContaining({ path: "index.html", contentType: "text/html; charset=utf-8" }),
  ]);
  expect(manifest.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(readManifest(manifest.text, manifest.digest)).toEqual(manifest);
  expect(read({}).manifest.digest).toBe(manifest.digest);
  expect(read({}, { ...paths, immutablePaths: [] }).manifest.digest).not.toBe(manifest.digest);
  expect(read({ "b.css": "3" }).manifest.digest).not.toBe(manifest.digest);
});

test.each([
  ["a.wasm", "application/wasm"],
  ["a.webmanifest", "application/manifest+json; charset=utf-8"],
  ["a.woff2", "font/woff2"],
  ["a.js.map", "application/json; charset=utf-8"],
  ["a.nobody", "application/octet-stream"],
  ["vendors~main [id] é.js", "text/javascript; charset=utf-8"],
  [".well-known/security.txt", "text/plain; charset=utf-8"],
])("%s is published as %s", (path, contentType) => {
  expect(read({ ...index, [path]: "" }).manifest.files).toContainEqual(
    expect.objectContaining({ path, contentType }),
  );
});

const dot =
  "begins with a dot: such files are a tool's or a person's own, and may hold secrets; remove it";
const inName = "in its name: rename it, with letters, digits, - and _";
test.each([
  ["an empty folder", {}, ["it holds no file"]],
  [
    "a folder without index.html",
    { "a/index.html": "" },
    ["it holds no index.html, the page that everybody gets first"],
  ],
  [
    "what begins with a dot",
    { ...index, ".env": "", ".git/config": "", "a/.DS_Store": "", ".well-known/.x": "" },
    [`.env ${dot}`, `.git ${dot}`, `.well-known/.x ${dot}`, `a/.DS_Store ${dot}`],
  ],
  [
    "names that no address carries to S3 as they are",
    { ...index, "a+b.js": "", "a?b.js": "", "c%20d.js": "", "c*.js": "", "e\u202eg.js": "" },
    [
      `a+b.js has + ${inName}`,
      `a?b.js has ? ${inName}`,
      `c%20d.js has % ${inName}`,
      `c*.js has * ${inName}`,
      `e\\u202eg.js has \\u202e ${inName}`,
    ],
  ],
  [
    "files below a path of the load balancer",
    { ...index, "api/a.json": "" },
    ["api/a.json is never shown: /api/* goes to the load balancer (frontend.backendPaths)"],
  ],
  [
    "more than it lists",
    { ...index, ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`.${10 + i}`, ""])) },
    [...Array.from({ length: 10 }, (_, i) => `.${10 + i} ${dot}`), "… and 2 more"],
  ],
])("refuses %s", (_, files, problems) => {
  expect(() => read(files)).toThrow(new CommandError(1, refused(...problems)));
});

test("refuses symbolic links, files that are too large, and a folder that is not there", () => {
  writeFiles(folder(), { ...index, "video.mp4": "" });
  truncateSync(join(folder(), "video.mp4"), 256 * 1024 ** 2 + 1);
  symlinkSync("/etc", join(folder(), "link"));
  expect(() => readSiteFolder(folder(), paths)).toThrow(
    new CommandError(
      1,
      refused(
        "link is a symbolic link: put the file itself there",
        "video.mp4 has 257 MiB, and a file of a release at most 256: keep it elsewhere",
      ),
    ),
  );
});

test.each([
  ["is not there", "none"],
  ["is a file, not a folder", "index.html"],
])("what %s is refused in plain words", (why, name) => {
  writeFileSync(join(folder(), "index.html"), "");
  const path = join(folder(), name);
  expect(() => readSiteFolder(path, paths)).toThrow(
    new CommandError(
      2,
      `${path} ${why}.\nGive the folder that the bundler wrote, such as dist; build first where it is not there.`,
    ),
  );
});

test("says of source maps that they are public, and which files nobody can get", () => {
  expect(read({ ...index, "assets/a.js.map": "", LICENSE: "" }).notes).toEqual([
    "1 source map will be public: whoever opens the page can read the source.",
    "Never shown, because a path without a dot in its last part is answered with index.html:\n  LICENSE",
  ]);
  expect(read({}).notes).toHaveLength(2);
});
