"""Checking again: the same as from scratch, and nothing done twice."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.iac.support import matcher

from penmark.iac import Checked, Checker, Module
from penmark.iac.evaluate import Evaluator
from penmark.syntax.hcl import create
from penmark.syntax.hcl.adapter import HclTree
from penmark.text.document import Document
from penmark.text.span import Span

ADAPTER = create()
MATCHERS = [
    matcher('resources = ["aws_s3_bucket_acl"]\nwhere = { acl = "public-read" }\n'
            'without = [{ resource = "aws_s3_bucket_public_access_block", attribute = "bucket", same-as = "bucket",'
            ' where = { ignore_public_acls = true } }]'),
    matcher('each = "opening"\nwhere = { sources = { any = { covers = "networks:internet" } }, ports = { covers = "ports:sensitive" } }'),
    matcher('each = "statement"\nwhere = { actions = { any = { covers = "actions:every" } }, kind = "identity" }'),
    matcher('resources = ["aws_ebs_volume"]\nwhere = { encrypted = { absent = true } }'),
    matcher('resources = ["aws_db_instance"]\nwhere = { public = true }\n'
            'with = [{ resource = "aws_x", attribute = "db" }]'),
]  # fmt: skip
CHECKER = Checker(MATCHERS)

BLOCKS = [
    'resource "aws_s3_bucket" "b" {\n  bucket = "name"\n}\n',
    'resource "aws_s3_bucket_acl" "b" {\n  bucket = aws_s3_bucket.b.id\n  acl    = "public-read"\n}\n',
    'resource "aws_s3_bucket_acl" "c" {\n  bucket = "name"\n  acl    = local.acl\n}\n',
    'resource "aws_s3_bucket_public_access_block" "b" {\n  bucket             = aws_s3_bucket.b.bucket\n  ignore_public_acls = true\n}\n',
    'locals {\n  acl = "public-read"\n  all = var.all\n}\n',
    'variable "all" {\n  default = ["0.0.0.0/0"]\n}\n',
    'resource "aws_security_group_rule" "r" {\n  type        = "ingress"\n  from_port   = 22\n  to_port     = 22\n  protocol    = "tcp"\n  cidr_blocks = local.all\n}\n',
    'data "aws_iam_policy_document" "d" {\n  statement {\n    actions   = ["*"]\n    resources = ["*"]\n  }\n}\n',
    'resource "aws_organizations_policy" "p" {\n  content = data.aws_iam_policy_document.d.json\n}\n',
    'resource "aws_iam_policy" "p" {\n  policy = data.aws_iam_policy_document.d.json\n}\n',
    'resource "aws_ebs_volume" "v" {\n  size = 1\n}\n',
    'resource "aws_db_instance" "d" {\n  public = true\n}\n',
    'resource "aws_x" "x" {\n  db = aws_db_instance.d.id\n}\n',
]
WORDS = [
    "\n",
    "}",
    "{",
    '"',
    "b",
    "c",
    "x",
    "true",
    "false",
    "22",
    "private",
    "local.acl",
    "# ",
    "id",
    " = 1\n",
    "d",
]


class Session:
    """Two files that are edited and checked again and again."""

    def __init__(self, texts: list[str]) -> None:
        self.documents = [
            Document(f"{number}.tf", 1, "terraform", text.encode()) for number, text in enumerate(texts)
        ]
        self.trees: list[HclTree] = [ADAPTER.parse(document) for document in self.documents]
        self.module = self.build(None)
        self.checked: list[Checked] = [self.check(document.uri, None) for document in self.documents]

    def build(self, previous: Module | None) -> Module:
        bodies = {document.uri: tree.body for document, tree in zip(self.documents, self.trees, strict=True)}
        return Module.build(bodies, previous)

    def check(self, uri: str, previous: Checked | None) -> Checked:
        return CHECKER.check(self.module, uri, previous)

    def edit(self, number: int, span: Span, text: str) -> None:
        document = self.documents[number]
        self.documents[number] = document.edit([(span, text.encode())], document.version + 1)
        self.trees[number] = ADAPTER.parse(self.documents[number], self.trees[number])
        self.module = self.build(self.module)
        self.checked = [
            self.check(document.uri, before)
            for document, before in zip(self.documents, self.checked, strict=True)
        ]


def result(checked: Checked) -> object:
    return (
        [
            (
                part.offset,
                [(MATCHERS.index(m.matcher), m.span, m.values, m.confidence, m.steps) for m in part.matches],
            )
            for part in checked.parts
        ],
        checked.failures,
        checked.broken,
        checked.deep,
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(BLOCKS), max_size=12),
    st.lists(st.sampled_from(BLOCKS), max_size=6),
    st.lists(
        st.tuples(
            st.integers(0, 1), st.floats(0, 1), st.integers(0, 9), st.sampled_from([*WORDS, *BLOCKS, ""])
        ),
        max_size=12,
    ),
)
def test_incremental_is_as_from_scratch(
    one: list[str], other: list[str], edits: list[tuple[int, float, int, str]]
) -> None:
    session = Session(["\n".join(one), "\n".join(other)])
    for number, where, length, text in edits:
        size = len(session.documents[number].data)
        start = round(where * size)
        session.edit(number, Span(start, min(size, start + length)), text)
        scratch = Session([document.data.decode() for document in session.documents])
        assert [result(checked) for checked in session.checked] == [
            result(checked) for checked in scratch.checked
        ]


def test_an_edit_elsewhere_changes_the_answer() -> None:
    session = Session([BLOCKS[0] + BLOCKS[1], BLOCKS[3]])
    assert session.checked[0].parts == ()
    data = session.documents[1].data
    at = data.index(b"true")
    session.edit(1, Span(at, at + 4), "false")
    (part,) = session.checked[0].parts
    assert session.documents[0].data[part.offset :].startswith(b'resource "aws_s3_bucket_acl"')


def test_what_stays_is_the_same_object() -> None:
    session = Session([BLOCKS[10] + "\n" + BLOCKS[4] + BLOCKS[5] + BLOCKS[6], ""])
    before = session.checked[0].parts
    assert len(before) == 2
    asked: list[bytes] = []
    original = Evaluator.instances

    def counted(self: Evaluator, unit: object, address: str) -> object:
        asked.append(unit.text)
        return original(self, unit, address)  # type: ignore[arg-type]

    Evaluator.instances = counted  # type: ignore[method-assign,assignment]
    try:
        session.edit(0, Span(0, 0), "# a comment\n")
        assert asked == []
        after = session.checked[0].parts
        assert [part.matches is was.matches for part, was in zip(after, before, strict=True)] == [True, True]
        assert [part.offset - was.offset for part, was in zip(after, before, strict=True)] == [12, 12]
        # The step of the second leads to blocks before it: when they move away from it, it is told anew.
        at = session.documents[0].data.index(b'variable "all"')
        session.edit(0, Span(at, at), "\n\n")
        assert asked == []
        moved = session.checked[0].parts
        assert moved[0].matches is before[0].matches
        assert moved[1].matches is not before[1].matches
    finally:
        Evaluator.instances = original  # type: ignore[method-assign]


def test_a_rule_that_fails_is_said_and_the_others_go_on() -> None:
    def broken(place: object) -> bool:
        raise KeyError("x")

    failing = type(MATCHERS[3]).from_data(
        {"resources": ["aws_ebs_volume"], "python": "broken"}, lambda name: broken
    )
    checker = Checker([failing, MATCHERS[3]])
    document = Document("a.tf", 1, "terraform", BLOCKS[10].encode())
    made = Module.build({"a.tf": ADAPTER.parse(document).body})
    checked = checker.check(made, "a.tf")
    assert checked.failures == ((failing, "KeyError"),)
    assert [match.matcher for part in checked.parts for match in part.matches] == [MATCHERS[3]]
