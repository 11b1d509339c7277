"""What the dialects beside Terraform make of their documents."""

from __future__ import annotations

import textwrap

import pytest

from penmark.iac.dialects import dialect_of
from penmark.iac.evaluate import Evaluator
from penmark.iac.module import Module
from penmark.iac.paths import find
from penmark.iac.values import Absent, Array, Known, Object, Unknown, Value
from penmark.syntax.adapter import ConfigAdapter, adapter_for
from penmark.text.document import Document


def module_of(text: str, language: str = "yaml") -> Module | None:
    adapter = adapter_for(language)
    assert isinstance(adapter, ConfigAdapter)
    document = Document("file:///m", 1, language, textwrap.dedent(text).encode())
    body = adapter.read(adapter.parse(document))
    dialect = dialect_of(language, body)
    return None if dialect is None else Module.build({document.uri: dialect.resources(body)}, None, dialect)


def plain(value: Value) -> object:
    match value:
        case Known():
            return value.value
        case Array():
            return [plain(item) for item in value.items] + ([] if value.complete else ["…"])
        case Object():
            return {name: plain(one) for name, one in value.entries.items()}
        case Absent():
            return "absent"
        case Unknown(pieces=pieces, refers=refers):
            shown = "".join("?" if piece is None else piece for piece in pieces)
            return ("?", *sorted(refers)) if refers else shown
    return value


def looked_up(text: str, type_: str, name: str, path: str, language: str = "yaml") -> object:
    made = module_of(text, language)
    assert made is not None
    (unit,) = made.ask(("resource", type_, name))
    (resource,) = Evaluator(made).instances(unit, f"{type_}.{name}")
    (found,) = find(resource, path.split("."), unit, resource.fields.head).found
    return plain(found.value)


# ---------------------------------------------------------------- which dialect


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("Resources:\n  A:\n    Type: AWS::S3::Bucket\n", "cloudformation"),
        ("apiVersion: v1\nkind: Pod\n", "kubernetes"),
        ("# x\n---\na: 1\n---\napiVersion: v1\nkind: Pod\n", "kubernetes"),
        ("services:\n  a:\n    image: b\n", "compose"),
        ("on: push\njobs:\n  a:\n    runs-on: b\n", "github-actions"),
        ("runs:\n  using: composite\n", "github-actions"),
        ("stages: [a]\nb:\n  script: c\n", "gitlab-ci"),
        ("b:\n  stage: test\n  script: [c]\n", "gitlab-ci"),
        ("a: 1\n", None),
        ("services:\n  a: 1\n", None),
        ("Resources:\n  - a\n", None),
        ("jobs:\n  a:\n    runs-on: b\n", None),
        ("kind: Cluster\nname: x\n", None),
        ("b:\n  script: c\n", None),
        ("- a\n", None),
        ("", None),
        ("Resources:\n  A:\n    Type: AWS::S3::Bucket\nservices:\n  a:\n    image: b\n", None),
    ],
)
def test_the_dialect_is_told_by_content(text: str, dialect: str | None) -> None:
    made = module_of(text)
    assert (None if made is None else made.dialect.name) == dialect


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ('{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}', "iam"),
        ('{"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}', "cloudformation"),
        ('{"apiVersion": "v1", "kind": "Pod"}', "kubernetes"),
        ('{"name": "x"}', None),
        ("[1]", None),
    ],
)
def test_json_too(text: str, dialect: str | None) -> None:
    made = module_of(text, "json")
    assert (None if made is None else made.dialect.name) == dialect


# ---------------------------------------------------------------- CloudFormation

TEMPLATE = """
Parameters:
  Stage: {Type: String, Default: prod}
  Free: {Type: String}
Mappings:
  Sizes:
    prod: {disk: 100}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  Other: {"Fn::Not": [{Condition: IsProd}]}
  Unsure: !Or [!Equals [!Ref Free, x], !Condition Other]
Resources:
  Key:
    Type: AWS::KMS::Key
  Never:
    Type: AWS::S3::Bucket
    Condition: Other
  It:
    Type: AWS::X::Y
    DeletionPolicy: Retain
    Properties:
      V: VALUE
"""


@pytest.mark.parametrize(
    ("value", "worth"),
    [
        ("1", 1),
        ("!Ref Stage", "prod"),
        ("{Ref: Stage}", "prod"),
        ("!Ref Free", "?"),
        ("!Ref AWS::Region", "?"),
        ("!Ref AWS::NoValue", "absent"),
        ("!Ref Key", ("?", "AWS::KMS::Key.Key")),
        ("!GetAtt Key.Arn", ("?", "AWS::KMS::Key.Key")),
        ("{'Fn::GetAtt': [Key, Arn]}", ("?", "AWS::KMS::Key.Key")),
        ("!Sub 'a-${Stage}-${AWS::Region}-${!x}'", "a-prod-?-${x}"),
        ("!Sub ['${a}', {a: !Ref Stage}]", "prod"),
        ("!Sub '${Key.Arn}/*'", ("?", "AWS::KMS::Key.Key")),
        ("!Join ['-', [a, !Ref Stage]]", "a-prod"),
        ("!Join ['-', [a, !Ref Free]]", "a-?"),
        ("!If [IsProd, yes it is, no]", "yes it is"),
        ("!If [Unsure, a, b]", "?"),
        ("!If [Unsure, a, a]", "a"),
        ("!FindInMap [Sizes, !Ref Stage, disk]", 100),
        ("!FindInMap [Sizes, test, disk]", "?"),
        ("!Select [1, [a, b]]", "b"),
        ("!Base64 x", "x"),
        ("!ImportValue x", "?"),
        ("{'Fn::ImportValue': x}", "?"),
        ("[!Ref Stage, 2]", ["prod", 2]),
    ],
)
def test_intrinsic_functions(value: str, worth: object) -> None:
    assert looked_up(TEMPLATE.replace("VALUE", value), "AWS::X::Y", "It", "V") == worth


def test_a_resource_has_properties_and_attributes_of_its_own() -> None:
    text = TEMPLATE.replace("VALUE", "1")
    assert looked_up(text, "AWS::X::Y", "It", "@DeletionPolicy") == "Retain"
    assert looked_up(text, "AWS::X::Y", "It", "DeletionPolicy") == "absent"
    assert looked_up(text, "AWS::KMS::Key", "Key", "EnableKeyRotation") == "absent"


def test_a_resource_whose_condition_does_not_hold_is_not_made() -> None:
    made = module_of(TEMPLATE.replace("VALUE", "1"))
    assert made is not None
    (unit,) = made.ask(("resource", "AWS::S3::Bucket", "Never"))
    assert list(Evaluator(made).instances(unit, "")) == []


# ---------------------------------------------------------------- Compose and anchors


def test_anchors_and_merges() -> None:
    text = """
    x-common: &common
      restart: always
      environment: &env
        A: 1
    services:
      web:
        <<: *common
        image: a
      worker:
        image: b
        environment:
          <<: [*env]
          B: 2
      secret:
        image: "${IMAGE:-c}"
        restart: !reset null
    """
    assert looked_up(text, "service", "web", "restart") == "always"
    assert looked_up(text, "service", "web", "environment.A") == 1
    assert looked_up(text, "service", "worker", "environment") == {"A": 1, "B": 2}
    assert looked_up(text, "service", "worker", "restart") == "absent"
    assert looked_up(text, "service", "secret", "image") == "?"


def test_anchors_that_lead_in_a_circle_are_not_known() -> None:
    text = "services:\n  a: &a\n    image: x\n    <<: *a\n"
    assert looked_up(text, "service", "a", "restart") in ("?", "absent")


# ---------------------------------------------------------------- Kubernetes


def test_objects_in_a_list() -> None:
    text = """
    apiVersion: v1
    kind: List
    items:
      - apiVersion: v1
        kind: Service
        metadata: {name: a}
        spec: {type: NodePort}
      - apiVersion: v1
        kind: Pod
        metadata: {name: b}
    """
    assert looked_up(text, "Service", "a", "spec.type") == "NodePort"
    made = module_of(text)
    assert made is not None
    assert len(made.ask(("resource", "Pod", "b"))) == 1


# ---------------------------------------------------------------- Dockerfiles

STAGES = """
ARG TAG=3.12
FROM python:${TAG} AS base
ARG HOME=/srv
USER app
WORKDIR $HOME
FROM base AS test
FROM test
"""


@pytest.mark.parametrize(
    ("type_", "name", "path", "worth"),
    [
        ("stage", "base", "image", "python:3.12"),
        ("stage", "base", "user", "app"),
        ("stage", "base", "based-on-stage", False),
        ("stage", "test", "based-on-stage", True),
        ("image", "2", "user", "app"),
    ],
)
def test_stages(type_: str, name: str, path: str, worth: object) -> None:
    assert looked_up(STAGES, type_, name, path, "dockerfile") == worth


# ---------------------------------------------------------------- Azure

BICEP = """
param open bool = true
param free string
var tls = 'TLS1_0'
resource store 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'st${free}'
  properties: {
    allowBlobPublicAccess: open ? true : false
    minimumTlsVersion: tls
    owner: other.id
  }
}
resource other 'a/b@1' existing = {
  name: 'x'
}
resource never 'a/c@1' = if (!open) {
  name: 'x'
}
"""


@pytest.mark.parametrize(
    ("path", "worth"),
    [
        ("name", "st?"),
        ("properties.allowBlobPublicAccess", True),
        ("properties.minimumTlsVersion", "TLS1_0"),
        ("properties.owner", ("?", "a/b.other")),
        ("properties.none", "absent"),
    ],
)
def test_bicep(path: str, worth: object) -> None:
    assert looked_up(BICEP, "Microsoft.Storage/storageAccounts", "store", path, "bicep") == worth


def test_bicep_conditions() -> None:
    made = module_of(BICEP, "bicep")
    assert made is not None
    (unit,) = made.ask(("resource", "a/c", "never"))
    assert list(Evaluator(made).instances(unit, "")) == []


ARM = """
{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "parameters": { "open": { "type": "bool", "defaultValue": true } },
  "variables": { "tls": "TLS1_0", "nested": { "a": [1] } },
  "resources": [
    { "type": "a/b", "apiVersion": "1", "name": "x", "properties": {
      "open": "[parameters('open')]", "tls": "[variables('tls')]", "more": "[concat('a')]", "text": "[[x]" } },
    { "type": "a/c", "apiVersion": "1", "name": "[variables('tls')]" }
  ]
}
"""


@pytest.mark.parametrize(
    ("path", "worth"),
    [
        ("properties.open", True),
        ("properties.tls", "TLS1_0"),
        ("properties.more", "?"),
        ("properties.text", "[[x]"),
    ],
)
def test_azure_templates(path: str, worth: object) -> None:
    assert looked_up(ARM, "a/b", "x", path, "json") == worth
