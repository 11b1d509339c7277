/** A way to run the server. */
export interface Server {
  readonly command: string;
  readonly args: readonly string[];
  /** Where it comes from, as a person would say it. */
  readonly origin: string;
  /** The interpreter of the bundled server. */
  readonly python?: string;
}

/** What a choice of server led to: one, or why there is none and what a person can do about it. */
export type Choice =
  | { readonly server: Server }
  | { readonly server?: undefined; readonly reason: string; readonly setting: "penmark.path" | "penmark.interpreter" };

/** The exit code of the bundled server where it cannot run on this Python. */
export const UNFIT = 78;

export function sameServer(one: Server, other: Server): boolean {
  return JSON.stringify([one.command, one.args]) === JSON.stringify([other.command, other.args]);
}
