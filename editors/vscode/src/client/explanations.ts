import {
  CodeAction,
  CodeActionKind,
  CodeActionTriggerKind,
  type CodeActionContext,
  type Diagnostic,
} from "vscode";
import { pageOf } from "./pages";

const EXPLAIN = "penmark.explain";
const SOURCE = "penmark";
const NOT_CHECKED = "not-checked";

/** The rule that a diagnostic is about; undefined if it is not Penmark's, or speaks of no rule. */
export function ruleOf(diagnostic: Diagnostic): string | undefined {
  const { code, source } = diagnostic;
  const name = typeof code === "object" ? code.value : code;
  return source === SOURCE && typeof name === "string" && name !== NOT_CHECKED ? name : undefined;
}

/** Has the name of the rule beside each diagnostic's message lead to its page, which needs no network. */
export function linkPages(diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) {
    const rule = ruleOf(diagnostic);
    if (rule !== undefined) {
      diagnostic.code = { value: rule, target: pageOf(rule) };
    }
  }
}

/** Actions that explain the rules of the diagnostics, for the end of a menu that a person has opened. */
export function explanations(context: CodeActionContext): CodeAction[] {
  const asked = context.triggerKind === CodeActionTriggerKind.Invoke && (context.only?.contains(CodeActionKind.QuickFix) ?? true);
  const rules = asked ? new Set(context.diagnostics.map(ruleOf)) : [];
  return [...rules]
    .filter((rule) => rule !== undefined)
    .map((rule) => {
      const action = new CodeAction(`Explain ${rule}`, CodeActionKind.QuickFix);
      action.command = { title: "Explain", command: EXPLAIN, arguments: [rule] };
      return action;
    });
}
