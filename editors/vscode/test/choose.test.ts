import assert from "node:assert/strict";
import { test } from "node:test";
import { type Surroundings, choose } from "../src/server/choose";
import type { Candidate, Python } from "../src/server/pythons";

const LAUNCHER = "/ext/bundled/launch.py";
const GOOD: Python = { path: "/usr/bin/python3.12", version: [3, 12], implementation: "cpython" };

/** A machine with these files and Pythons, and nothing else. */
function machine(
  given: Partial<Surroundings> & { files?: string[]; pythons?: Record<string, Python>; penmarks?: string[] },
): Surroundings & { readonly lines: string[]; readonly asked: string[] } {
  const { files = [LAUNCHER], pythons = {}, penmarks = [], ...rest } = given;
  const lines: string[] = [];
  const asked: string[] = [];
  return {
    path: "",
    interpreter: "",
    selected: undefined,
    trusted: true,
    folders: ["/work"],
    launcher: LAUNCHER,
    unfit: new Set(),
    candidates: () => Object.keys(pythons).map((path): Candidate => [path]),
    isFile: (path) => files.includes(path),
    ask: (candidate) => {
      asked.push(candidate[0]);
      return Promise.resolve(pythons[candidate[0]]);
    },
    answersAsPenmark: (command) => {
      asked.push(command);
      return Promise.resolve(penmarks.includes(command));
    },
    log: (line) => lines.push(line),
    lines,
    asked,
    ...rest,
  };
}

void test("the setting penmark.path stands over everything", async () => {
  const around = machine({
    path: "/opt/penmark",
    selected: "/env/bin/python",
    files: [LAUNCHER, "/opt/penmark", "/env/bin/penmark"],
    penmarks: ["/env/bin/penmark"],
    pythons: { "/usr/bin/python3.12": GOOD },
  });
  assert.deepEqual(await choose(around), {
    server: { command: "/opt/penmark", args: ["lsp"], origin: "the setting penmark.path" },
  });
  assert.deepEqual(around.asked, []);
});

void test("a penmark.path that leads nowhere is said, and nothing else is run in its place", async () => {
  const around = machine({ path: "/opt/gone", pythons: { "/usr/bin/python3.12": GOOD } });
  assert.deepEqual(await choose(around), {
    setting: "penmark.path",
    reason: "There is no program at the setting penmark.path: /opt/gone",
  });
});

void test("a relative penmark.path would depend on the folder that is current", async () => {
  const around = machine({ path: "bin/penmark", files: [LAUNCHER, "bin/penmark"] });
  assert.deepEqual(await choose(around), {
    setting: "penmark.path",
    reason: "The setting penmark.path must be an absolute path: bin/penmark",
  });
});

void test("the selected environment's own penmark comes before the bundled one", async () => {
  const around = machine({
    selected: "/env/bin/python",
    files: [LAUNCHER, "/env/bin/penmark"],
    penmarks: ["/env/bin/penmark"],
    pythons: { "/env/bin/python": GOOD },
  });
  assert.deepEqual(await choose(around), {
    server: { command: "/env/bin/penmark", args: ["lsp"], origin: "the selected environment" },
  });
});

void test("the setting penmark.interpreter stands over what is selected", async () => {
  const around = machine({
    interpreter: "/mine/bin/python",
    selected: "/env/bin/python",
    files: [LAUNCHER, "/env/bin/penmark", "/mine/bin/penmark"],
    penmarks: ["/env/bin/penmark", "/mine/bin/penmark"],
  });
  assert.equal((await choose(around)).server?.command, "/mine/bin/penmark");
});

void test("a penmark that does not run is passed over, and the log says so", async () => {
  const around = machine({
    selected: "/env/bin/python",
    files: [LAUNCHER, "/env/bin/penmark"],
    pythons: { "/env/bin/python": { ...GOOD, path: "/env/bin/python" } },
  });
  assert.deepEqual((await choose(around)).server, {
    command: "/env/bin/python",
    args: ["-I", LAUNCHER, "lsp"],
    origin: "bundled, with Python 3.12",
    python: "/env/bin/python",
  });
  assert.deepEqual(around.lines, ["/env/bin/penmark does not run; another server is used"]);
});

void test("the bundled server runs on the first Python that fits", async () => {
  const around = machine({
    selected: "/env/bin/python",
    pythons: {
      "/env/bin/python": { path: "/env/bin/python", version: [3, 9], implementation: "cpython" },
      "/usr/bin/pypy3": { path: "/usr/bin/pypy3", version: [3, 11], implementation: "pypy" },
      "/usr/bin/python3.12": GOOD,
      "/usr/bin/python3.11": { ...GOOD, path: "/usr/bin/python3.11", version: [3, 11] },
    },
    candidates: () => [["/shims/python3.14"], ["/usr/bin/pypy3"], ["/usr/bin/python3.12"], ["/usr/bin/python3.11"]],
  });
  assert.equal((await choose(around)).server?.command, "/usr/bin/python3.12");
  assert.deepEqual(around.lines, [
    "/env/bin/python is cpython 3.9; CPython 3.11 or later is needed",
    "/shims/python3.14 does not answer as a Python would",
    "/usr/bin/pypy3 is pypy 3.11; CPython 3.11 or later is needed",
  ]);
});

void test("a Python on which the bundled server has refused to run is not taken again", async () => {
  const other: Python = { ...GOOD, path: "/usr/bin/python3.11", version: [3, 11] };
  const pythons = { "/usr/bin/python3.12": GOOD, "/usr/bin/python3.11": other };
  const around = machine({ unfit: new Set([GOOD.path]), pythons });
  assert.equal((await choose(around)).server?.command, other.path);
});

void test("without any Python that fits, the person learns what is needed", async () => {
  assert.deepEqual(await choose(machine({})), {
    setting: "penmark.interpreter",
    reason: "Penmark needs Python 3.11 or later and found none.",
  });
});

void test("an extension without a server says so, rather than ask for a Python", async () => {
  const choice = await choose(machine({ files: [], pythons: { "/usr/bin/python3.12": GOOD } }));
  assert.equal(choice.server, undefined);
  assert.equal("setting" in choice && choice.setting, "penmark.path");
});

void test("nothing in an untrusted workspace is run, or even asked", async () => {
  const around = machine({
    trusted: false,
    selected: "/work/.venv/bin/python",
    files: [LAUNCHER, "/work/.venv/bin/penmark"],
    penmarks: ["/work/.venv/bin/penmark"],
    pythons: { "/work/.venv/bin/python": { ...GOOD, path: "/work/.venv/bin/python" }, "/usr/bin/python3.12": GOOD },
  });
  assert.equal((await choose(around)).server?.command, "/usr/bin/python3.12");
  assert.deepEqual(around.asked, ["/usr/bin/python3.12"]);
});

void test("nor is what a Python outside of it says it is inside", async () => {
  const pythons = { "/shims/python3": { ...GOOD, path: "/work/.venv/bin/python" } };
  assert.equal((await choose(machine({ trusted: false, pythons }))).server, undefined);
  assert.equal((await choose(machine({ trusted: true, pythons }))).server?.command, "/work/.venv/bin/python");
});

void test("nor a penmark.path into it", async () => {
  const around = machine({ trusted: false, path: "/work/bin/penmark", files: ["/work/bin/penmark"] });
  assert.deepEqual(await choose(around), {
    setting: "penmark.path",
    reason: "The setting penmark.path leads into the workspace, which is not trusted.",
  });
});
