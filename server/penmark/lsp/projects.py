"""Which settings and rules a document is checked with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from penmark.settings import Settings, load, override, under_policy
from penmark.workspace.baseline import Baseline, BaselineError, read_baseline, relative_path
from penmark.workspace.context import Contexts
from penmark.workspace.discovery import leads_out
from penmark.workspace.project import Project


class Projects:
    """The projects of the workspace: one for each folder whose settings differ. Loaded when first needed."""

    def __init__(self) -> None:
        self._roots: list[Path] = []
        self._initial: Mapping[str, object] = {}
        self._overrides: Mapping[str, object] = {}
        self._told: frozenset[str] = frozenset()
        self._trusted = True
        self.forget()

    def forget(self) -> None:
        """Read everything again when it is next needed: a file has changed."""
        self._by_folder: dict[Path | None, Project] = {}
        self._loaded: dict[Path | None, list[Project]] = {}
        self._contexts: dict[Project, Contexts] = {}
        self._baselines: dict[Project, Baseline | None] = {}
        self._errors: dict[str, None] = {}

    def copy(self) -> Projects:
        """The same projects, of which another thread may load more."""
        other = Projects()
        other._roots = list(self._roots)
        other._trusted = self._trusted
        other._initial, other._overrides = self._initial, self._overrides
        other._by_folder = dict(self._by_folder)
        other._loaded = {root: list(projects) for root, projects in self._loaded.items()}
        other._baselines = dict(self._baselines)
        return other

    @property
    def roots(self) -> Sequence[Path]:
        """The folders of the workspace."""
        return self._roots

    def set_roots(self, roots: Sequence[Path]) -> None:
        """The folders of the workspace are now these."""
        self._roots = list(dict.fromkeys(roots))
        self.forget()

    def set_trusted(self, trusted: bool) -> None:
        """Whether rule pages and baselines of the workspace are read."""
        self._trusted = trusted
        self.forget()

    def set_initial(self, overrides: Mapping[str, object]) -> None:
        """What the client set with its first message; what it sets later goes over it."""
        self._initial = self._overrides = overrides
        self.forget()

    def set_overrides(self, overrides: Mapping[str, object]) -> bool:
        """The client's settings are now these. Whether they differ from before."""
        merged = {**self._initial, **overrides}
        if merged == self._overrides:
            return False
        self._overrides = merged
        self.forget()
        return True

    def of(self, folder: Path | None) -> Project:
        """The project of the files in `folder`; None: of a document that is no file."""
        project = self._by_folder.get(folder)
        if project is None:
            project = self._by_folder[folder] = self._load(folder)
        return project

    def new_errors(self) -> Sequence[str]:
        """What of the settings and rules cannot be used and was not so before."""
        fresh = [error for error in self._errors if error not in self._told]
        self._told = frozenset(self._errors)
        return fresh

    def contexts(self, project: Project) -> Contexts:
        """What the documents of a project have to be read together with."""
        if project not in self._contexts:
            self._contexts[project] = Contexts(project.root, project.settings.max_file_size)
        return self._contexts[project]

    def look_again(self) -> None:
        """Files that are no settings have changed on disk."""
        for contexts in self._contexts.values():
            contexts.forget()

    def baseline(self, project: Project) -> Baseline | None:
        """The findings that are known and not shown."""
        return self._baselines.get(project)

    def known(self, project: Project, path: Path | None) -> frozenset[str]:
        """The fingerprints of the findings in the file at `path` that the project's baseline has."""
        baseline = self._baselines.get(project)
        return (
            frozenset()
            if baseline is None or path is None
            else baseline.known.get(relative_path(path, baseline.folder), frozenset())
        )

    def _load(self, folder: Path | None) -> Project:
        root = self._root_of(folder)
        if root is None:
            # Outside of the workspace nobody has said that the folder's files may be trusted with settings.
            settings, errors = override(Settings(rules=()), self._overrides)
            settings, more = under_policy(settings)
            settings, errors = replace(settings, rules=()), (*errors, *more)
        else:
            settings, errors = load(root, self._overrides, folder)
            if not self._trusted:
                settings = replace(settings, rules=(), baseline="")
        self._errors.update(dict.fromkeys(str(error) for error in errors))
        loaded = self._loaded.setdefault(root, [])
        for project in loaded:
            if project.settings == settings:
                return project
        project = Project(root or Path.home(), settings)
        self._errors.update(dict.fromkeys(problem.message for problem in project.problems))
        self._baselines[project] = self._baseline(project)
        loaded.append(project)
        return project

    def _root_of(self, folder: Path | None) -> Path | None:
        """The innermost folder of the workspace around `folder`; for no file the first one."""
        if folder is None:
            return self._roots[0] if self._roots else None
        around = [root for root in self._roots if folder == root or root in folder.parents]
        return max(around, key=lambda root: len(root.parts), default=None)

    def _baseline(self, project: Project) -> Baseline | None:
        settings = project.settings
        if not settings.baseline:
            return None
        path = (settings.folder / settings.baseline).absolute()
        if not path.is_relative_to(project.root) or leads_out(path, project.root):
            self._errors[f"the baseline {settings.baseline} is outside of the workspace"] = None
            return None
        try:
            return read_baseline(path)
        except BaselineError as error:
            self._errors[str(error)] = None
            return None
