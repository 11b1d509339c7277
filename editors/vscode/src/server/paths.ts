import { realpathSync, statSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** A program by its bare name: only in absolute folders of PATH, so never in the folder that happens to be current. */
export function findOnPath(name: string, environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const endings = process.platform === "win32" ? [".exe"] : [""];
  const folders = (environment["PATH"] ?? environment["Path"] ?? "").split(delimiter).filter(isAbsolute);
  return folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))).find(isFile);
}

export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Whether `path` lies in one of the folders or leads through one. An environment of a workspace has links that lead out of it,
 * and what they start still reads the environment.
 */
export function isInside(path: string, folders: readonly string[]): boolean {
  const places = withParents(resolve(path)).map(real);
  return folders.map(real).some((folder) => places.some((place) => below(place, folder)));
}

function withParents(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...withParents(parent)];
}

function below(path: string, root: string): boolean {
  const way = relative(root, path);
  return way === "" || !(way === ".." || way.startsWith(".." + sep) || isAbsolute(way));
}

function real(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
}

/** A path as it stands in a setting: `~` and `${workspaceFolder}` are filled in. */
export function expand(written: string, home: string, folder: string | undefined): string {
  const path = written.trim().replace(/^~(?=$|[/\\])/, () => home);
  return folder === undefined ? path : path.replaceAll("${workspaceFolder}", () => folder);
}
