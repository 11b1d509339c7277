import { type Range, type Uri, workspace } from "vscode";
import type { PenmarkConnection } from "./client/client";
import { type DidInsertParams, DID_INSERT, type InsertionSource } from "./client/messages";

/** What other extensions get from `extensions.getExtension("penmark.penmark").activate()`. */
export interface PenmarkApi {
  /**
   * Tells that text was inserted at once, for instance an accepted completion, and by whom. Call it after the edit; `range` is
   * where the text stands now. Penmark offers to make it safe as a whole.
   */
  didInsert(uri: Uri, range: Range, source?: InsertionSource): Promise<void>;
}

export function api(connection: () => PenmarkConnection | undefined): PenmarkApi {
  return {
    async didInsert(uri, range, source) {
      const client = connection()?.client;
      if (client === undefined) {
        return;
      }
      const { code2ProtocolConverter: convert } = client;
      const document = workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
      const params: DidInsertParams = {
        textDocument: { uri: convert.asUri(uri), ...(document === undefined ? {} : { version: document.version }) },
        range: convert.asRange(range),
        ...(source === undefined ? {} : { source }),
      };
      await client.sendNotification(DID_INSERT, params);
    },
  };
}
