import type { DocumentStatus } from "../client/messages";
import type { State } from "../lifecycle/supervisor";

/** What the status bar shows. */
export interface Shown {
  readonly text: string;
  /** Markdown. */
  readonly tooltip: string;
  readonly accessible: string;
  readonly command: "penmark.showLog" | "workbench.actions.view.problems";
  readonly alarming: boolean;
}

/** What is known of the document that a person looks at: as the server tells, or at least how many findings are shown. */
export type Known = Pick<DocumentStatus, "state" | "findings" | "reason">;

const PROBLEMS = "workbench.actions.view.problems";
const SERVER_LINKS = "[Restart](command:penmark.restart) · [Show log](command:penmark.showLog)";

/** What is shown of a document; undefined: nothing at all, as where Penmark is turned off. */
export function describe(server: State, known: Known | undefined): Shown | undefined {
  switch (server.kind) {
    case "off":
      return undefined;
    case "starting":
      return shown("$(shield)", "Penmark is starting.");
    case "down":
      return {
        text: "$(shield) Penmark: stopped",
        tooltip: `${escaped(server.reason)}\n\n${SERVER_LINKS}`,
        accessible: `Penmark is stopped. ${server.reason}`,
        command: "penmark.showLog",
        alarming: true,
      };
    case "running":
      return known === undefined ? shown("$(shield)", "Not checked yet.") : ofDocument(known);
  }
}

function ofDocument({ state, findings, reason = "" }: Known): Shown {
  const count = findings === 1 ? "1 finding" : `${findings === 0 ? "No" : String(findings)} findings`;
  const said = reason.replace(/^not checked:\s*/i, "");
  switch (state) {
    case "checking":
      return shown("$(sync~spin)", "Checking this file …");
    case "not-checked":
      return shown(`$(shield) ${String(findings)} $(circle-slash)`, `${count} in this file. Not checked: ${said}`);
    case "checked":
      return shown(`$(shield) ${String(findings)}`, `${count} in this file.`);
  }
}

function shown(text: string, sentence: string): Shown {
  return {
    text,
    tooltip: `Penmark: ${escaped(sentence)}\n\n${SERVER_LINKS}`,
    accessible: `Penmark: ${sentence}`,
    command: PROBLEMS,
    alarming: false,
  };
}

/** The text as Markdown shows it unchanged: it may speak of names in a file. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&~$]/g, "\\$&");
}
