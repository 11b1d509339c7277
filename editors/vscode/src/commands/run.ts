import { window } from "vscode";
import { ExecuteCommandRequest } from "vscode-languageclient/node";
import type { PenmarkConnection } from "../client/client";

/** The running server, asked for when a command needs it. */
export type Connected = () => PenmarkConnection | undefined;

/** Has the server run one of its commands. Undefined, and the person knows why, where it cannot. */
export async function run<T>(connected: Connected, command: string, ...args: unknown[]): Promise<T | undefined> {
  const client = connected()?.client;
  if (client === undefined) {
    refuse("The Penmark server is not running.");
    return undefined;
  }
  if (!client.initializeResult?.capabilities.executeCommandProvider?.commands.includes(command)) {
    refuse("This version of the Penmark server cannot do that.");
    return undefined;
  }
  return (await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: args })) as T;
}

export function refuse(reason: string): void {
  void window.showWarningMessage(reason);
}
