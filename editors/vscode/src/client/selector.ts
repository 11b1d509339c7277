import type { DocumentSelector } from "vscode";

/**
 * What the server is given: every text, since a secret can stand anywhere. Not the documents of other schemes: those of `git`
 * and of the panels are copies or logs, and nobody can repair them.
 */
export const SELECTOR = [
  { scheme: "file" },
  { scheme: "untitled" },
  { scheme: "vscode-notebook-cell", language: "python" },
] as const satisfies DocumentSelector;
