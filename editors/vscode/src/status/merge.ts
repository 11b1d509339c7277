import type { Known } from "./text";

const ORDER = ["checked", "checking", "not-checked"] as const;

/** What is known of several documents that are one to a person, as the cells of a notebook. */
export function merge(all: readonly Known[]): Known | undefined {
  return all.reduce<Known | undefined>((before, next) => {
    if (before === undefined) {
      return next;
    }
    const state = ORDER[Math.max(ORDER.indexOf(before.state), ORDER.indexOf(next.state))] ?? next.state;
    const reason = before.reason ?? next.reason;
    return { state, findings: before.findings + next.findings, ...(reason === undefined ? {} : { reason }) };
  }, undefined);
}
