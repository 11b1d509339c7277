"""Pipelines: a workflow of GitHub Actions or an action, a pipeline of GitLab."""

from __future__ import annotations

from collections.abc import Iterator

from penmark.iac.dialect import DataDialect, resource
from penmark.syntax import config
from penmark.syntax.config import Unit, value_of
from penmark.text.span import Span


class GithubActions(DataDialect):
    """A workflow, or an action of one's own, is one resource."""

    name = "github-actions"

    def read(self, unit: Unit) -> Iterator[Unit]:
        """The workflow or the action."""
        if unit.block is not None and not unit.labels:
            kind = "workflow" if is_workflow(unit) else "action"
            yield resource(unit, kind, "", unit.block)


class GitlabPipeline(DataDialect):
    """A pipeline is one resource, and each of its jobs is another; `default` and `variables` are none."""

    name = "gitlab-ci"

    def read(self, unit: Unit) -> Iterator[Unit]:
        """The pipeline and its jobs."""
        if unit.block is None or unit.labels:
            return
        yield resource(unit, "pipeline", "", unit.block)
        for one in unit.block.attributes:
            if isinstance(one.value, config.Mapping) and _any_of(one.value, ("script", "trigger", "extends")):
                head = Span(one.start, one.name_end)
                yield resource(unit, "job", one.name, config.block_from(one.value, head=head))

    def shown(self, type_: str, name: str) -> str:
        """The job."""
        return f"the job {name}" if name else type_


def is_workflow(unit: Unit) -> bool:
    """Whether a document is a workflow of GitHub Actions."""
    if unit.labels or b"jobs" not in unit.text or unit.block is None:
        return False
    jobs = value_of(unit.block, "jobs")
    if value_of(unit.block, "on") is None or not isinstance(jobs, config.Mapping):
        return False
    return _any_entry(jobs, ("runs-on", "uses", "steps"))


def is_action(unit: Unit) -> bool:
    """Whether a document describes an action (`action.yml`)."""
    if unit.labels or b"runs" not in unit.text or unit.block is None:
        return False
    runs = value_of(unit.block, "runs")
    return isinstance(runs, config.Mapping) and value_of(runs, "using") is not None


def is_pipeline(unit: Unit) -> bool:
    """Whether a document is a pipeline of GitLab: it has jobs with scripts at the top, and something that only GitLab knows."""
    if unit.labels or b"script" not in unit.text or unit.block is None:
        return False
    block = unit.block
    if value_of(block, "on") is not None or value_of(block, "apiVersion") is not None:
        return False
    jobs = [one.value for one in block.attributes if isinstance(one.value, config.Mapping)]
    told = any(
        value_of(block, name) is not None
        for name in ("stages", "include", "default", "workflow", "before_script")
    )
    inside = any(
        value_of(job, name) is not None
        for job in jobs
        for name in ("stage", "rules", "only", "except", "artifacts")
    )
    return (told or inside) and any(value_of(job, "script") is not None for job in jobs)


def _any_entry(node: config.Mapping, names: tuple[str, ...]) -> bool:
    return any(isinstance(one.value, config.Mapping) and _any_of(one.value, names) for one in node.entries)


def _any_of(node: config.Mapping, names: tuple[str, ...]) -> bool:
    return any(value_of(node, name) is not None for name in names)
