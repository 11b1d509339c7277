import {
  type Disposable,
  MarkdownString,
  StatusBarAlignment,
  type TextDocument,
  ThemeColor,
  Uri,
  languages,
  window,
  workspace,
} from "vscode";
import { lookedAt } from "../client/documents";
import { ruleOf } from "../client/explanations";
import type { DocumentStatus } from "../client/messages";
import type { State } from "../lifecycle/supervisor";
import { merge } from "./merge";
import { type Known, describe } from "./text";

/** How long "checking" and "not checked" must hold before they are shown: half a word is a syntax error at every key. */
const CALM_MS = 700;

/** The entry in the status bar, which speaks of the document that a person looks at. */
export class StatusItem implements Disposable {
  private readonly item = window.createStatusBarItem("penmark.status", StatusBarAlignment.Right, 100);
  private readonly told = new Map<string, DocumentStatus>();
  private readonly listeners: Disposable[];
  private server: State = { kind: "off" };
  private timer: NodeJS.Timeout | undefined;

  private readonly draw = (): void => {
    const documents = lookedAt();
    const shown = documents.length === 0 ? undefined : describe(this.server, this.known(documents));
    if (shown === undefined) {
      this.item.hide();
      return;
    }
    const tooltip = new MarkdownString(shown.tooltip);
    tooltip.isTrusted = { enabledCommands: ["penmark.restart", "penmark.showLog"] };
    this.item.text = shown.text;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label: shown.accessible };
    this.item.command = shown.command;
    this.item.backgroundColor = shown.alarming ? new ThemeColor("statusBarItem.errorBackground") : undefined;
    this.item.show();
  };

  constructor() {
    this.item.name = "Penmark";
    this.listeners = [
      window.onDidChangeActiveTextEditor(this.draw),
      window.onDidChangeActiveNotebookEditor(this.draw),
      window.tabGroups.onDidChangeTabs(this.draw),
      window.tabGroups.onDidChangeTabGroups(this.draw),
      workspace.onDidCloseTextDocument((document) => this.told.delete(document.uri.toString())),
      languages.onDidChangeDiagnostics(() => {
        if (this.told.size === 0) {
          this.draw();
        }
      }),
    ];
  }

  /** The server has told what it knows of a document. */
  take(status: DocumentStatus): void {
    this.told.set(key(Uri.parse(status.uri)), status);
    this.drawCalmly(status.state === "checked" ? 0 : CALM_MS);
  }

  /** The server has started, or ended. */
  show(server: State): void {
    this.server = server;
    if (server.kind !== "running") {
      this.told.clear();
    }
    this.draw();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listeners.forEach((listener) => void listener.dispose());
    this.item.dispose();
  }

  private drawCalmly(wait: number): void {
    clearTimeout(this.timer);
    if (wait === 0) {
      this.draw();
    } else {
      this.timer = setTimeout(this.draw, wait);
    }
  }

  /** A server that tells nothing of its own is known by its diagnostics. */
  private known(documents: readonly TextDocument[]): Known | undefined {
    return merge(
      this.told.size === 0
        ? documents.map(({ uri }) => ({ state: "checked", findings: languages.getDiagnostics(uri).filter(ruleOf).length }))
        : documents.map(({ uri }) => this.told.get(key(uri))).filter((status) => status !== undefined),
    );
  }
}

function key(uri: Uri): string {
  return uri.toString();
}
