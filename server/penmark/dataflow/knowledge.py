"""The models of a language and its frameworks, read from the TOML files in `models/<language>/`.

A file may hold these tables; an unknown key is an error:

    [types]                        # what a name, an attribute or the value of a call really is: a path, or several
    "sqlite3.connect()" = "sqlite3.Connection()"
    [wellknown]                    # what a name that nothing in the file binds stands for: a path, or several
    request = "flask.request"
    [predefined]
    names = ["print"]              # what the language itself binds in every file
    [parameters]                   # what a parameter of this name is taken for if it has no annotation
    request = ["django.http.HttpRequest()"]
    [clean]
    types = ["int()"]              # instances of these carry no data that could do harm
    [exits]
    calls = ["sys.exit"]           # these do not return
    [same]                         # the value is the argument, or what a method is called on, in another form: a test of
    calls = ["os.path.realpath"]   # one is a test of the other
    methods = ["resolve"]
    [shared]                       # objects whose attributes are kept from one function to another
    objects = ["flask.g"]
    [[source]]                     # where data comes from outside
    paths = ["flask.request.args"] # or spellings, `~chat.completions.create()`, where no path is a source
    trust = "remote"               # "unknown": from outside as a rule, but a check may stand where it cannot be seen
    what = "the query string of the request"
    clears = ["url"]               # optional: marks that the data is clear of from the beginning
    [[propagate]]                  # the value of the call holds the data of these arguments; of methods: and of the receiver
    calls = ["base64.b64decode"]   # resolved paths, `*` for a component or a part of one
    methods = ["replace"]          # last names, where the receiver is of no type that `calls` knows
    arguments = ["0"]              # default: all
    [[sanitize]]                   # like propagate, and clears marks; `validates`: the argument counts as checked afterwards
    calls = ["shlex.quote"]
    clears = ["shell"]
    where = { … }                  # conditions as in rule pages
                                   # or: attributes = ["pathlib.Path().name"], reading one of these clears the marks
    [[guard]]                      # a true value of the call says that the data of the argument is free of these marks
    methods = ["isdigit"]
    argument = "self"
    clears = ["*"]
    compared = true                # instead: that the value of the call equals something says so
    refused = true                 # instead: that the value of the call is false says so
    attributes = ["urllib.parse.urlparse().hostname"]     # instead: that such a value is one of, or equals, something says so
                                                          # for all data of the same origin
    [[role]]                       # what methods of collections and strings do
    methods = ["get"]
    role = "get"                   # get values items keys copy mutate clean fold; of calls = ["dict"]: mapping numbered
    [[declared]]                   # a mapping with what a class declares as fields: data from outside, but for clean types
    paths = ["django.forms.Form().cleaned_data"]
    trust = "remote"
    what = "a field of the form"
    [[option]]                     # calls that declare an option of the program
    methods = ["add_argument"]
    objects = ["parse_args()"]     # what has these options as attributes or elements: paths, or how such end
    where = { … }                  # then its values are harmless, as they are if another table's conditions hold
    [[indirect]]                   # calls that call a function with arguments that they are given
    calls = ["threading.Thread"]
    methods = ["delay"]            # or: methods of functions, where the file has the function
    function = "1:target"          # the argument that is called; "self": what the method is called on
    arguments = "3:args"           # the tuple of its arguments; keywords = "4:kwargs": the mapping of its keyword arguments
    members = ["get"]              # with trust: these methods, where it is a class or an instance of one
    rest = 1                       # instead: all from this position on, and all keywords
    elements = true                # with rest: not these themselves, but what is in them
    trust = "remote"               # instead: a framework fills in all arguments, as in [[entry]] with skip, what, numeric
    [[entry]]                      # functions whose parameters a framework fills in
    decorators = ["flask.Flask().route", "~*.route"]      # or: functions = ["lambda_handler"], with *
                                                          # or: methods = ["get"] (`*`: all), bases = ["django.views.View"]
                                                          # (of any class without bases); or: injected alone, with such a parameter
    given = ["Exception"]          # only where a decorator is given one of these paths
    parameters = ["event"]         # names, or positions after self; default: all
    skip = 1                       # so many of the first are not meant
    trust = "remote"
    what = "a parameter of the route"
    numeric = ["<int:{name}>"]     # in the decorator's text, with *: the framework lets only what is harmless through
    injected = ["fastapi.Depends()"]   # a default of this path, or a note in the annotation: what the function gives that it names
    types = { "0" = ["…"] }        # what such a parameter is, instead of a source
    modules = ["django"]           # only in files that import one of these
    first = ["request"]            # only if the first parameter has one of these names
    signature = ["event", "context"]   # only if the parameters begin with these names, with *
    soft = true                    # only if nothing in the file calls the function
    except = ["exc*"]              # names of parameters, with *, that are not meant
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from penmark.dataflow.conditions import ArgumentSpec, Conditions
from penmark.dataflow.matchers import TRUST
from penmark.dataflow.patterns import Pattern, PatternIndex, components, stem
from penmark.dataflow.tables import DataError, Table
from penmark.dataflow.unbound import beginnings
from penmark.dataflow.values import NOTHING_CLEARED

ROLES = ("get", "values", "items", "keys", "copy", "mutate", "clean", "fold", "mapping", "numbered")
_MOST_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class SourceModel:
    """Where data comes from outside: its trust class ("" if unknown), what it is in words, and the marks that it is clear of."""

    trust: str
    what: str
    clears: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sanitizer:
    """Clears marks from the data of an argument, if the conditions hold."""

    argument: ArgumentSpec
    clears: frozenset[str]
    conditions: Conditions
    validates: bool


@dataclass(frozen=True, slots=True)
class GuardModel:
    """A truth value that clears marks from the data of an argument."""

    argument: ArgumentSpec
    clears: frozenset[str]
    conditions: Conditions
    compared: bool
    refused: bool


@dataclass(frozen=True, slots=True)
class CallModel:
    """All that is known of a call by one name."""

    propagates: tuple[ArgumentSpec, ...]
    sanitizers: tuple[Sanitizer, ...]
    guards: tuple[GuardModel, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Functions whose parameters a framework fills in."""

    decorators: tuple[Pattern, ...]
    functions: tuple[str, ...]
    methods: frozenset[str]
    bases: tuple[Pattern, ...]
    parameters: frozenset[str]
    skip: int
    trust: str
    what: str
    numeric: tuple[str, ...]
    injected: tuple[Pattern, ...]
    types: dict[str, tuple[str, ...]]
    modules: frozenset[str]
    first: frozenset[str]
    signature: tuple[str, ...]
    soft: bool
    excepted: tuple[str, ...]
    given: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Indirect:
    """A call that calls a function with arguments that it is given."""

    function: ArgumentSpec
    arguments: ArgumentSpec | None
    keywords: ArgumentSpec | None
    rest: int | None
    elements: bool
    trust: str
    what: str
    skip: int
    numeric: tuple[str, ...]
    members: tuple[str, ...]


_ANY = ArgumentSpec("*")
_SELF = ArgumentSpec("self")


class Models:
    """The models of one language. Raises DataError while it is read; knows of no file."""

    def __init__(self, files: Sequence[tuple[str, dict[str, object]]]) -> None:
        self.types: dict[str, tuple[str, ...]] = {}
        self.wellknown: dict[str, tuple[str, ...]] = {}
        self.predefined: set[str] = set()
        self.parameters: dict[str, tuple[str, ...]] = {}
        self.entries: list[Entry] = []
        self.method_roles: dict[str, str] = {}
        self.call_roles: dict[str, str] = {}
        self._clean: list[Pattern] = []
        self._exits: set[str] = set()
        self.members: set[str] = set()
        self.indirect: dict[str, Indirect] = {}
        self.indirect_methods: dict[str, Indirect] = {}
        self._attribute_clears: dict[str, frozenset[str]] = {}
        self.same_calls: set[str] = set()
        self.same_methods: set[str] = set()
        self.shared: set[str] = set()
        self.declared: dict[str, SourceModel] = {}
        self._declaring: set[str] = set()
        self._declared_names: dict[str, SourceModel] = {}
        self.options: dict[str, list[Conditions]] = {}
        self._optioned: tuple[str, ...] = ()
        self._sources: list[tuple[Pattern, SourceModel]] = []
        self.spelled: dict[str, list[tuple[Pattern, SourceModel]]] = {}
        self._calls: list[tuple[Pattern, object]] = []
        self._methods: dict[str, list[object]] = {}
        self._compared: list[tuple[Pattern, frozenset[str]]] = []
        for name, data in files:
            try:
                self._read(data)
            except DataError as error:
                raise DataError(f"{name}: {error}", error.key) from None
        self.begun = beginnings(self.predefined)
        self._source_index = PatternIndex(self._sources)
        self._call_index = PatternIndex(self._calls)
        self._clean_index = PatternIndex([(pattern, True) for pattern in self._clean])
        self._attribute_guards = PatternIndex(self._compared)
        self._known_types = self._collect_types()
        self._known_modules = self._collect_modules()
        self._call_memory: dict[str, CallModel | None] = {}
        self._source_memory: dict[str, SourceModel | None] = {}
        self._method_memory = {name: _call_model(rows, True) for name, rows in self._methods.items()}
        self.decorating = PatternIndex(
            (pattern, index) for index, entry in enumerate(self.entries) for pattern in entry.decorators
        )
        self.modules = frozenset(module for entry in self.entries for module in entry.modules)

    def _read(self, data: dict[str, object]) -> None:
        table = Table(data, "model")
        for path, target in table.mapping("types").items():
            self.types[path] = _paths(target, path)
        for name, target in table.mapping("parameters").items():
            self.parameters[name] = (*self.parameters.get(name, ()), *_paths(target, name))
        for name, target in table.mapping("wellknown").items():
            self.wellknown[name] = _paths(target, name)
        predefined = Table(table.mapping("predefined"), "predefined")
        self.predefined.update(predefined.texts("names"))
        predefined.finish()
        clean = Table(table.mapping("clean"), "clean")
        self._clean.extend(_patterns(clean.texts("types"), "clean"))
        clean.finish()
        exits = Table(table.mapping("exits"), "exits")
        self._exits.update(f"{path}()" for path in exits.texts("calls"))
        exits.finish()
        same = Table(table.mapping("same"), "same")
        self.same_calls.update(same.texts("calls"))
        self.same_methods.update(same.texts("methods"))
        same.finish()
        shared = Table(table.mapping("shared"), "shared")
        self.shared.update(shared.texts("objects"))
        shared.finish()
        for row in table.tables("source"):
            self._read_source(Table(row, "source"))
        for row in table.tables("declared"):
            self._read_declared(Table(row, "declared"))
        for row in table.tables("option"):
            self._read_option(Table(row, "option"))
        for row in table.tables("propagate"):
            self._read_propagate(Table(row, "propagate"))
        for row in table.tables("sanitize"):
            self._read_sanitize(Table(row, "sanitize"))
        for row in table.tables("guard"):
            self._read_guard(Table(row, "guard"))
        for row in table.tables("role"):
            role = Table(row, "role")
            name = role.choice("role", ROLES)
            self.method_roles.update(dict.fromkeys(role.texts("methods"), name))
            self.call_roles.update(dict.fromkeys(role.texts("calls"), name))
            role.finish()
        for row in table.tables("indirect"):
            self._read_indirect(Table(row, "indirect"))
        for row in table.tables("entry"):
            self._read_entry(Table(row, "entry"))
        table.finish()

    def _read_source(self, table: Table) -> None:
        model = _source_model(table)
        for pattern in _patterns(table.texts("paths"), "source"):
            if pattern.spelled:
                self.spelled.setdefault(pattern.last, []).append((pattern, model))
            else:
                self._sources.append((pattern, model))
        table.finish()

    def _read_declared(self, table: Table) -> None:
        model = _source_model(table)
        for path in table.texts("paths"):
            self.declared[path] = model
            owner, _, name = path.rpartition(".")
            self._declaring.add(owner.removesuffix("()"))
            self._declared_names.setdefault(name, model)
        table.finish()

    def _read_option(self, table: Table) -> None:
        self._optioned += table.texts("objects")
        conditions = Conditions(table)
        for method in table.texts("methods"):
            self.options.setdefault(method, []).append(conditions)
        table.finish()

    def _register(self, table: Table, model: object) -> None:
        for pattern in _patterns(table.texts("calls"), table.name):
            self._calls.append((pattern, model))
        for method in table.texts("methods"):
            self._methods.setdefault(method, []).append(model)
        table.finish()

    def _read_propagate(self, table: Table) -> None:
        specs = tuple(ArgumentSpec(text) for text in table.texts("arguments"))
        self._register(table, specs or (_ANY,))

    def _read_sanitize(self, table: Table) -> None:
        sanitizer = Sanitizer(
            ArgumentSpec(table.text("argument", "*")),
            frozenset(table.texts("clears")),
            Conditions(table),
            table.flag("validates"),
        )
        for path in table.texts("attributes"):
            self._attribute_clears[path] = sanitizer.clears
        self._register(table, sanitizer)

    def _read_guard(self, table: Table) -> None:
        clears = frozenset(table.texts("clears"))
        guard = GuardModel(
            ArgumentSpec(table.text("argument", "0")),
            clears,
            Conditions(table),
            table.flag("compared"),
            table.flag("refused"),
        )
        self._compared.extend((pattern, clears) for pattern in _patterns(table.texts("attributes"), "guard"))
        self._register(table, guard)

    def _read_indirect(self, table: Table) -> None:
        arguments, keywords, rest = table.text("arguments"), table.text("keywords"), table.number("rest")
        indirect = Indirect(
            ArgumentSpec(table.text("function")),
            ArgumentSpec(arguments) if arguments else None,
            ArgumentSpec(keywords) if keywords else None,
            None if rest is None else int(rest),
            table.flag("elements"),
            table.text("trust"),
            table.text("what"),
            int(table.number("skip") or 0),
            table.texts("numeric"),
            table.texts("members"),
        )
        self.members.update(indirect.members)
        self.indirect.update(dict.fromkeys(table.texts("calls"), indirect))
        self.indirect_methods.update(dict.fromkeys(table.texts("methods"), indirect))
        table.finish()

    def _read_entry(self, table: Table) -> None:
        entry = Entry(
            _patterns(table.texts("decorators"), "entry"),
            table.texts("functions"),
            frozenset(table.texts("methods")),
            _patterns(table.texts("bases"), "entry"),
            frozenset(table.texts("parameters")),
            int(table.number("skip") or 0),
            table.text("trust"),
            table.text("what"),
            table.texts("numeric"),
            _patterns(table.texts("injected"), "entry"),
            {name: _paths(target, name) for name, target in table.mapping("types").items()},
            frozenset(table.texts("modules")),
            frozenset(table.texts("first")),
            table.texts("signature"),
            table.flag("soft"),
            table.texts("except"),
            _patterns(table.texts("given"), "entry"),
        )
        table.finish()
        if entry.trust and entry.trust not in TRUST:
            raise DataError(f"entry: “{entry.trust}” is no trust class", "trust")
        self.entries.append(entry)

    def _collect_types(self) -> frozenset[str]:
        """Every path `X()` that stands before an attribute somewhere, or that a name is."""
        found: set[str] = set()
        names = [*self.types, *(pattern.text for pattern, _ in (*self._sources, *self._calls))]
        for name in names:
            position = name.find("().")
            while position >= 0:
                found.add(name[: position + 2])
                position = name.find("().", position + 2)
        for targets in self.types.values():
            found.update(target for target in targets if target.endswith("()"))
        return frozenset(found)

    def _collect_modules(self) -> frozenset[str]:
        """Every path that some name goes on from by an attribute."""
        found: set[str] = set()
        for name in (*self.types, *(pattern.text for pattern, _ in (*self._sources, *self._calls))):
            position = name.find(".", 1)
            while position >= 0:
                found.add(name[:position])
                position = name.find(".", position + 1)
        return frozenset(found)

    def canonical(self, path: str) -> tuple[str, ...]:
        """What a path really is: itself, or what `[types]` says."""
        return self.types.get(path) or (path,)

    def extend(self, paths: tuple[str, ...], suffix: str) -> tuple[str, ...]:
        """The paths with `.name`, `()` or `[]` put after each."""
        types = self.types
        if len(paths) == 1:
            path = paths[0] + suffix
            return types.get(path) or (path,)
        found: list[str] = []
        for path in paths:
            found.extend(types.get(path + suffix) or (path + suffix,))
        return tuple(dict.fromkeys(found))

    def knows_type(self, path: str) -> bool:
        """Whether the models say something of instances of this path."""
        return path in self._known_types

    def knows_module(self, path: str) -> bool:
        """Whether the models say something of what stands in the module or class of this path."""
        return path in self._known_modules

    def declared_as(self, name: str) -> SourceModel | None:
        """What a mapping of declared fields is that is read as this attribute."""
        return self._declared_names.get(name)

    def declares_fields(self, path: str) -> bool:
        """Whether the class of this path declares fields that come from outside."""
        return path in self._declaring

    def has_options(self, path: str) -> bool:
        """Whether what has this path has the options of the program as attributes or elements."""
        return path.endswith(self._optioned)

    def never_returns(self, path: str) -> bool:
        """Whether the value of this path is that of a call that does not return."""
        return path in self._exits

    def is_clean(self, path: str) -> bool:
        """Whether instances of this path carry no data that could do harm."""
        return any(
            pattern.matches_path(path) for pattern, _ in self._clean_index.of(stem(components(path)[-1]))
        )

    def source(self, path: str) -> SourceModel | None:
        """The source that this path is, if it is one."""
        memory = self._source_memory
        if path in memory:
            return memory[path]
        last = stem(components(path)[-1])
        found = next(
            (model for pattern, model in self._source_index.of(last) if pattern.matches_path(path)), None
        )
        if len(memory) >= _MOST_REMEMBERED:
            memory.clear()
        memory[path] = found
        return found

    def spelled_source(self, name: str, spelling: str) -> SourceModel | None:
        """The source that something is which is written like this and ends in this name."""
        rows = self.spelled.get(name, ())
        return next((model for pattern, model in rows if pattern.matches_spelling(spelling)), None)

    def call(self, path: str) -> CallModel | None:
        """What is known of a call of this path."""
        memory = self._call_memory
        if path in memory:
            return memory[path]
        last = stem(components(path)[-1])
        rows = [model for pattern, model in self._call_index.of(last) if pattern.matches_path(path)]
        found = _call_model(rows, False) if rows else None
        if len(memory) >= _MOST_REMEMBERED:
            memory.clear()
        memory[path] = found
        return found

    def method(self, name: str) -> CallModel | None:
        """What is known of a method by its name alone."""
        return self._method_memory.get(name)

    def attribute_clears(self, path: str) -> frozenset[str] | None:
        """The marks that reading the attribute of this path clears."""
        return self._attribute_clears.get(path)

    def attribute_guard(self, path: str) -> frozenset[str]:
        """The marks that go when a value of this path is found to be one of a list, or equal to something."""
        last = stem(components(path)[-1])
        marks = [marks for pattern, marks in self._attribute_guards.of(last) if pattern.matches_path(path)]
        return marks[0].union(*marks[1:]) if marks else NOTHING_CLEARED


def _source_model(table: Table) -> SourceModel:
    trust = table.text("trust")
    if trust not in (*TRUST, "unknown"):
        raise DataError(f"{table.name}: “{trust}” is no trust class", "trust")
    trust = "" if trust == "unknown" else trust
    return SourceModel(trust, table.text("what"), frozenset(table.texts("clears")))


def _call_model(rows: Sequence[object], method: bool) -> CallModel:
    propagates: list[ArgumentSpec] = []
    sanitizers: list[Sanitizer] = []
    guards: list[GuardModel] = []
    for row in rows:
        match row:
            case Sanitizer():
                sanitizers.append(row)
            case GuardModel():
                guards.append(row)
            case tuple():
                propagates.extend(row)
    if method and propagates:
        propagates.append(_SELF)
    return CallModel(tuple(propagates), tuple(sanitizers), tuple(guards))


def _paths(data: object, name: str) -> tuple[str, ...]:
    found = [data] if isinstance(data, str) else data
    if not isinstance(found, list) or not found or not all(isinstance(one, str) for one in found):
        raise DataError(f"“{name}” must be a path or a list of paths", name)
    return tuple(found)


def _patterns(texts: tuple[str, ...], name: str) -> tuple[Pattern, ...]:
    try:
        return tuple(Pattern(text) for text in texts)
    except ValueError as error:
        raise DataError(f"{name}: {error}", name) from None


@functools.cache
def models_for(language: str) -> Models:
    """The models of a language; empty for one that has none. Raises DataError."""
    folder = Path(__file__).parent / "models" / language
    files = sorted(folder.glob("*.toml"))
    return Models([(path.name, tomllib.loads(path.read_text(encoding="utf-8"))) for path in files])
