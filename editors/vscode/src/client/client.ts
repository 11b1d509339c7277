import { type LogOutputChannel, workspace } from "vscode";
import {
  CloseAction,
  CodeLensRequest,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
} from "vscode-languageclient/node";
import { type Connection, EndedEarly } from "../lifecycle/supervisor";
import { ServerProcess } from "../server/process";
import type { Server } from "../server/server";
import { Capabilities } from "./capabilities";
import { explanations, linkPages } from "./explanations";
import { type DocumentStatus, STATUS } from "./messages";
import { SELECTOR } from "./selector";
import { forServer, isOn } from "./settings";

/** A client whose server has answered. */
export class PenmarkConnection implements Connection {
  private constructor(
    readonly client: LanguageClient,
    readonly server: Server,
    private readonly process: ServerProcess,
  ) {}

  /** Starts the server and greets it. Rejects if that does not come about; nothing is left running then. */
  static async open(
    server: Server,
    signal: AbortSignal,
    log: LogOutputChannel,
    onStatus: (status: DocumentStatus) => void,
  ): Promise<PenmarkConnection> {
    const process = new ServerProcess(server, (line) => {
      log.info(line);
    });
    const client = new QuietClient(process, options(log), signal);
    client.registerFeature(new Capabilities());
    client.onNotification(STATUS, onStatus);
    const started = new AbortController();
    try {
      await Promise.race([client.start(), ended(process), aborted(signal, started.signal)]);
    } catch (error) {
      await process.end();
      const { code, said } = await process.ended;
      throw new EndedEarly({ code, said: said || String(error) });
    } finally {
      started.abort();
    }
    return new PenmarkConnection(client, server, process);
  }

  get ended(): ServerProcess["ended"] {
    return this.process.ended;
  }

  /** Has the editor ask for the code lenses again. */
  refreshLenses(): void {
    const feature = this.client.getFeature(CodeLensRequest.method);
    const providers = new Set(workspace.textDocuments.map((document) => feature.getProvider(document)));
    providers.forEach((provider) => {
      provider?.onDidChangeCodeLensEmitter.fire();
    });
  }

  async stop(): Promise<void> {
    await this.client.dispose().catch(() => undefined);
    await this.process.end();
  }
}

/**
 * What goes wrong is for the log; whether a person is told is decided in one place only, which is the supervisor. What goes wrong
 * with a server that is not wanted any more is not even for the log.
 */
class QuietClient extends LanguageClient {
  constructor(
    { child }: ServerProcess,
    options: LanguageClientOptions,
    private readonly unwanted: AbortSignal,
  ) {
    super("penmark", "Penmark", () => Promise.resolve(child), options);
  }

  override error(message: string, data?: unknown): void {
    if (!this.unwanted.aborted) {
      super.error(message, data, false);
    }
  }
}

async function ended(process: ServerProcess): Promise<never> {
  throw new EndedEarly(await process.ended);
}

/** Rejects once `signal` is aborted; `until`: it is not listened to any more. */
function aborted(signal: AbortSignal, until: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => {
      reject(new Error("not wanted any more"));
    };
    signal.addEventListener("abort", abort, { signal: until });
  });
}

function options(log: LogOutputChannel): LanguageClientOptions {
  return {
    documentSelector: [...SELECTOR],
    initializationOptions: { settings: forServer(), trusted: workspace.isTrusted },
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticCollectionName: "penmark",
    // The process is read by ServerProcess, and started again by the supervisor.
    stdioOptions: { stdout: () => undefined, stderr: () => undefined },
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => ({ action: CloseAction.DoNotRestart, handled: true, message: "the connection is closed" }),
    },
    initializationFailedHandler: () => false,
    middleware: {
      workspace: {
        configuration: ({ items }) => items.map(() => forServer()),
      },
      handleDiagnostics: (uri, diagnostics, next) => {
        linkPages(diagnostics);
        next(uri, diagnostics);
      },
      provideCodeActions: async (document, range, context, token, next) => {
        const actions = (await next(document, range, context, token)) ?? [];
        return [...actions, ...explanations(context)];
      },
      provideCodeLenses: (document, token, next) => (isOn("codeLens") ? next(document, token) : []),
    },
  };
}
