import assert from "node:assert/strict";
import { test } from "node:test";
import { findOnPath } from "../src/server/paths";
import { answersAsPenmark, ask, fits, onPath } from "../src/server/pythons";

const python = findOnPath("python3") ?? findOnPath("python");

void test("a Python says what it is", { skip: python === undefined && "no Python on PATH" }, async () => {
  const answer = await ask([python ?? ""]);
  assert.ok(answer);
  assert.equal(answer.version[0], 3);
  assert.ok(answer.path.length > 0);
  assert.deepEqual(await ask([answer.path]), answer);
});

void test("a program that is no Python gives no answer", async () => {
  assert.equal(await ask([process.execPath]), undefined);
  assert.equal(await ask(["/there/is/no/such/program"]), undefined);
  assert.equal(await answersAsPenmark(process.execPath), false);
  assert.equal(await answersAsPenmark("/there/is/no/such/program"), false);
});

void test("CPython from 3.11 on fits, also one that is newer than we know", () => {
  const fitting = (implementation: string, major: number, minor: number): boolean =>
    fits({ path: "python", implementation, version: [major, minor] });
  assert.equal(fitting("cpython", 3, 11), true);
  assert.equal(fitting("cpython", 3, 15), true);
  assert.equal(fitting("cpython", 3, 10), false);
  assert.equal(fitting("cpython", 2, 17), false);
  assert.equal(fitting("pypy", 3, 11), false);
});

void test("every candidate is an absolute path", () => {
  assert.deepEqual(onPath().filter(([command]) => !/^(\/|[A-Za-z]:\\)/.test(command)), []);
});
