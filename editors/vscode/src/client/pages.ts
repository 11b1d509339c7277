import { Uri } from "vscode";

/** The scheme of the rules' pages; package.json has them shown as pages, not as their source. */
export const PAGES = "penmark-rule";

export function pageOf(rule: string): Uri {
  return Uri.from({ scheme: PAGES, path: `/${rule}.md` });
}

export function ruleAt({ path }: Uri): string {
  return path.slice(1).replace(/\.md$/, "");
}
