const MOST = 5;
const WINDOW_MS = 3 * 60_000;

/** How often the server may end by itself before it is left alone. */
export class Crashes {
  private times: number[] = [];

  /** Takes note of a crash. How long to wait before the server is started again, in ms; undefined: not again. */
  note(now: number): number | undefined {
    this.times = [...this.times.filter((time) => now - time < WINDOW_MS), now];
    const before = this.times.length - 1;
    if (this.times.length >= MOST) {
      return undefined;
    }
    return before === 0 ? 0 : 500 * 2 ** before;
  }

  forget(): void {
    this.times = [];
  }
}
