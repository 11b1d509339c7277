import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { type QuickPickItem, QuickPickItemKind, type Diagnostic, languages, window } from "vscode";
import type { PenmarkConnection } from "../client/client";
import { ruleOf } from "../client/explanations";

interface Rule {
  readonly id: string;
  readonly family: string;
  readonly title: string;
  readonly severity: string;
}

/** Has the person pick a rule: those at the cursor come first, then those of the file. Undefined if none was picked. */
export async function pickRule(connection: PenmarkConnection): Promise<string | undefined> {
  const items = allRules(connection).then(grouped);
  const placeHolder = "The rule to explain";
  return (await window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true }))?.label;
}

function grouped(rules: readonly Rule[]): QuickPickItem[] {
  const editor = window.activeTextEditor;
  const inFile = editor === undefined ? [] : languages.getDiagnostics(editor.document.uri);
  const atCursor = inFile.filter(({ range }) => editor?.selection.intersection(range) !== undefined);
  const groups: [label: string, rules: readonly string[]][] = [
    ["at the cursor", rulesOf(atCursor)],
    ["in this file", rulesOf(inFile)],
    ["all rules", rules.map(({ id }) => id)],
  ];
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const seen = new Set<string>();
  return groups.flatMap(([label, ids]) => {
    const fresh = ids.filter((id) => !seen.has(id) && seen.add(id));
    const items = fresh.map((id) => item(id, known.get(id)));
    return items.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...items];
  });
}

function rulesOf(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(ruleOf).filter((rule) => rule !== undefined);
}

/** A rule as it is offered. One of the workspace's own is not among those that the server carries. */
function item(id: string, rule: Rule | undefined): QuickPickItem {
  return rule === undefined ? { label: id } : { label: id, description: `${rule.family}, ${rule.severity}`, detail: rule.title };
}

/** The rules that the server carries. */
function allRules({ server }: PenmarkConnection): Promise<Rule[]> {
  const args = [...server.args.slice(0, -1), "rules", "--format", "json"];
  return new Promise((resolve) => {
    execFile(server.command, args, { cwd: homedir(), windowsHide: true, maxBuffer: 1 << 24 }, (error, output) => {
      resolve(error === null ? read(output) : []);
    });
  });
}

function read(output: string): Rule[] {
  try {
    return JSON.parse(output) as Rule[];
  } catch {
    return []; // another version's; what is in the file can be explained all the same
  }
}
