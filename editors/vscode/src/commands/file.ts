import { type CodeAction, Range, commands, window, workspace } from "vscode";
import { lookedAt } from "../client/documents";

const FIX_ALL = "source.fixAll.penmark";

/** Makes every fix that keeps the code's behaviour, in the file or notebook that the person looks at. */
export async function fixFile(): Promise<void> {
  let fixed = false;
  for (const document of lookedAt()) {
    const whole = document.validateRange(new Range(0, 0, document.lineCount, 0));
    const asked = [document.uri, whole, FIX_ALL, 1];
    const actions = await commands.executeCommand<CodeAction[]>("vscode.executeCodeActionProvider", ...asked);
    for (const { edit } of actions.filter(({ kind }) => kind?.value === FIX_ALL)) {
      fixed = (edit !== undefined && (await workspace.applyEdit(edit))) || fixed;
    }
  }
  if (!fixed) {
    window.setStatusBarMessage("Penmark: nothing can be fixed safely in this file.", 5000);
  }
}
