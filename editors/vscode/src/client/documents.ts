import { type TextDocument, languages, window } from "vscode";
import { SELECTOR } from "./selector";

/** The documents before a person's eyes that the server is given: one, or the cells of a notebook. */
export function lookedAt(): readonly TextDocument[] {
  const notebook = window.activeNotebookEditor?.notebook;
  const document = window.activeTextEditor?.document;
  const documents = notebook?.getCells().map((cell) => cell.document) ?? (document === undefined ? [] : [document]);
  return documents.filter((each) => languages.match([...SELECTOR], each) > 0);
}
