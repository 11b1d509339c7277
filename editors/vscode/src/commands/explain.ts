import { type Disposable, EventEmitter, type TextDocumentContentProvider, type Uri, commands, workspace } from "vscode";
import { PAGES, pageOf, ruleAt } from "../client/pages";
import { pickRule } from "./rules";
import { NOT_RUNNING, type Ready, refuse, run } from "./run";

/** Shows the page of a rule: that of `name`, or one that the person picks. */
export async function explain(ready: Ready, name: unknown): Promise<void> {
  const connection = await ready();
  if (connection === undefined) {
    refuse(NOT_RUNNING);
    return;
  }
  const rule = typeof name === "string" ? name : await pickRule(connection);
  if (rule !== undefined) {
    await commands.executeCommand("vscode.open", pageOf(rule));
  }
}

/** The pages of the rules as documents that can only be read. */
export class RulePages implements TextDocumentContentProvider, Disposable {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly ready: Ready) {}

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    if ((await this.ready()) === undefined) {
      return NOT_RUNNING; // no warning: it may be a page of the session before, shown at the start
    }
    const rule = ruleAt(uri);
    try {
      return (await run<string>(this.ready, "penmark.explainRule", rule)) ?? "";
    } catch {
      return `There is no rule \`${rule}\`.`;
    }
  }

  /** Has open pages read again, after the server has started. */
  refresh(): void {
    workspace.textDocuments.filter(({ uri }) => uri.scheme === PAGES).forEach(({ uri }) => {
      this.changed.fire(uri);
    });
  }

  dispose(): void {
    this.changed.dispose();
  }
}
