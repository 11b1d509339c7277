import { EventEmitter, type ExtensionContext, type LogOutputChannel, commands, window, workspace } from "vscode";
import { PenmarkConnection } from "./client/client";
import { isOn, programSetting } from "./client/settings";
import { type State, Supervisor } from "./lifecycle/supervisor";
import { tell } from "./lifecycle/trouble";
import { choose } from "./server/choose";
import type { Interpreters } from "./server/interpreters";
import { isFile } from "./server/paths";
import { answersAsPenmark, ask, onPath } from "./server/pythons";
import type { Choice } from "./server/server";
import { StatusItem } from "./status/item";

/** The extension while it is active: the server under its supervisor, and what is shown of it. */
export class Penmark {
  readonly log: LogOutputChannel = window.createOutputChannel("Penmark", { log: true });
  private readonly status = new StatusItem();
  private readonly supervisor: Supervisor;
  private readonly started = new EventEmitter<void>();
  private connection: PenmarkConnection | undefined;

  constructor(
    private readonly context: ExtensionContext,
    private readonly interpreters: Interpreters,
  ) {
    this.supervisor = new Supervisor({
      choose: (unfit) => this.choose(unfit),
      connect: async (server, signal) => {
        const opening = PenmarkConnection.open(server, signal, this.log, (status) => {
          this.status.take(status);
        });
        return (this.connection = await opening);
      },
      changed: (state) => {
        this.changed(state);
      },
      tell: (trouble) => void tell(trouble),
      log: (line) => {
        this.log.info(line);
      },
    });
  }

  /** Tells that a server runs, each time it does. */
  readonly onDidStart = this.started.event;

  /** The running server. */
  readonly connected = (): PenmarkConnection | undefined => this.connection;

  /** Starts the server, or starts it anew; stops it where it is turned off. */
  restart(): void {
    if (isOn("enable")) {
      this.supervisor.restart();
    } else {
      void this.supervisor.stop();
    }
  }

  /** Starts another server if another would now be chosen. */
  reconsider(): void {
    void this.supervisor.reconsider();
  }

  async stop(): Promise<void> {
    await this.supervisor.stop();
    this.status.dispose();
    this.started.dispose();
    this.log.dispose();
  }

  private changed(state: State): void {
    if (state.kind === "running") {
      this.started.fire();
    } else {
      this.connection = undefined;
    }
    this.status.show(state);
    void commands.executeCommand("setContext", "penmark.running", state.kind === "running");
  }

  private async choose(unfit: ReadonlySet<string>): Promise<Choice> {
    return choose({
      path: programSetting("path"),
      interpreter: programSetting("interpreter"),
      selected: await this.interpreters.selected(),
      trusted: workspace.isTrusted,
      folders: workspace.workspaceFolders?.map(({ uri }) => uri.fsPath) ?? [],
      launcher: this.context.asAbsolutePath("bundled/launch.py"),
      unfit,
      candidates: onPath,
      isFile,
      ask,
      answersAsPenmark,
      log: (line) => {
        this.log.info(line);
      },
    });
  }
}
