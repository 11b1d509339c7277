import { window } from "vscode";
import { ExecuteCommandRequest } from "vscode-languageclient/node";
import type { PenmarkConnection } from "../client/client";

export const NOT_RUNNING = "The Penmark server is not running.";

/** The running server, started when a command needs it. */
export type Ready = () => Promise<PenmarkConnection | undefined>;

/** Has the server run one of its commands. Undefined, and the person knows why, where it cannot. */
export async function run<T>(ready: Ready, command: string, ...args: unknown[]): Promise<T | undefined> {
  const client = (await ready())?.client;
  if (client === undefined) {
    refuse(NOT_RUNNING);
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
