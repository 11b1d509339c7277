"""The local phase: functions and classes."""

from __future__ import annotations

from collections.abc import Sequence

from penmark.dataflow import answers, entries, operations, validators
from penmark.dataflow.binding import Binder, is_dotted
from penmark.dataflow.bindings import Bindings
from penmark.dataflow.conditions import spelling
from penmark.dataflow.peers import head_names
from penmark.dataflow.results import ClassInfo, FunctionInfo, ParamInfo, Stored
from penmark.dataflow.unbound import Scope
from penmark.dataflow.values import (
    Flow,
    Param,
    Value,
    constant,
    join,
)
from penmark.syntax import code

_PROPERTIES = frozenset(("property", "cached_property", "getter", "abstractproperty"))


class Definer(Binder):
    """Executes definitions: a function is interpreted where it stands."""

    def _function(self, node: code.Function) -> bool:
        path = self.local_path(node.name)
        is_method = bool(self.owner) and self.function in ("", self.owner)
        decorators = [(self.value(one), spelling(one)) for one in node.decorators]
        if not is_method:
            self.env[node.name] = Value((path,))
        info = self._enter(node, path, is_method, decorators)
        self._run_body(info, node.params, node.body, is_method, decorators, node)
        return True

    def local_path(self, name: str) -> str:
        """The path of something that is defined here."""
        if self.function and self.function != self.owner:
            return f"{self.function}>{name}"
        return f"{self.owner}().{name}" if self.owner else f":{name}"

    def _enter(
        self, node: code.Function, path: str, is_method: bool, decorators: Sequence[tuple[Value, str]]
    ) -> FunctionInfo:
        params: list[ParamInfo] = []
        for param in node.params:
            default = self.value(param.default) if param.default is not None else None
            params.append(ParamInfo(param.name, param.kind, default))
        names = {written for _, written in decorators}
        bound = 1 if is_method and "staticmethod" not in names else 0
        is_property = any(name.rpartition(".")[2] in _PROPERTIES for name in names)
        returns = self.annotation(node.returns) if node.returns is not None else ()
        info = FunctionInfo(path, params, bound, is_property, self.part, "classmethod" in names, returns)
        if node.decorators:
            info.decorators = operations.decorated(self, node, path)
            info.head, info.node = head_names(node), node
        self.result.functions.append(info)
        return info

    def _run_body(
        self,
        info: FunctionInfo,
        params: Sequence[code.Param],
        body: Sequence[code.Stmt],
        is_method: bool,
        decorators: Sequence[tuple[Value, str]],
        node: code.Function,
    ) -> None:
        outer = (
            self.env,
            self.function,
            self.owner,
            self.globals,
            self._breaks,
            self._continues,
            self._single,
            self._nonlocals,
            self._overwritten,
            self.scope,
        )
        self.env = dict(self.env)
        self.scope = Scope(body, self.scope)
        self.left -= len(self.env) >> 3
        values: list[Value] = []
        for param in params:
            annotation = self.annotation(param.annotation) if param.annotation is not None else ()
            guessed = annotation or self.models.parameters.get(param.name, ())
            value = Value(guessed, (Flow(Param(info.path, param.name)),))
            if any(self.is_clean(path) for path in annotation):
                value = Value(annotation)
            values.append(value)
        if info.bound and values:
            is_class = info.is_classmethod or node.name in (
                "__new__",
                "__init_subclass__",
                "__class_getitem__",
            )
            values[0] = Value((self.owner if is_class else f"{self.owner}()",))
        values = entries.fill(self, node, info, params, values, decorators)
        for param, value in zip(params, values, strict=True):
            if self.chains:
                self._forget(param.name)
            self.env[param.name] = value
        self.function = info.path
        self.globals, self._nonlocals, self._overwritten = set(), set(), None
        self._breaks, self._continues, self._single = [], [], False
        info.answers = answers.places(self, decorators, node.decorators)
        self.functions.append(info)
        if self.block(body):
            validators.leave(self, info, constant(None))
        self.functions.pop()
        inner, shared = self.env, self._nonlocals
        (
            self.env,
            self.function,
            self.owner,
            self.globals,
            self._breaks,
            self._continues,
            self._single,
            self._nonlocals,
            self._overwritten,
            self.scope,
        ) = outer
        for name in shared:
            if name in inner:
                self.env[name] = join(self.env.get(name, inner[name]), inner[name])

    def define_lambda(self, node: code.Lambda) -> Value:
        """Interprets a function without a name where it stands."""
        path = f"{self.function or ':'}>lambda{self.part}_{node.start}"
        params = [
            ParamInfo(one.name, one.kind, self.value(one.default) if one.default is not None else None)
            for one in node.params
        ]
        info = FunctionInfo(path, params, 0, False, self.part)
        self.result.functions.append(info)
        outer, function = self.env, self.function
        self.env = dict(outer)
        for param in node.params:
            self.env[param.name] = Value((), (Flow(Param(path, param.name)),))
        self.function = path
        returned = self.value(node.body)
        info.returns.append(Stored(returned, self.part, node.body.start, node.body.end))
        self.env, self.function = outer, function
        return Value((path,))

    def super_value(self) -> Value:
        """The instance, seen as one of the bases of its class."""
        return Value(tuple(f"{base}()" for base in self._class_info(self.owner).bases))

    def _class(self, node: code.Class) -> bool:
        if self.function and self.function != self.owner:
            path = f"{self.function}>{node.name}"
        else:
            path = f"{self.owner}.{node.name}" if self.owner else f":{node.name}"
        self.define_class(node, path)
        if not node.body:
            return True
        outer = (self.env, self.owner, self.function)
        self.env = dict(self.env)
        before = dict(self.env)
        self.owner, self.function = path, path
        self.block(node.body)
        attributes = self._class_info(path).attributes
        for name, value in self.env.items():
            if before.get(name) is not value and not is_dotted(name):
                attributes[name] = value
        self.env, self.owner, self.function = outer
        return True

    def define_class(self, node: code.Class, path: str) -> None:
        """Notes the head of a class."""
        for decorator in node.decorators:
            self.value(decorator)
        bases: list[str] = []
        for argument in node.bases:
            value = self.value(argument.value)
            if argument.name is None:
                bases.extend(base for base in value.paths if base != path)
        known = self._class_info(path)
        methods = {statement.name for statement in node.body if isinstance(statement, code.Function)}
        classes = dict(self.bindings.classes)
        classes[path] = ClassInfo(path, tuple(bases), known.methods | methods, known.attributes)
        self.bindings = Bindings(self.bindings.names, classes, self.bindings.modules, open=self.bindings.open)
        self.result.classes[path] = classes[path]
        self.env[node.name] = Value((path,))

    def _class_info(self, path: str) -> ClassInfo:
        return self.bindings.classes.get(path) or ClassInfo(path)
