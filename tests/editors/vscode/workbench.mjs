// VS Code's real workbench: code-server with the built extension, in headless Chromium, with a fresh home.
// What stands here is what a person does (open, type, press keys, look); what is expected stands in `scenarios/`.
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

const PATIENCE = 30_000; // milliseconds; a busy machine is slow, and a test that waits for a condition loses nothing

// Names and values as this version writes them: it would rewrite older ones while a test changes the file.
const SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.editor.useModal": "off",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.colorTheme": "Light Modern",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "window.restoreWindows": "none",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.ignoreRecommendations": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": "off",
  "chat.disableAIFeatures": true,
  "git.enabled": false,
  "problems.defaultViewMode": "table", // a row for each
  "files.autoSave": "off",
  "files.simpleDialog.enable": true,
  "editor.minimap.enabled": false,
  "editor.accessibilitySupport": "off",
  "security.workspace.trust.startupPrompt": "always",
};

/** Waits until `look` gives something true, and gives that back. */
export async function until(what, look, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const freePort = () =>
  new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const isUp = (port) =>
  new Promise((resolve) => {
    http
      .get({ host: "127.0.0.1", port, path: "/healthz" }, (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      })
      .on("error", () => resolve(false));
  });

/** VS Code now and then opens a workspace of several folders without any of them; who sees that loads the window again. */
async function hasFolders(page) {
  const folders = page.locator(".explorer-folders-view .monaco-list-row").first();
  await until("the workspace has folders", async () => {
    const shown = await folders.waitFor({ timeout: 6000 }).then(() => true, () => false);
    if (!shown) await page.reload();
    return shown;
  });
}

/** The programs and the folder for what remains of a run, from the environment that `play.py` sets. */
export function environment() {
  const { CODE_SERVER, CHROMIUM, PYTHON, VSIX, OUT } = process.env;
  return { codeServer: CODE_SERVER, chromium: CHROMIUM, python: PYTHON, vsix: VSIX, out: OUT };
}

const TRUST = "Yes, I trust the authors";
const DISTRUST = "No, I don't trust the authors";

/** One machine without penmark: a home, a PATH with a Python, an editor with the extension. */
export class Machine {
  static async start({ codeServer, chromium: browserPath, python, vsix, out }) {
    const machine = new Machine();
    machine.out = out;
    machine.asked = new Set(); // folders of which the editor knows by now whether they are trusted
    // Short, because the workbench keeps a socket in it.
    machine.home = fs.mkdtempSync(path.join(os.tmpdir(), "pm-"));
    machine.extensions = path.join(machine.home, "ext");
    machine.userSettings = path.join(machine.home, "data", "User", "settings.json");
    fs.mkdirSync(path.dirname(machine.userSettings), { recursive: true });
    fs.writeFileSync(machine.userSettings, JSON.stringify(SETTINGS, null, 2));
    const bin = path.join(machine.home, "bin");
    fs.mkdirSync(bin);
    fs.symlinkSync(python, path.join(bin, "python3"));
    const env = {
      PATH: `${bin}:/usr/bin:/bin`,
      LANG: "C.UTF-8",
      HOME: machine.home,
      XDG_DATA_HOME: machine.home,
      XDG_CONFIG_HOME: machine.home,
    };
    const common = ["--config", "/dev/null", "--user-data-dir", path.join(machine.home, "data"), "--extensions-dir", machine.extensions];
    const log = fs.openSync(path.join(out, "code-server.log"), "w");
    const stdio = ["ignore", log, log];
    try {
      const install = spawn(codeServer, [...common, "--install-extension", vsix], { env, stdio });
      const code = await new Promise((resolve) => install.on("exit", resolve));
      if (code !== 0) throw new Error(`the extension could not be installed: see ${out}/code-server.log`);
      machine.port = await freePort();
      const serve = ["--auth", "none", "--bind-addr", `127.0.0.1:${machine.port}`, "--disable-telemetry", "--disable-update-check"];
      // A group of its own, so that it ends with all that it started.
      machine.server = spawn(codeServer, [...common, ...serve, "--disable-getting-started-override"], { env, stdio, detached: true });
      await until("code-server answers", () => isUp(machine.port));
      machine.browser = await chromium.launch({
        executablePath: browserPath,
        args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"],
      });
      const origin = `http://127.0.0.1:${machine.port}`;
      machine.context = await machine.browser.newContext({ viewport: { width: 1280, height: 860 } });
      await machine.context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
      machine.context.setDefaultTimeout(PATIENCE);
    } catch (error) {
      await machine.stop();
      throw error;
    }
    return machine;
  }

  /** What starts the server that the installed extension carries. */
  get launcher() {
    const installed = fs.readdirSync(this.extensions).find((each) => each.startsWith("penmark."));
    return path.join(this.extensions, installed, "bundled", "launch.py");
  }

  /** A folder with these files ({name: text}). */
  folder(name, files) {
    const root = path.join(this.home, name);
    for (const [file, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      fs.writeFileSync(path.join(root, file), text);
    }
    fs.mkdirSync(root, { recursive: true });
    return root;
  }

  /** Opens a folder, or the folders of a `.code-workspace`, in a window of its own. */
  async open(root, { trust = true } = {}) {
    const page = await this.context.newPage();
    const window = new Window(page, root, this);
    const kind = root.endsWith(".code-workspace") ? "workspace" : "folder";
    await page.goto(`http://127.0.0.1:${this.port}/?${kind}=${encodeURIComponent(root)}`);
    await page.locator(".monaco-workbench .part.statusbar").waitFor();
    if (!this.asked.has(root)) {
      this.asked.add(root);
      await page.locator(".monaco-dialog-box .monaco-button", { hasText: trust ? TRUST : DISTRUST }).click();
    }
    if (kind === "workspace") await hasFolders(page);
    window.trusting = trust;
    return window;
  }

  /** Pictures of all windows, for whoever wants to know what went wrong. */
  async screenshots(name) {
    for (const [number, page] of this.context.pages().entries()) {
      await page.screenshot({ path: path.join(this.out, `${name}-${number}.png`) }).catch(() => undefined);
    }
  }

  async closeAll() {
    for (const page of this.context.pages()) await page.close();
  }

  /** The process ids of the servers that the installed extension started. */
  servers() {
    const isServer = (pid) => {
      try {
        const command = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return command.includes(this.extensions) && command.includes("launch.py\0lsp");
      } catch {
        return false; // it has ended
      }
    };
    return fs.readdirSync("/proc").filter((each) => /^\d+$/.test(each) && isServer(each)).map(Number);
  }

  async stop() {
    await this.browser?.close();
    if (this.server) {
      const ended = new Promise((resolve) => this.server.on("exit", resolve));
      try {
        process.kill(-this.server.pid, "SIGTERM");
        await ended;
      } catch {
        // it has ended by itself
      }
    }
    fs.rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One window of the workbench, as the person in front of it uses it. */
export class Window {
  constructor(page, root, machine) {
    Object.assign(this, { page, root, machine });
  }

  get editor() {
    return this.page.locator(".editor-group-container.active .editor-instance .monaco-editor").first();
  }

  /** Waits until keys go to the text. */
  async focused() {
    await this.editor.and(this.page.locator(".focused")).waitFor();
  }

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }

  /** Runs a command from the palette. */
  command(title) {
    return this.find("F1", title, `>${title}`);
  }

  /** Opens a file of the folder, with the cursor at its beginning. */
  async file(name) {
    await this.find("Control+P", name);
    await this.page.locator(".tab.active", { hasText: path.basename(name) }).waitFor();
    await this.editor.locator(".view-lines").waitFor();
    await this.focused();
  }

  /** Chooses from the list that a key opens; again if need be, since a window that is still loading does not list all, or closes it. */
  find(key, title, typed) {
    return until(`“${title}” is listed`, async () => {
      // A window with several folders may ask again once it has read which they are.
      const yes = this.page.locator(".monaco-dialog-box .monaco-button", { hasText: TRUST });
      if (this.trusting && (await yes.isVisible())) await yes.click();
      await this.press(key);
      const chosen = await this.choose(title, typed, 4000).then(() => true, () => false);
      if (!chosen) await this.press("Escape");
      return chosen;
    });
  }

  /** Chooses from the list that is open, after typing enough to find it. */
  async choose(title, typed = title, timeout = PATIENCE) {
    await this.page.locator(".quick-input-widget input").fill(typed, { timeout });
    const whole = new RegExp(`^${title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
    await this.page.locator(".quick-input-list .monaco-list-row .label-name").filter({ hasText: whole }).first().click({ timeout });
  }

  /** Waits for this many squiggles in the visible part of the editor. */
  async squiggles(count) {
    const marks = this.editor.locator(".squiggly-error, .squiggly-warning, .squiggly-info");
    let seen = -1;
    const look = async () => (seen = await marks.count()) === count;
    await until(`${count} squiggles`, look).catch(() => {
      throw new Error(`waited in vain for ${count} squiggles; there are ${seen}`);
    });
    return marks;
  }

  /** Waits until the Problems panel lists findings of exactly these rules, in any order. */
  async problems(...rules) {
    await this.show("View: Focus Problems (Errors, Warnings, Infos)", ".markers-panel");
    const rows = this.page.locator(".markers-panel .monaco-list-row .code");
    const wanted = rules.sort().join(" ");
    let seen;
    const look = async () => {
      seen = (await rows.allInnerTexts()).map((text) => text.replace(/^penmark/, "")).sort().join(" ");
      return seen === wanted;
    };
    await until("problems", look).catch(() => {
      throw new Error(`the Problems panel lists “${seen}”, not “${wanted}”`);
    });
  }

  /** Shows a view of the panel, by the title of its command. */
  async show(title, selector) {
    if (!(await this.page.locator(selector).isVisible())) await this.command(title);
    await this.page.locator(selector).waitFor();
  }

  /** The text of what appears when the mouse rests on a place. */
  async hover(place) {
    const { x, y, width, height } = await place.boundingBox();
    const hover = this.page.locator(".monaco-hover:visible");
    await until("hover", async () => {
      await this.page.mouse.move(x + width / 3, y + height + 60);
      await this.page.mouse.move(x + width / 2, y + height / 2, { steps: 3 });
      return hover.first().waitFor({ timeout: 3000 }).then(() => true, () => false);
    });
    return (await hover.first().innerText()).replace(/\s+/g, " ");
  }

  /** Puts the cursor there; both count from 1. */
  async goto(line, column) {
    await this.editor.click();
    await this.press("Control+G");
    await this.page.locator(".quick-input-widget input").fill(`:${line}:${column}`);
    await this.press("Enter");
    await this.page.locator(".statusbar-item", { hasText: `Ln ${line}, Col ${column}` }).waitFor();
    await this.focused();
  }

  /** Puts a text into the editor at once, as a paste does. */
  async paste(text) {
    await this.page.evaluate((each) => navigator.clipboard.writeText(each), text);
    await this.press("Control+V");
  }

  /** The items of the menu that Ctrl+. opens where the cursor stands, once the bulb says that there are some. */
  async quickFixes() {
    // A key that comes before is answered too, but VS Code forgets it if it looks for the bulb meanwhile.
    const bulb = this.editor.locator(".lightBulbWidget, [class*=codicon-gutter-lightbulb]").filter({ visible: true });
    await bulb.first().waitFor();
    const rows = this.page.locator(".action-widget .monaco-list-row.action");
    // It looks again by itself while the machine is busy, so a key may need a second one, as in any hands.
    await until("the menu of fixes opens", async () => {
      await this.press("Control+.");
      return rows.first().waitFor({ timeout: 5000 }).then(() => true, () => false);
    });
    return rows;
  }

  /** The line above the code that says so. */
  lens(title) {
    return this.editor.locator(".codelens-decoration a", { hasText: title });
  }

  /** Saves the file and waits until exactly this text is on the disk. */
  async saves(name, text) {
    await this.press("Control+S");
    await this.holds(name, text);
  }

  /** Waits until a file of the folder holds exactly this text. */
  async holds(name, text) {
    const file = path.join(this.root, name);
    await until(`${name} saved as expected`, () => fs.readFileSync(file, "utf8") === text, 10_000).catch(() => {
      throw new Error(`${name} is not as expected but\n${fs.readFileSync(file, "utf8")}`);
    });
  }

  /** Waits until the item in the status bar says so to whoever cannot see it. */
  async status(text) {
    await this.page.locator(`.statusbar-item [aria-label*="${text}"]`).waitFor();
  }

  /** Waits for a message of exactly this text. */
  async notification(text) {
    await this.page.locator(".notification-list-item-message").getByText(text, { exact: true }).waitFor();
  }

  /** Changes the user's settings in the editor, and leaves it. */
  async set(changes) {
    const { userSettings } = this.machine;
    const settings = JSON.stringify({ ...JSON.parse(fs.readFileSync(userSettings, "utf8")), ...changes }, null, 2);
    const editor = '.monaco-editor[data-uri$="/User/settings.json"]';
    await this.command("Preferences: Open User Settings (JSON)");
    await this.page.locator(`${editor}.focused`).waitFor();
    await this.press("Control+A");
    await this.paste(settings);
    await this.press("Control+S");
    await until("the settings are saved", () => fs.readFileSync(userSettings, "utf8") === settings);
    await this.command("View: Close Editor");
    await this.page.locator(editor).waitFor({ state: "detached" });
  }

  /** Closes all editors and forgets what was not saved. */
  async clear() {
    await this.command("View: Close All Editors");
    const forget = this.page.locator(".monaco-dialog-box .monaco-button", { hasText: "Don't Save" });
    await until("all editors closed", async () => {
      if (await forget.isVisible()) await forget.click();
      return (await this.page.locator(".tab").count()) === 0;
    });
  }

  async screenshot(name) {
    await this.page.screenshot({ path: path.join(this.machine.out, `${name}.png`) });
  }

  close() {
    return this.page.close();
  }
}
