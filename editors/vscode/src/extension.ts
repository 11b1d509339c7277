import { join } from "node:path";
import { type ExtensionContext, workspace } from "vscode";
import { LanguageClient } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const path = workspace.getConfiguration("penmark").get<string>("path");
  const server = path
    ? { command: path, args: ["lsp"] }
    : { command: "python3", args: ["-I", join(context.extensionPath, "bundled", "launch.py"), "lsp"] };
  client = new LanguageClient("penmark", "Penmark", server, {
    documentSelector: [{ scheme: "file" }, { scheme: "untitled" }, { scheme: "vscode-notebook-cell", language: "python" }],
    initializationOptions: { trusted: workspace.isTrusted },
  });
  await client.start();
}

export function deactivate(): Promise<void> | undefined {
  return client?.stop();
}
