/** What the server answers to `penmark.scanWorkspace`. */
export interface Scanned {
  readonly files: number;
  readonly findings: number;
  readonly notChecked: number;
  readonly cancelled: boolean;
}

/** What the server answers to `penmark.fixWorkspace`. */
export interface Fixed {
  readonly files: number;
  readonly fixes: number;
  readonly notChecked: number;
  readonly cancelled: boolean;
  /** Files that somebody changed meanwhile; an older server does not count them. */
  readonly refused?: number;
}

export function scannedSentence({ files, findings, notChecked }: Scanned): string {
  return `Penmark: ${count(findings, "finding")} in ${count(files, "file")}.${unchecked(notChecked)}`;
}

export function fixedSentence({ files, fixes, notChecked, refused = 0 }: Fixed): string {
  const done = fixes === 0 ? "nothing can be fixed safely" : `made ${count(fixes, "fix", "fixes")} in ${count(files, "file")}`;
  return `Penmark: ${done}.${unchecked(notChecked)}${changed(refused)}`;
}

function changed(files: number): string {
  return files === 0 ? "" : ` ${count(files, "file")} changed meanwhile and ${files === 1 ? "was" : "were"} left alone.`;
}

function unchecked(files: number): string {
  return files === 0 ? "" : ` ${count(files, "file")} could not be checked.`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number === 0 ? "no" : String(number)} ${number === 1 ? one : many}`;
}
