"""The jobs of a pipeline of GitLab."""

from __future__ import annotations

from tests.iac.test_dialects import looked_up, module_of


def test_the_jobs_of_a_pipeline_are_resources() -> None:
    text = "stages: [a]\ndefault:\n  image: b\ntest:\n  script: [c]\nx: {extends: test}\nvariables: {A: b}\n"
    assert looked_up(text, "job", "test", "script") == ["c"]
    assert looked_up(text, "job", "x", "extends") == "test"
    assert looked_up(text, "pipeline", "", "default.image") == "b"
    made = module_of(text)
    assert made is not None
    assert len(made.ask(("resource", "job"))) == 2
