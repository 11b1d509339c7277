// The page of the rule under the cursor, rendered.
export const files = { "digests.py": `import hashlib\n\nprint(hashlib.md5(b"").hexdigest())\n` };

export default async function ({ window }) {
  await window.file("digests.py");
  await window.squiggles(1);
  await window.goto(3, 10);
  await window.command("Penmark: Explain Rule");
  await window.choose("weak-hash");
  const page = window.page.frameLocator("iframe.webview.ready").frameLocator("iframe");
  await page.getByRole("heading", { name: "Hash function that can be forged" }).waitFor();
  await window.screenshot("explain");
}
