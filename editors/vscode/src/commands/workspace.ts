import { commands, window, workspace } from "vscode";
import { type Ready, run } from "./run";
import { type Fixed, type Scanned, fixedSentence, scannedSentence } from "./sentences";

/** Checks every file. The server shows the progress, which can be cancelled. */
export async function scanWorkspace(ready: Ready): Promise<void> {
  const scanned = await run<Scanned>(ready, "penmark.scanWorkspace");
  if (scanned === undefined || scanned.cancelled) {
    return;
  }
  const problems = "Show Problems";
  const actions = scanned.findings > 0 || scanned.notChecked > 0 ? [problems] : [];
  if ((await window.showInformationMessage(scannedSentence(scanned), ...actions)) === problems) {
    await commands.executeCommand("workbench.actions.view.problems");
  }
}

/** Makes every fix that keeps the code's behaviour, in all files. */
export async function fixWorkspace(ready: Ready): Promise<void> {
  const fixed = await run<Fixed>(ready, "penmark.fixWorkspace");
  if (fixed === undefined || fixed.cancelled) {
    return;
  }
  const save = "Save All";
  const actions = fixed.fixes > 0 ? [save] : [];
  if ((await window.showInformationMessage(fixedSentence(fixed), ...actions)) === save) {
    await workspace.saveAll();
  }
}
