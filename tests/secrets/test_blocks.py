"""Secrets in Terraform, and their fixes; python-hcl2 reads what the fixes make."""

from __future__ import annotations

import hcl2
import pytest

from penmark.findings import Fix
from penmark.secrets import repair
from penmark.secrets.filekind import FileKind, Syntax
from penmark.secrets.samples import build
from penmark.secrets.scanner import Scanner
from penmark.syntax.adapter import ConfigAdapter, adapter_for
from penmark.text.document import Document

KEY = build("{hex:32}")
PASSWORD = build("{password}")
TOKEN = build("glpat-{base62:20}")
CODE = FileKind(Syntax.FACTS)


def _found(scanner: Scanner, text: str) -> list[tuple[str, str, tuple[Fix, ...], int]]:
    """Rule, secret, fixes, and the offset of the block to which the fixes' edits are relative."""
    document = Document("file:///w/main.tf", 1, "terraform", text.encode())
    adapter = adapter_for("terraform")
    assert isinstance(adapter, ConfigAdapter)
    scan = scanner.scan_document(document)
    found = []
    for offset, unit in adapter.read(adapter.parse(document)).units:
        block = unit.block
        assert block is not None
        matches = [(match, match.span) for match in scanner.scan_block(unit.text, block, CODE)]
        for line in scan.lines:
            for match in line.matches:
                span = match.span.shifted(line.offset - offset)
                if span.start >= 0 and span.end <= len(unit.text):
                    matches.append((match, span))
        for match, span in sorted(matches, key=lambda pair: pair[1]):
            secret = unit.text[span.start : span.end].decode()
            found.append((match.rule, secret, repair.in_block(match, span, unit.text, block), offset))
    return found


def _repaired(scanner: Scanner, text: str) -> list[str]:
    results = []
    for _, _, fixes, offset in _found(scanner, text):
        for fix in fixes:
            data = text.encode()
            for edit in sorted(fix.edits, key=lambda edit: edit.span, reverse=True):
                start, end = edit.span.start + offset, edit.span.end + offset
                data = data[:start] + edit.text.encode() + data[end:]
            additions = [need.text for need in fix.additions]
            result = "\n\n".join([data.decode().rstrip("\n"), *additions])
            hcl2.loads(result + "\n")
            results.append(result)
    return results


VARIABLE = 'variable "%s" {\n  type      = string\n  sensitive = true\n}'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f'resource "a" "b" {{\n  password = "{PASSWORD}"\n}}', [("hard-coded-password", PASSWORD)]),
        (f'resource "a" "b" {{\n  env {{\n    name  = "API_KEY"\n    value = "{KEY}"\n  }}\n}}', [("hard-coded-secret", KEY)]),
        (f'locals {{\n  env = {{ DB_PASSWORD = "{PASSWORD}" }}\n}}', [("hard-coded-password", PASSWORD)]),
        (f'locals {{\n  env = merge({{}}, {{ "db_password" : "{PASSWORD}" }})\n}}', [("hard-coded-password", PASSWORD)]),
        (f'locals {{\n  db_password = var.a ? "{PASSWORD}" : ""\n}}', [("hard-coded-password", PASSWORD)]),
        (f'variable "api_key" {{\n  default = "{KEY}"\n}}', [("hard-coded-secret", KEY)]),
        (f'resource "a" "b" {{\n  user_data = <<EOF\nexport DB_PASSWORD={PASSWORD}\nEOF\n}}', [("hard-coded-password", PASSWORD)]),
        (f'resource "a" "b" {{\n  token = "{TOKEN}"\n}}', [("gitlab-token", TOKEN)]),
        (f'variable "api_key_name" {{\n  default = "{KEY}"\n}}', []),
        (f'variable "api_key" {{\n  description = "password {PASSWORD}"\n}}', []),
        (f'resource "a" "b" {{\n  next_token = "{KEY}"\n}}', []),
        ('resource "a" "b" {\n  password = var.password\n}', []),
        ('resource "a" "b" {\n  password = "${var.password}-1x"\n}', []),
        ('resource "a" "b" {\n  master_password = data.aws_ssm_parameter.db.value\n}', []),
    ],
)  # fmt: skip
def test_named_values(scanner: Scanner, text: str, found: list[tuple[str, str]]) -> None:
    assert [(rule, secret) for rule, secret, _, _ in _found(scanner, text)] == found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f'resource "a" "main" {{\n  password = "{PASSWORD}"\n}}',
            'resource "a" "main" {\n  password = var.main_password\n}\n\n' + VARIABLE % "main_password",
        ),
        (
            f'locals {{\n  url = "postgres://app:{PASSWORD}@db.shop.io/x"\n}}',
            'locals {\n  url = "postgres://app:${var.password}@db.shop.io/x"\n}\n\n' + VARIABLE % "password",
        ),
        (
            f'provider "gitlab" {{\n  token = "{TOKEN}"\n}}',
            'provider "gitlab" {\n  token = var.gitlab_token\n}\n\n' + VARIABLE % "gitlab_token",
        ),
        (
            f'variable "api_key" {{\n  type = string\n  default = "{KEY}"\n}}',
            'variable "api_key" {\n  type = string\n  sensitive = true\n}',
        ),
        (
            f'variable "api_key" {{\n  default = "{KEY}"\n  sensitive = true\n}}',
            'variable "api_key" {\n  sensitive = true\n}',
        ),
        (
            f'variable "api_key" {{\n  default   = "{KEY}"\n  sensitive = false\n}}',
            'variable "api_key" {\n  sensitive = true\n}',
        ),
        (f'terraform {{\n  backend "http" {{\n    password = "{PASSWORD}"\n  }}\n}}', None),
    ],
)
def test_repair(scanner: Scanner, before: str, after: str | None) -> None:
    assert _repaired(scanner, before) == ([after] if after else [])


def test_a_key_in_a_script_is_not_cut(scanner: Scanner) -> None:
    pem = build("{pem:RSA PRIVATE KEY}")
    alone = f'resource "a" "b" {{\n  key = <<EOF\n{pem}\nEOF\n}}'
    script = f'resource "a" "b" {{\n  user_data = <<EOF\ncat > /key\n{pem}\nEOF\n}}'
    assert _repaired(scanner, alone) == [
        'resource "a" "b" {\n  key = var.private_key\n}\n\n' + VARIABLE % "private_key"
    ]
    assert [rule for rule, *_ in _found(scanner, script)] == ["private-key"]
    assert _repaired(scanner, script) == []
