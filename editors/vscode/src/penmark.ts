import { EventEmitter, type ExtensionContext, type LogOutputChannel, window, workspace } from "vscode";
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
  private readonly settled = new EventEmitter<void>();
  private wanted = false;
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

  /** Tells that a server runs, or that none does, each time this is decided. */
  readonly onDidSettle = this.settled.event;

  /** The running server. */
  readonly connected = (): PenmarkConnection | undefined => this.connection;

  /** The running server, started for whoever asks; undefined if it is turned off or cannot run. */
  readonly ready = async (): Promise<PenmarkConnection | undefined> => {
    if (!isOn("enable")) {
      return undefined;
    }
    this.start();
    const { kind } = this.supervisor.state;
    if (kind === "off" || kind === "starting") {
      await new Promise<void>((resolve) => {
        const listener = this.onDidSettle(() => {
          listener.dispose();
          resolve();
        });
      });
    }
    return this.connection;
  };

  /** Starts the server, if nobody has yet. */
  start(): void {
    if (!this.wanted) {
      this.restart();
    }
  }

  /** Has the server begin anew because its surroundings are others now, if anybody has wanted it. */
  renew(): void {
    if (this.wanted) {
      this.restart();
    }
  }

  /** Starts the server, or starts it anew; stops it where it is turned off. */
  restart(): void {
    this.wanted = true;
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
    this.settled.dispose();
    this.log.dispose();
  }

  private changed(state: State): void {
    if (state.kind !== "running") {
      this.connection = undefined;
    }
    if (state.kind !== "starting") {
      this.settled.fire();
    }
    this.status.show(state);
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
