import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, test } from "node:test";
import { expand, findOnPath, isInside } from "../src/server/paths";

let folder: string;
before(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "penmark-")));
});
after(() => {
  rmSync(folder, { recursive: true });
});

void test("a program is found in the first folder of PATH that has it", { skip: process.platform === "win32" }, () => {
  for (const name of ["one", "two"]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "python3"), "");
    chmodSync(join(folder, name, "python3"), 0o755);
  }
  const PATH = [join(folder, "none"), join(folder, "one"), join(folder, "two")].join(delimiter);
  assert.equal(findOnPath("python3", { PATH }), join(folder, "one", "python3"));
  assert.equal(findOnPath("python4", { PATH }), undefined);
});

void test("relative folders of PATH are the current folder's, and not looked at", { skip: process.platform === "win32" }, () => {
  writeFileSync(join(folder, "penmark"), "");
  const current = process.cwd();
  process.chdir(folder);
  try {
    assert.equal(findOnPath("penmark", { PATH: [".", ""].join(delimiter) }), undefined);
  } finally {
    process.chdir(current);
  }
});

void test("inside is what lies in a folder, by name or by what it links to", { skip: process.platform === "win32" }, () => {
  const root = join(folder, "root");
  mkdirSync(root);
  symlinkSync(process.execPath, join(root, "node")); // as an environment's python links to the system's
  symlinkSync(root, join(folder, "alias"));
  assert.equal(isInside(join(root, "node"), [root]), true);
  assert.equal(isInside(join(folder, "alias", "node"), [root]), true);
  assert.equal(isInside(join(root, "node"), [join(folder, "alias")]), true);
  assert.equal(isInside(process.execPath, [root]), false);
  assert.equal(isInside(`${root}-more`, [root]), false);
  assert.equal(isInside(join(root, "..hidden"), [root]), true);
  assert.equal(isInside(root, [root]), true);
  assert.equal(isInside(join(root, "x"), []), false);
});

void test("~ and ${workspaceFolder} are filled in, and only where they are meant", () => {
  assert.equal(expand(" ~/bin/penmark ", "/home/me", "/work"), "/home/me/bin/penmark");
  assert.equal(expand("~me/penmark", "/home/me", "/work"), "~me/penmark");
  assert.equal(expand("${workspaceFolder}/.venv/bin/python", "/home/me", "/w$&rk"), "/w$&rk/.venv/bin/python");
  assert.equal(expand("${workspaceFolder}/x", "/home/me", undefined), "${workspaceFolder}/x");
});
