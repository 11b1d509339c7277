// What keeps the code's behaviour is repaired by one command; what does not is left to the person.
export const files = {
  "tokens.py": `import hashlib
import random

letters = "abcdefghij"
password_token = "".join(random.choice(letters) for _ in range(32))
digest = hashlib.md5(b"").hexdigest()
`,
};

const REPAIRED = files["tokens.py"].replace("import random\n", "import random\nimport secrets\n").replace("random.choice", "secrets.choice");

export default async function ({ window }) {
  await window.file("tokens.py");
  await window.problems("insecure-random", "weak-hash");
  await window.editor.click();
  await window.command("Penmark: Fix All Safe Problems in File");
  await window.problems("weak-hash");
  await window.saves("tokens.py", REPAIRED);
}
