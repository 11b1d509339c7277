// The same for infrastructure, in an editor that has no extension for Terraform.
import assert from "node:assert/strict";

export const files = {
  "main.tf": `resource "aws_s3_bucket_acl" "invoices" {
  bucket = "invoices"
  acl    = "public-read"
}

resource "aws_security_group_rule" "ssh" {
  type              = "ingress"
  security_group_id = "sg-1"
  protocol          = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_blocks       = ["0.0.0.0/0"]
}
`,
};

export default async function ({ window }) {
  await window.file("main.tf");
  const marks = await window.squiggles(2);
  await window.problems("open-to-world", "public-bucket");
  assert.match(await window.hover(marks.first()), /Bucket that everyone can read or write/);
  await window.screenshot("terraform");
}
