// A change of the settings counts at once, in the file that is open.
export const files = { "digest.py": `import hashlib\n\nprint(hashlib.md5(b"").hexdigest())\n` };

export default async function ({ window }) {
  await window.file("digest.py");
  await window.squiggles(1);
  await window.set({ "penmark.ignore": ["weak-hash"] });
  await window.squiggles(0);
  await window.set({ "penmark.ignore": [] });
  await window.squiggles(1);
}
