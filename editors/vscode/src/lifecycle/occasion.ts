import { type Disposable, type TextDocument, languages, workspace } from "vscode";
import { SELECTOR } from "../client/selector";

/** Calls `start` for each document that the server is given, so that a window without any costs no process. */
export function onOccasion(start: () => void): Disposable {
  const consider = (document: TextDocument): void => {
    if (languages.match([...SELECTOR], document) > 0) {
      start();
    }
  };
  workspace.textDocuments.forEach(consider);
  return workspace.onDidOpenTextDocument(consider);
}
