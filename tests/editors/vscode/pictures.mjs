// Makes the pictures of VS Code in `editors/images/`: `python -m tests.editors.vscode.play pictures.mjs`. Look at them afterwards.
import fs from "node:fs";
import path from "node:path";
import { COMPLETION, MODULE, SAFE, TITLE } from "./completion.mjs";
import { files as python } from "./scenarios/python_finding.mjs";
import { files as terraform } from "./scenarios/terraform_finding.mjs";
import { Machine, environment } from "./workbench.mjs";

const IMAGES = path.join(import.meta.dirname, "..", "..", "..", "editors", "images");

// Only what the pictures are about.
const LOOKS = {
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.activityBar.location": "hidden",
  "workbench.layoutControl.enabled": false,
  "window.commandCenter": false,
  "window.menuBarVisibility": "hidden",
  "breadcrumbs.enabled": false,
  "editor.fontSize": 15,
  "editor.lineHeight": 21,
  "editor.hideCursorInOverviewRuler": true,
  "editor.matchBrackets": "never",
  "editor.occurrencesHighlight": "off",
  "editor.renderLineHighlight": "none",
  "problems.defaultViewMode": "tree",
};

const scenes = {
  hover: {
    height: 640,
    files: python,
    async play(window) {
      await window.file("users.py");
      const marks = await window.squiggles(1);
      await window.hover(marks.first());
      await picture(window, "hover");
    },
  },

  inserted: {
    height: 800,
    files: { "shop.py": MODULE },
    async play(window) {
      await window.file("shop.py");
      await window.status("No findings in this file");
      await window.press("Control+End");
      await window.paste(COMPLETION);
      await window.status("7 findings in this file");
      await window.goto(16, 8);
      for (let line = 3; line < 14; line++) await window.press("Control+ArrowDown");
      await window.squiggles(7);
      await window.quickFixes();
      await picture(window, "inserted");
      await window.press("Enter");
      await window.squiggles(0);
      await window.lens(TITLE).waitFor({ state: "detached" });
      await window.editor.locator(".lightBulbWidget").waitFor({ state: "hidden" });
      await picture(window, "safe");
      await window.saves("shop.py", SAFE);
    },
  },

  terraform: {
    height: 620,
    files: terraform,
    async play(window) {
      await window.file("main.tf");
      await window.squiggles(2);
      await window.command("Problems: Focus on Problems View");
      await window.page.locator(".markers-panel .monaco-list-row").nth(2).waitFor();
      await picture(window, "terraform");
    },
  },
};

function picture({ page }, name) {
  return page.screenshot({ path: path.join(IMAGES, `vscode-${name}.png`) });
}

const machine = await Machine.start(environment());
try {
  const settings = JSON.parse(fs.readFileSync(machine.userSettings, "utf8"));
  fs.writeFileSync(machine.userSettings, JSON.stringify({ ...settings, ...LOOKS }));
  for (const [name, { height, files, play }] of Object.entries(scenes)) {
    machine.context = await machine.browser.newContext({ viewport: { width: 1000, height }, deviceScaleFactor: 1.5 });
    await machine.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const window = await machine.open(machine.folder(name, files));
    await window.press("Control+B");
    await window.page.locator(".part.sidebar").waitFor({ state: "hidden" });
    await play(window);
    await machine.context.close();
  }
} finally {
  await machine.stop();
}
