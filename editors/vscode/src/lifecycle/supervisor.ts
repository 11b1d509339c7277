import { setTimeout as sleep } from "node:timers/promises";
import { type Choice, type Server, UNFIT, sameServer } from "../server/server";
import { Crashes } from "./crashes";

/** A server that runs and has answered. */
export interface Connection {
  /** Resolves once the process is gone, whatever the reason. */
  readonly ended: Promise<Ending>;
  stop(): Promise<void>;
}

export interface Ending {
  /** The exit code; undefined where a signal ended it or it never ran. */
  readonly code: number | undefined;
  /** Its last words. */
  readonly said: string;
}

/** Thrown by `connect` if the server ended before it answered. */
export class EndedEarly extends Error {
  constructor(readonly ending: Ending) {
    super(ending.said || "the server ended");
  }
}

export type State =
  | { readonly kind: "off" }
  | { readonly kind: "starting" }
  | { readonly kind: "running"; readonly server: Server }
  | { readonly kind: "down"; readonly reason: string };

export interface Trouble {
  readonly reason: string;
  /** The setting that may help. */
  readonly setting?: string;
}

export interface Parts {
  choose(unfit: ReadonlySet<string>): Promise<Choice>;
  /** Rejects with EndedEarly, or with whatever went wrong; stops by itself what `signal` aborts. */
  connect(server: Server, signal: AbortSignal): Promise<Connection>;
  changed(state: State): void;
  /** Says to the person what is wrong; called once for each trouble, until all is started anew. */
  tell(trouble: Trouble): void;
  log(line: string): void;
}

/** Keeps one server running: chooses it, starts it, starts it again when it ends, and gives up when that is of no use. */
export class Supervisor {
  private readonly crashes = new Crashes();
  private readonly unfit = new Set<string>();
  private turn = new AbortController();
  private work: Promise<void> = Promise.resolve();
  private connection: Connection | undefined;
  private told = "";
  private current: State = { kind: "off" };

  constructor(private readonly parts: Parts) {}

  get state(): State {
    return this.current;
  }

  /** Starts the server, or starts all anew: what is known of crashes and of Pythons is forgotten. */
  restart(): void {
    this.crashes.forget();
    this.unfit.clear();
    this.told = "";
    this.begin((signal) => this.keepRunning(signal));
  }

  /** Chooses again, after something has changed; what runs goes on if it would be chosen again. */
  async reconsider(): Promise<void> {
    const { current, turn } = this;
    if (current.kind === "running") {
      const { server } = await this.parts.choose(this.unfit);
      if (turn.signal.aborted || (server !== undefined && sameServer(server, current.server))) {
        return;
      }
    } else if (current.kind === "off") {
      return;
    }
    this.begin((signal) => this.keepRunning(signal));
  }

  /** Stops the server. Resolves once it is gone. */
  stop(): Promise<void> {
    this.begin(() => Promise.resolve());
    this.show({ kind: "off" });
    return this.work;
  }

  private begin(next: (signal: AbortSignal) => Promise<void>): void {
    const before = this.work;
    this.turn.abort();
    const turn = (this.turn = new AbortController());
    this.work = (async () => {
      await this.connection?.stop();
      await before;
      if (!turn.signal.aborted) {
        await next(turn.signal);
      }
    })();
  }

  private async keepRunning(signal: AbortSignal): Promise<void> {
    let wait: number | undefined = 0;
    while (wait !== undefined && (await passes(wait, signal))) {
      this.show({ kind: "starting" });
      const choice = await this.parts.choose(this.unfit);
      if (signal.aborted) {
        return;
      }
      if (choice.server === undefined) {
        this.giveUp(choice);
        return;
      }
      const ending = await this.runOnce(choice.server, signal);
      wait = ending && this.afterwards(choice.server, ending);
    }
  }

  /** Runs the server until it ends. How it ended; undefined if that is as it should be. */
  private async runOnce(server: Server, signal: AbortSignal): Promise<Ending | undefined> {
    this.parts.log(`starting ${[server.command, ...server.args].join(" ")} (${server.origin})`);
    try {
      const connection = await this.parts.connect(server, signal);
      this.connection = connection;
      if (signal.aborted) {
        await connection.stop();
      } else {
        this.show({ kind: "running", server });
      }
      const ending = await connection.ended;
      return signal.aborted ? undefined : ending;
    } catch (error) {
      if (signal.aborted) {
        return undefined;
      }
      return error instanceof EndedEarly ? error.ending : { code: undefined, said: String(error) };
    } finally {
      this.connection = undefined;
    }
  }

  /** What follows from the server's end: how long to wait before the next start; undefined: there is none. */
  private afterwards(server: Server, ending: Ending): number | undefined {
    if (ending.code === UNFIT && server.python !== undefined) {
      this.unfit.add(server.python);
      return 0;
    }
    this.parts.log(`the server ended (${ending.code === undefined ? "by a signal" : `exit code ${String(ending.code)}`})`);
    const wait = this.crashes.note(Date.now());
    if (wait === undefined) {
      const last = ending.said === "" ? "" : ` Its last words: ${ending.said}`;
      this.giveUp({ reason: `The Penmark server has ended five times and is not started again.${last}` });
    }
    return wait;
  }

  private giveUp(trouble: Trouble): void {
    this.show({ kind: "down", reason: trouble.reason });
    this.parts.log(trouble.reason);
    if (this.told !== trouble.reason) {
      this.told = trouble.reason;
      this.parts.tell(trouble);
    }
  }

  private show(state: State): void {
    this.current = state;
    this.parts.changed(state);
  }
}

/** Whether the time passes without `signal`. */
async function passes(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(milliseconds, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
