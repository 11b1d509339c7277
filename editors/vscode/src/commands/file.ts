import { type CodeAction, Range, type TextDocument, commands, window, workspace } from "vscode";
import { lookedAt } from "../client/documents";
import { type Ready, NOT_RUNNING, refuse } from "./run";

const FIX_ALL = "source.fixAll.penmark";

/** Makes every fix that keeps the code's behaviour, in the file or notebook that the person looks at. */
export async function fixFile(ready: Ready): Promise<void> {
  if ((await ready()) === undefined) {
    refuse(NOT_RUNNING);
    return;
  }
  const [document] = lookedAt(); // of a notebook any cell, to which the server answers for all
  if (document === undefined || !(await fixAll(document))) {
    window.setStatusBarMessage("Penmark: nothing can be fixed safely in this file.", 5000);
  }
}

async function fixAll(document: TextDocument): Promise<boolean> {
  const kind = document.uri.scheme === "vscode-notebook-cell" ? `notebook.${FIX_ALL}` : FIX_ALL;
  const whole = document.validateRange(new Range(0, 0, document.lineCount, 0));
  const asked = [document.uri, whole, kind, 1];
  const actions = await commands.executeCommand<CodeAction[]>("vscode.executeCodeActionProvider", ...asked);
  const edit = actions.find((action) => action.kind?.value === kind)?.edit;
  return edit !== undefined && workspace.applyEdit(edit);
}
