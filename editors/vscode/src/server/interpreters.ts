import { type Disposable, type Event, EventEmitter, type Uri, extensions, workspace } from "vscode";
import { programSetting } from "../client/settings";
import { findOnPath, isFile } from "./paths";

const PATIENCE_MS = 3000;

/** What is used of the extension `ms-python.python`. */
interface PythonApi {
  readonly environments?: {
    getActiveEnvironmentPath(resource?: Uri): { readonly path: string };
    resolveEnvironment(environment: unknown): Promise<{ readonly executable: { readonly uri?: Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: Event<unknown>;
  };
}

interface ExecutionInfo {
  readonly run: { readonly executable: string };
}

/** What is used of the extension `ms-python.vscode-python-envs`. */
interface EnvironmentsApi {
  getEnvironment?(scope: Uri | undefined): Promise<{ readonly execInfo: ExecutionInfo } | undefined>;
  readonly onDidChangeEnvironment?: Event<unknown>;
}

/** The interpreter that a person has selected for the workspace, by whichever extension they do so. None is required. */
export class Interpreters implements Disposable {
  private readonly changed = new EventEmitter<void>();
  private readonly listeners: Disposable[] = [];
  private readonly heard = new Set<string>();
  readonly onDidChange = this.changed.event;

  /** The path of the interpreter; undefined if none is selected, or if the extensions take too long to say. */
  async selected(): Promise<string | undefined> {
    const folder = workspace.workspaceFolders?.[0]?.uri;
    return (
      (await soon(this.ofPython(folder))) ??
      (await soon(this.ofEnvironments(folder))) ??
      named(programSetting("defaultInterpreterPath", "python"))
    );
  }

  dispose(): void {
    this.changed.dispose();
    this.listeners.forEach((listener) => void listener.dispose());
  }

  private async ofPython(folder: Uri | undefined): Promise<string | undefined> {
    const id = "ms-python.python";
    const environments = (await extensions.getExtension<PythonApi>(id)?.activate())?.environments;
    if (environments === undefined) {
      return undefined;
    }
    this.listen(id, environments.onDidChangeActiveEnvironmentPath);
    const active = environments.getActiveEnvironmentPath(folder);
    // What is active may be a folder, or a bare name.
    return (await environments.resolveEnvironment(active))?.executable.uri?.fsPath ?? named(active.path);
  }

  private async ofEnvironments(folder: Uri | undefined): Promise<string | undefined> {
    const id = "ms-python.vscode-python-envs";
    const api = await extensions.getExtension<EnvironmentsApi>(id)?.activate();
    this.listen(id, api?.onDidChangeEnvironment);
    return (await api?.getEnvironment?.(folder))?.execInfo.run.executable;
  }

  private listen(id: string, event: Event<unknown> | undefined): void {
    if (event !== undefined && !this.heard.has(id)) {
      this.heard.add(id);
      this.listeners.push(
        event(() => {
          this.changed.fire();
        }),
      );
    }
  }
}

function named(path: string): string | undefined {
  return isFile(path) ? path : findOnPath(path);
}

/** What the promise gives, unless it fails or takes too long. */
async function soon<T>(promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      resolve(undefined);
    }, PATIENCE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
