import { type ExtensionContext, Uri, window, workspace } from "vscode";

/** Opens insecure code to try Penmark on, as a document of its own that need not be saved. */
export async function openSample({ extensionUri }: ExtensionContext): Promise<void> {
  const sample = await workspace.fs.readFile(Uri.joinPath(extensionUri, "media", "walkthrough", "sample.py"));
  const content = new TextDecoder().decode(sample);
  await window.showTextDocument(await workspace.openTextDocument({ language: "python", content }));
}
