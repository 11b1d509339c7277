// Files that nobody has opened are checked on demand; those of them that are safe to repair are repaired together.
const files = {
  "jobs/run.py": `import sys\n\neval(sys.argv[1])\n`,
  "tokens.py": `import random\n\ntoken = "".join(random.choice("abc") for _ in range(32))\n`,
  "main.tf": `resource "aws_s3_bucket_acl" "a" {\n  bucket = "a"\n  acl    = "public-read"\n}\n`,
  "fine.py": `print("fine")\n`,
};

export default async function ({ machine }) {
  const root = machine.folder("scanned", files);
  const window = await machine.open(root);
  await window.file("fine.py");
  await window.status("No findings in this file");
  await window.command("Penmark: Scan Workspace");
  await window.notification("Penmark: 3 findings in 4 files.");
  await window.problems("code-injection", "insecure-random", "public-bucket");
  await window.screenshot("scan");
  await window.command("Penmark: Fix All Safe Problems in Workspace");
  await window.notification("Penmark: made 1 fix in 1 file.");
  await window.page.locator(".tab.dirty", { hasText: "tokens.py" }).waitFor();
  await window.command("File: Save All Files");
  const repaired = files["tokens.py"].replace("random\n", "random\nimport secrets\n").replace("random.choice", "secrets.choice");
  await window.holds("tokens.py", repaired);
  await window.close();
}
