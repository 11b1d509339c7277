/** A setting's value at each of the places where it can be set, as VS Code tells them. */
export interface Places {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
}

/** Settings that a workspace which is not trusted cannot make; the same as in package.json. */
export const RESTRICTED: ReadonlySet<string> = new Set(["path", "interpreter", "rules", "baseline"]);

/** The value that somebody has set, undefined if nobody has; `trusted`: the workspace is heard too. */
export function explicit(places: Places | undefined, trusted: boolean): unknown {
  const user = places?.globalValue;
  return trusted ? (places?.workspaceFolderValue ?? places?.workspaceValue ?? user) : user;
}
