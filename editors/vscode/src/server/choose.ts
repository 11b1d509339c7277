import { dirname, isAbsolute, join } from "node:path";
import { isInside } from "./paths";
import { type Candidate, type Python, fits } from "./pythons";
import type { Choice, Server } from "./server";

/** All that the choice of a server depends on. */
export interface Surroundings {
  /** The settings `penmark.path` and `penmark.interpreter`, expanded; "" if not set. */
  readonly path: string;
  readonly interpreter: string;
  /** The interpreter that is selected for the workspace. */
  readonly selected: string | undefined;
  readonly trusted: boolean;
  readonly folders: readonly string[];
  /** The bundled server's launch.py. */
  readonly launcher: string;
  /** Pythons on which the bundled server has refused to run. */
  readonly unfit: ReadonlySet<string>;
  readonly candidates: () => readonly Candidate[];
  readonly isFile: (path: string) => boolean;
  readonly ask: (candidate: Candidate) => Promise<Python | undefined>;
  readonly answersAsPenmark: (command: string) => Promise<boolean>;
  readonly log: (line: string) => void;
}

/** The server to run: the one that is set, the environment's own, or the bundled one with the first Python that fits. */
export async function choose(around: Surroundings): Promise<Choice> {
  if (around.path !== "") {
    return fromSetting(around);
  }
  const environment = around.interpreter || around.selected;
  const server =
    (environment === undefined ? undefined : await ownPenmark(around, environment)) ?? (await bundled(around, environment));
  if (server !== undefined) {
    return { server };
  }
  const reason = around.isFile(around.launcher)
    ? "Penmark needs Python 3.11 or later and found none."
    : "This build of the extension carries no server. Install penmark and set where it is.";
  return { reason, setting: around.isFile(around.launcher) ? "penmark.interpreter" : "penmark.path" };
}

function fromSetting(around: Surroundings): Choice {
  const setting = "penmark.path";
  if (!isAbsolute(around.path)) {
    return { setting, reason: `The setting penmark.path must be an absolute path: ${around.path}` };
  }
  if (!around.isFile(around.path)) {
    return { setting, reason: `There is no program at the setting penmark.path: ${around.path}` };
  }
  if (!allowed(around, around.path)) {
    return { setting, reason: "The setting penmark.path leads into the workspace, which is not trusted." };
  }
  return { server: { command: around.path, args: ["lsp"], origin: "the setting penmark.path" } };
}

/** The penmark that is installed in an environment. */
async function ownPenmark(around: Surroundings, interpreter: string): Promise<Server | undefined> {
  const folder = dirname(interpreter);
  const places = [join(folder, "penmark"), join(folder, "penmark.exe"), join(folder, "Scripts", "penmark.exe")];
  const command = places.find((place) => around.isFile(place));
  if (command === undefined || !allowed(around, command)) {
    return undefined;
  }
  if (await around.answersAsPenmark(command)) {
    return { command, args: ["lsp"], origin: "the selected environment" };
  }
  around.log(`${command} does not run; another server is used`);
  return undefined;
}

async function bundled(around: Surroundings, interpreter: string | undefined): Promise<Server | undefined> {
  if (!around.isFile(around.launcher)) {
    return undefined;
  }
  const wanted: Candidate[] = interpreter === undefined ? [] : [[interpreter]];
  for (const candidate of [...wanted, ...around.candidates()]) {
    const python = await suited(around, candidate);
    if (python !== undefined) {
      const origin = `bundled, with Python ${python.version.join(".")}`;
      return { command: python.path, args: ["-I", around.launcher, "lsp"], origin, python: python.path };
    }
  }
  return undefined;
}

/** The candidate's Python, if the bundled server may run on it; else the log says why not. */
async function suited(around: Surroundings, candidate: Candidate): Promise<Python | undefined> {
  const name = candidate.join(" ");
  if (!allowed(around, candidate[0])) {
    return undefined;
  }
  const python = await around.ask(candidate);
  if (python === undefined) {
    around.log(`${name} does not answer as a Python would`);
    return undefined;
  }
  if (!fits(python)) {
    around.log(`${name} is ${python.implementation} ${python.version.join(".")}; CPython 3.11 or later is needed`);
    return undefined;
  }
  return !around.unfit.has(python.path) && allowed(around, python.path) ? python : undefined;
}

/** Whether a program may be run: nothing that came with a workspace is, unless the workspace is trusted. */
function allowed(around: Surroundings, path: string): boolean {
  if (around.trusted || !isInside(path, around.folders)) {
    return true;
  }
  around.log(`${path} is not run: it lies in a workspace that is not trusted`);
  return false;
}
