import assert from "node:assert/strict";
import { test } from "node:test";
import { fixedSentence, scannedSentence } from "../src/commands/sentences";

const cancelled = false;

void test("a scan is told in one sentence, and what was not checked in another", () => {
  assert.equal(scannedSentence({ files: 12, findings: 1, notChecked: 0, cancelled }), "Penmark: 1 finding in 12 files.");
  assert.equal(
    scannedSentence({ files: 1, findings: 0, notChecked: 2, cancelled }),
    "Penmark: no findings in 1 file. 2 files could not be checked.",
  );
});

void test("so are fixes", () => {
  assert.equal(fixedSentence({ files: 2, fixes: 3, notChecked: 0, cancelled }), "Penmark: made 3 fixes in 2 files.");
  assert.equal(
    fixedSentence({ files: 0, fixes: 0, notChecked: 1, cancelled }),
    "Penmark: nothing can be fixed safely. 1 file could not be checked.",
  );
  assert.equal(
    fixedSentence({ files: 1, fixes: 1, notChecked: 0, cancelled, refused: 2 }),
    "Penmark: made 1 fix in 1 file. 2 files changed meanwhile and were left alone.",
  );
});
