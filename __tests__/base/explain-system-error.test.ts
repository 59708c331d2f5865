import { expect, test } from "vitest";
import { explainSystemError } from "../../src/base/explain-system-error";

const refused = (code: string, path = "/work/cdktf.out", syscall = "open") =>
  Object.assign(new Error(code), { code, path, syscall });

test.each([
  [
    "EACCES",
    "/work/cdktf.out may not be read or written by you: look at its owner and permissions, and those of /work.",
  ],
  [
    "EPERM",
    "/work/cdktf.out may not be read or written by you: look at its owner and permissions, and those of /work.",
  ],
  [
    "EEXIST",
    "/work/cdktf.out cannot be written: a file is in the place of a folder there, or a folder in that of a file. Move it away.",
  ],
  [
    "ENOTDIR",
    "/work/cdktf.out cannot be written: a file is in the place of a folder there, or a folder in that of a file. Move it away.",
  ],
  [
    "EISDIR",
    "/work/cdktf.out cannot be written: a file is in the place of a folder there, or a folder in that of a file. Move it away.",
  ],
  ["EROFS", "/work/cdktf.out cannot be written: its file system is read-only."],
  ["ENOSPC", "/work/cdktf.out cannot be written: no space is left. Free some, and try again."],
  [
    "EDQUOT",
    "/work/cdktf.out cannot be written: the quota of disk space is used up. Free some, and try again.",
  ],
])("%s is the machine's refusal, which says what to look at, and exit 2", (code, message) => {
  expect(explainSystemError(refused(code))).toMatchObject({ code: 2, message });
});

test("of a rename it is the new name that is refused", () => {
  const error = Object.assign(refused("EROFS", "/tmp/new"), { dest: "/work/cdktf.out" });
  expect(explainSystemError(error)?.message).toBe(
    "/work/cdktf.out cannot be written: its file system is read-only.",
  );
});

test("of what is written to an open file the name is not known", () => {
  const error = Object.assign(new Error(), { code: "ENOSPC", syscall: "write" });
  expect(explainSystemError(error)).toMatchObject({
    code: 2,
    message: "A file cannot be written: no space is left. Free some, and try again.",
  });
});

test("a program that may not be run is named", () => {
  expect(explainSystemError(refused("EACCES", "terraform", "spawn terraform"))).toMatchObject({
    code: 2,
    message:
      "`terraform` cannot be started (EACCES): is it a program of this machine, and may you run it?",
  });
});

test("a file that is missing where it must be is a defect, and keeps its trace", () => {
  expect(explainSystemError(refused("ENOENT"))).toBeUndefined();
  expect(explainSystemError(new Error("EACCES"))).toBeUndefined();
  expect(explainSystemError("EACCES")).toBeUndefined();
});
