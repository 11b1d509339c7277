import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { homedir } from "node:os";
import { createInterface } from "node:readline";
import type { Ending } from "../lifecycle/supervisor";
import type { Server } from "./server";

const PATIENCE_MS = 2000;

/** The server's process. What it says on its standard error goes to the log, line by line. */
export class ServerProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ending>;
  private said = "";

  constructor(server: Server, log: (line: string) => void) {
    // Never in the workspace, whose files must not be taken for modules or programs.
    this.child = spawn(server.command, server.args, { cwd: homedir(), windowsHide: true });
    createInterface({ input: this.child.stderr }).on("line", (line) => {
      this.said = line.trim() || this.said;
      log(line);
    });
    // Writing to a process that has just ended is no news: its end is told below.
    this.child.stdin.on("error", () => undefined);
    this.ended = new Promise((resolve) => {
      this.child.once("error", (error) => {
        resolve({ code: undefined, said: error.message });
      });
      this.child.once("close", (code) => {
        resolve({ code: code ?? undefined, said: this.said });
      });
    });
  }

  /** Ends the process, if it does not end by itself soon. */
  async end(): Promise<void> {
    this.child.stdin.end();
    const timer = setTimeout(() => this.child.kill("SIGKILL"), PATIENCE_MS);
    await this.ended;
    clearTimeout(timer);
  }
}
