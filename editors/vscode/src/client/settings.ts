import { homedir } from "node:os";
import { workspace } from "vscode";
import { expand } from "../server/paths";
import { RESTRICTED, explicit } from "./explicit";

const SECTION = "penmark";

/** The settings that somebody has made. Without the defaults, which would stand over what a `penmark.toml` says. */
export function forServer(): Record<string, unknown> {
  const settings = workspace.getConfiguration(SECTION);
  const keys = Object.keys(settings).filter((key) => typeof settings[key] !== "function");
  const made = keys.map((key): [string, unknown] => {
    return [key, explicit(settings.inspect(key), workspace.isTrusted || !RESTRICTED.has(key))];
  });
  return Object.fromEntries(made.filter(([, value]) => value !== undefined));
}

/** A setting that names a program, with `~` and `${workspaceFolder}` filled in; "" if nobody has made it. */
export function programSetting(key: string, section = SECTION): string {
  const value = explicit(workspace.getConfiguration(section).inspect(key), workspace.isTrusted);
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  return typeof value === "string" ? expand(value, homedir(), folder) : "";
}

export function isOn(key: "enable" | "codeLens"): boolean {
  return workspace.getConfiguration(SECTION).get(key, true);
}
