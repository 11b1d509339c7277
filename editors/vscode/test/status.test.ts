import assert from "node:assert/strict";
import { test } from "node:test";
import type { State } from "../src/lifecycle/supervisor";
import { merge } from "../src/status/merge";
import { type Known, type Shown, describe } from "../src/status/text";

const RUNNING: State = { kind: "running", server: { command: "penmark", args: ["lsp"], origin: "a test" } };

function show(server: State, known?: Known): Shown {
  const shown = describe(server, known);
  assert.ok(shown);
  return shown;
}

void test("where Penmark is off, nothing is shown", () => {
  assert.equal(describe({ kind: "off" }, { state: "checked", findings: 3 }), undefined);
});

void test("a checked file shows how many findings it has", () => {
  const texts = [0, 1, 7].map((findings) => show(RUNNING, { state: "checked", findings }));
  assert.deepEqual(texts.map((each) => each.text), ["$(shield) 0", "$(shield) 1", "$(shield) 7"]);
  assert.deepEqual(texts.map((each) => each.accessible), [
    "Penmark: No findings in this file.",
    "Penmark: 1 finding in this file.",
    "Penmark: 7 findings in this file.",
  ]);
});

void test("what was not checked never looks clean", () => {
  const shown = show(RUNNING, { state: "not-checked", findings: 0, reason: "not checked: larger than 2 MB" });
  assert.equal(shown.text, "$(shield) 0 $(circle-slash)");
  assert.equal(shown.accessible, "Penmark: No findings in this file. Not checked: larger than 2 MB");
});

void test("nor does what nothing is known of", () => {
  assert.equal(show(RUNNING).text, "$(shield)");
});

void test("a server that is down says why, and a click leads to the log", () => {
  const shown = show({ kind: "down", reason: "Penmark needs Python 3.11 or later and found none." });
  assert.equal(shown.text, "$(shield) Penmark: stopped");
  assert.equal(shown.command, "penmark.showLog");
  assert.equal(shown.alarming, true);
  assert.match(shown.tooltip, /\(command:penmark\.restart\)/);
});

void test("a reason is text, whatever it holds", () => {
  const reason = "[x](command:evil) <img> $(zap) *b*";
  const { tooltip } = show(RUNNING, { state: "not-checked", findings: 0, reason });
  assert.ok(!tooltip.includes("[x](command:evil)"));
  assert.ok(!tooltip.includes("<img>"));
});

void test("the cells of a notebook are one document to a person", () => {
  assert.equal(merge([]), undefined);
  assert.deepEqual(merge([{ state: "checked", findings: 2 }]), { state: "checked", findings: 2 });
  assert.deepEqual(
    merge([
      { state: "checked", findings: 2 },
      { state: "not-checked", findings: 0, reason: "syntax error on line 2" },
      { state: "checking", findings: 1 },
    ]),
    { state: "not-checked", findings: 3, reason: "syntax error on line 2" },
  );
});
