import { type TextDocumentContentProvider, Uri, commands } from "vscode";
import { pickRule } from "./rules";
import { type Connected, refuse, run } from "./run";

export const SCHEME = "penmark-rule";

/** Shows the page of a rule: that of `name`, or one that the person picks. */
export async function explain(connected: Connected, name: unknown): Promise<void> {
  const connection = connected();
  if (connection === undefined) {
    refuse("The Penmark server is not running.");
    return;
  }
  const rule = typeof name === "string" ? name : await pickRule(connection);
  if (rule !== undefined) {
    await commands.executeCommand("markdown.showPreview", Uri.from({ scheme: SCHEME, path: `/${rule}.md` }));
  }
}

/** The pages of the rules as documents that can only be read. */
export class RulePages implements TextDocumentContentProvider {
  constructor(private readonly connected: Connected) {}

  async provideTextDocumentContent({ path }: Uri): Promise<string> {
    const rule = path.slice(1).replace(/\.md$/, "");
    try {
      return (await run<string>(this.connected, "penmark.explainRule", rule)) ?? "";
    } catch {
      return `There is no rule \`${rule}\`.`;
    }
  }
}
