import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { findOnPath } from "./paths";

/** A Python that answered. */
export interface Python {
  readonly path: string;
  readonly version: readonly [number, number];
  readonly implementation: string;
}

/** How a Python may be started: a program, or the Windows launcher with a version. */
export type Candidate = readonly [command: string, ...args: string[]];

const OLDEST = 11;
const NEWEST = 14;
const PATIENCE_MS = 10_000;
// -S: whatever the environment would load at its start has no part in the question.
const QUESTION = [
  "-I",
  "-S",
  "-c",
  "import json, sys; print(json.dumps([sys.executable, sys.implementation.name, *sys.version_info[:2]]))",
];

/** Whether the bundled server may run on it; what is newer than we know is left to the server's own check. */
export function fits(python: Python): boolean {
  const [major, minor] = python.version;
  return python.implementation === "cpython" && major === 3 && minor >= OLDEST;
}

/** Every Python that PATH offers, the newest that is surely fit first. */
export function onPath(platform: NodeJS.Platform = process.platform): Candidate[] {
  const versions = Array.from({ length: NEWEST - OLDEST + 1 }, (_, back) => `3.${String(NEWEST - back)}`);
  const launcher = platform === "win32" ? findOnPath("py") : undefined;
  const launched = launcher === undefined ? [] : versions.map((version): Candidate => [launcher, `-${version}`]);
  const named = [...versions.map((version) => `python${version}`), "python3", "python"]
    .map((name) => findOnPath(name))
    .filter((path) => path !== undefined)
    // macOS's own is too old, and where it is missing the mere attempt opens a window that offers to install it.
    .filter((path) => platform !== "darwin" || !path.startsWith("/usr/bin/"))
    .map((path): Candidate => [path]);
  return [...launched, ...named];
}

/** Asks a Python what it is; undefined if it does not answer. */
export function ask([command, ...args]: Candidate): Promise<Python | undefined> {
  return new Promise((resolve) => {
    const options = { cwd: homedir(), timeout: PATIENCE_MS, windowsHide: true };
    execFile(command, [...args, ...QUESTION], options, (error, output) => {
      resolve(error === null ? read(output) : undefined);
    });
  });
}

function read(output: string): Python | undefined {
  try {
    const [path, implementation, major, minor] = JSON.parse(output) as [string, string, number, number];
    return path ? { path, implementation, version: [major, minor] } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a program is a penmark that runs. */
export function answersAsPenmark(command: string): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { cwd: homedir(), timeout: PATIENCE_MS, windowsHide: true };
    execFile(command, ["--version"], options, (error, output) => {
      resolve(error === null && output.startsWith("penmark "));
    });
  });
}
