import { commands, extensions, window } from "vscode";
import type { Trouble } from "./supervisor";

/** Says once what is wrong, with what a person can do about it. */
export async function tell({ reason, setting }: Trouble): Promise<void> {
  const actions: Record<string, () => void> = {};
  if (setting === "penmark.interpreter" && extensions.getExtension("ms-python.python") !== undefined) {
    actions["Choose Interpreter"] = () => void commands.executeCommand("python.setInterpreter");
  }
  if (setting !== undefined) {
    actions["Open Settings"] = () => void commands.executeCommand("workbench.action.openSettings", setting);
  } else {
    actions["Restart"] = () => void commands.executeCommand("penmark.restart");
  }
  actions["Show Log"] = () => void commands.executeCommand("penmark.showLog");
  const chosen = await window.showErrorMessage(reason, ...Object.keys(actions));
  if (chosen !== undefined) {
    actions[chosen]?.();
  }
}
