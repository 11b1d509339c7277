import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { type QuickPickItem, QuickPickItemKind, languages, window } from "vscode";
import { ruleOf } from "../client/explanations";
import type { PenmarkConnection } from "../client/client";

interface Rule {
  readonly id: string;
  readonly family: string;
  readonly title: string;
  readonly severity: string;
}

/** Has the person pick a rule: those at the cursor come first. Undefined if none was picked. */
export async function pickRule(connection: PenmarkConnection): Promise<string | undefined> {
  const items = allRules(connection).then((rules) => grouped(rules, atCursor()));
  const placeHolder = "The rule to explain";
  return (await window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true }))?.label;
}

/** The rules of the findings at the cursor. */
function atCursor(): ReadonlySet<string> {
  const editor = window.activeTextEditor;
  const here = editor === undefined ? [] : languages.getDiagnostics(editor.document.uri);
  const touched = here.filter(({ range }) => editor?.selection.intersection(range) !== undefined);
  return new Set(touched.map(ruleOf).filter((rule) => rule !== undefined));
}

function grouped(rules: readonly Rule[], first: ReadonlySet<string>): QuickPickItem[] {
  // A rule of the workspace's own may not be among those that the server carries.
  const here = [...first].map((id) => rules.find((rule) => rule.id === id) ?? { id, family: "", severity: "", title: "" });
  const others = rules.filter(({ id }) => !first.has(id));
  const group = (label: string, members: readonly Rule[]): QuickPickItem[] =>
    members.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...members.map(item)];
  return [...group("at the cursor", here), ...group("all rules", others)];
}

function item({ id, family, title, severity }: Rule): QuickPickItem {
  return { label: id, description: [family, severity].filter(Boolean).join(", "), detail: title };
}

/** The rules that the server carries. */
function allRules({ server }: PenmarkConnection): Promise<Rule[]> {
  const args = [...server.args.slice(0, -1), "rules", "--format", "json"];
  return new Promise((resolve) => {
    execFile(server.command, args, { cwd: homedir(), windowsHide: true, maxBuffer: 1 << 24 }, (error, output) => {
      resolve(error === null ? (JSON.parse(output) as Rule[]) : []);
    });
  });
}
