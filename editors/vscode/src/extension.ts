import { type ExtensionContext, commands, workspace } from "vscode";
import { type PenmarkApi, api } from "./api";
import { PAGES } from "./client/pages";
import { RulePages, explain } from "./commands/explain";
import { fixFile } from "./commands/file";
import { openSample } from "./commands/sample";
import { fixWorkspace, scanWorkspace } from "./commands/workspace";
import { onOccasion } from "./lifecycle/occasion";
import { Penmark } from "./penmark";
import { Interpreters } from "./server/interpreters";

/** The settings that only a new start of the server brings into effect; it asks for the others itself. */
const AT_START = ["penmark.path", "penmark.interpreter", "penmark.enable"];

let penmark: Penmark | undefined;

export function activate(context: ExtensionContext): PenmarkApi {
  const interpreters = new Interpreters();
  const running = (penmark = new Penmark(context, interpreters));
  const { connected, ready } = running;
  const pages = new RulePages(ready);
  const command = (name: string, action: (...args: unknown[]) => unknown) =>
    commands.registerCommand(`penmark.${name}`, action);
  context.subscriptions.push(
    interpreters,
    pages,
    workspace.registerTextDocumentContentProvider(PAGES, pages),
    running.onDidSettle(() => {
      if (connected() !== undefined) {
        pages.refresh();
      }
    }),
    command("explain", (rule) => explain(ready, rule)),
    command("fixFile", () => fixFile(ready)),
    command("fixAll", () => fixWorkspace(ready)),
    command("scan", () => scanWorkspace(ready)),
    command("restart", () => {
      running.restart();
    }),
    command("showLog", () => {
      running.log.show();
    }),
    command("openSample", () => openSample(context)),
    interpreters.onDidChange(() => {
      running.reconsider();
    }),
    workspace.onDidGrantWorkspaceTrust(() => {
      running.renew();
    }),
    workspace.onDidChangeConfiguration((change) => {
      if (AT_START.some((setting) => change.affectsConfiguration(setting))) {
        running.renew();
      } else if (change.affectsConfiguration("python.defaultInterpreterPath")) {
        running.reconsider();
      }
      if (change.affectsConfiguration("penmark.codeLens")) {
        connected()?.refreshLenses();
      }
    }),
    onOccasion(() => {
      running.start();
    }),
  );
  return api(connected);
}

export function deactivate(): Promise<void> | undefined {
  return penmark?.stop();
}
