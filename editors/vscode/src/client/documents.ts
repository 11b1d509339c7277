import {
  type TextDocument,
  TabInputNotebook,
  TabInputText,
  TabInputTextDiff,
  type Uri,
  languages,
  window,
  workspace,
} from "vscode";
import { SELECTOR } from "./selector";

/**
 * The documents before a person's eyes that the server is given: one, or the cells of a notebook. Those of the tab that is
 * shown, since the active editor may be a panel's.
 */
export function lookedAt(): readonly TextDocument[] {
  return documentsOf(window.tabGroups.activeTabGroup.activeTab?.input).filter((each) => languages.match([...SELECTOR], each) > 0);
}

function documentsOf(input: unknown): readonly TextDocument[] {
  if (input instanceof TabInputNotebook) {
    const notebook = workspace.notebookDocuments.find(({ uri }) => same(uri, input.uri));
    return notebook?.getCells().map(({ document }) => document) ?? [];
  }
  const shown = input instanceof TabInputText ? input.uri : input instanceof TabInputTextDiff ? input.modified : undefined;
  return shown === undefined ? [] : workspace.textDocuments.filter(({ uri }) => same(uri, shown));
}

function same(one: Uri, other: Uri): boolean {
  return one.toString() === other.toString();
}
