/** The messages that are Penmark's own; `server/README.md` describes them. */
import type { Range } from "vscode-languageclient/node";

export const STATUS = "penmark/status";
export const DID_INSERT = "penmark/didInsert";

/** What is known of an open document. */
export interface DocumentStatus {
  readonly uri: string;
  readonly version: number | null;
  readonly state: "checking" | "checked" | "not-checked";
  readonly findings: number;
  readonly reason?: string;
}

/** Who wrote what was inserted. */
export interface InsertionSource {
  readonly assistant?: string;
  readonly model?: string;
}

export interface DidInsertParams {
  readonly textDocument: { readonly uri: string; readonly version?: number };
  readonly range: Range;
  readonly source?: InsertionSource;
}
