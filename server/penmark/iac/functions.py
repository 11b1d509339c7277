"""Terraform's functions over values, as far as security depends on them. Where a function or an operand is not known, so is the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from penmark.iac.operators import number, truth
from penmark.iac.values import (
    Absent,
    Array,
    Encoded,
    Known,
    Object,
    Unknown,
    Value,
    influenced,
    text_of,
)

Thunk = Callable[[], Value]
Function = Callable[[Sequence[Value]], Value]

_ITEMS = 1024


def call(name: str, arguments: Sequence[Value]) -> Value:
    """The value of `name(arguments)`."""
    function = _FUNCTIONS.get(name.removeprefix("core::"))
    if function is None or not arguments:
        return unresolved(name, arguments)
    result = function(arguments)
    for argument in arguments:
        if isinstance(result, Unknown | Known):
            result = influenced(result, argument)
        elif argument.refers:
            result = replace(result, refers=result.refers | argument.refers)
    return result


def unresolved(name: str, arguments: Sequence[Value]) -> Value:
    """The value of a call that cannot be worked out."""
    result: Value = Unknown()
    for argument in arguments:
        result = influenced(result, argument)
    return result


def _is_null(value: Value) -> bool:
    return isinstance(value, Absent) or (isinstance(value, Known) and value.value is None)


def _items(value: Value) -> tuple[tuple[Value, ...], bool]:
    """The items of a sequence, and whether these are all."""
    if isinstance(value, Array):
        return value.items, value.complete
    return (), False


def _concat(arguments: Sequence[Value]) -> Value:
    items: list[Value] = []
    complete = True
    for argument in arguments:
        more, all_ = _items(argument)
        items += more
        complete = complete and all_
    return Array(tuple(items[:_ITEMS]), complete and len(items) <= _ITEMS)


def _merge(arguments: Sequence[Value]) -> Value:
    entries: dict[str, Value] = {}
    complete = True
    for argument in arguments:
        if isinstance(argument, Object):
            if not argument.complete:
                # Any of the entries so far may be replaced by one that is not known.
                entries = {}
            entries.update(argument.entries)
            complete = complete and argument.complete
        elif not _is_null(argument):
            entries, complete = {}, False
    return Object(entries, complete)


def _lookup(arguments: Sequence[Value]) -> Value:
    if len(arguments) < 2 or not isinstance(arguments[0], Object):
        return Unknown()
    mapping, key = arguments[0], text_of(arguments[1])
    if key is None:
        return Unknown()
    found = mapping.get(key)
    if isinstance(found, Absent):
        return arguments[2] if len(arguments) > 2 else Unknown()
    return found


def _element(arguments: Sequence[Value]) -> Value:
    items, complete = _items(arguments[0])
    index = number(arguments[1]) if len(arguments) > 1 else None
    if not complete or not items or index is None or index < 0:
        return Unknown()
    return items[int(index) % len(items)]


def _same(arguments: Sequence[Value]) -> Value:
    return arguments[0]


def _to_set(arguments: Sequence[Value]) -> Value:
    items, complete = _items(arguments[0])
    kept: list[Value] = []
    seen: set[str] = set()
    for item in items:
        text = text_of(item)
        if text is None or text not in seen:
            kept.append(item)
        if text is not None:
            seen.add(text)
    return Array(tuple(kept), complete)


def _compact(arguments: Sequence[Value]) -> Value:
    items, complete = _items(arguments[0])
    return Array(tuple(item for item in items if not _is_null(item) and text_of(item) != ""), complete)


def _flatten(arguments: Sequence[Value]) -> Value:
    flat: list[Value] = []
    complete = True
    waiting = [arguments[0]]
    while waiting and len(flat) < _ITEMS:
        value = waiting.pop()
        if isinstance(value, Array):
            complete = complete and value.complete
            waiting += reversed(value.items)
        elif isinstance(value, Unknown):
            complete = False
        else:
            flat.append(value)
    return Array(tuple(flat), complete and not waiting)


def _coalesce(arguments: Sequence[Value]) -> Value:
    for argument in arguments:
        if _is_null(argument) or text_of(argument) == "":
            continue
        return argument
    return Unknown()


def _coalescelist(arguments: Sequence[Value]) -> Value:
    for argument in arguments:
        if isinstance(argument, Array) and argument.complete and not argument.items:
            continue
        return argument
    return Unknown()


def _try(arguments: Sequence[Value]) -> Value:
    """The first that is known; what is Unknown may be an error, or a value."""
    first = arguments[0]
    return first if not isinstance(first, Unknown | Absent) else Unknown()


def _format(arguments: Sequence[Value]) -> Value:
    pattern = arguments[0].value if isinstance(arguments[0], Known) else None
    if not isinstance(pattern, str):
        return Unknown()
    rest = list(arguments[1:])
    pieces: list[str | None] = []
    position = 0
    while True:
        at = pattern.find("%", position)
        if at < 0:
            pieces.append(pattern[position:])
            break
        pieces.append(pattern[position:at])
        verb = pattern[at + 1 : at + 2]
        if verb == "%":
            pieces.append("%")
        elif verb in ("s", "d", "v") and rest:
            value = rest.pop(0)
            pieces += value.pieces if isinstance(value, Unknown) else (text_of(value),)
        else:
            return Unknown()
        position = at + 2
    return _text(pieces)


def _join(arguments: Sequence[Value]) -> Value:
    separator = text_of(arguments[0])
    if separator is None or len(arguments) < 2:
        return Unknown()
    pieces: list[str | None] = []
    for argument in arguments[1:]:
        items, complete = _items(argument)
        if not complete:
            return Unknown()
        for item in items:
            pieces += ([separator] if pieces else []) + list(
                item.pieces if isinstance(item, Unknown) else (text_of(item),)
            )
    return _text(pieces)


def _text(pieces: Sequence[str | None]) -> Value:
    known = [piece for piece in pieces if piece is not None]
    return Known("".join(known)) if len(known) == len(pieces) else Unknown(pieces=tuple(pieces))


def _split(arguments: Sequence[Value]) -> Value:
    if len(arguments) != 2:
        return Unknown()
    separator, text = text_of(arguments[0]), text_of(arguments[1])
    if not separator or text is None:
        return Unknown()
    return Array(tuple(Known(part, origin=arguments[1].origin) for part in text.split(separator)[:_ITEMS]))


def _on_text(change: Callable[[str], str]) -> Function:
    def function(arguments: Sequence[Value]) -> Value:
        text = text_of(arguments[0])
        return Unknown() if text is None or len(arguments) != 1 else Known(change(text))

    return function


def _trim(change: Callable[[str, str], str]) -> Function:
    def function(arguments: Sequence[Value]) -> Value:
        texts = [text_of(argument) for argument in arguments]
        if len(texts) != 2 or texts[0] is None or texts[1] is None:
            return Unknown()
        return Known(change(texts[0], texts[1]))

    return function


def _replace(arguments: Sequence[Value]) -> Value:
    texts = [text_of(argument) for argument in arguments]
    if len(texts) != 3 or texts[0] is None or texts[1] is None or texts[2] is None:
        return Unknown()
    text, old, new = texts[0], texts[1], texts[2]
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        return Unknown()
    return Known(text.replace(old, new))


def _length(arguments: Sequence[Value]) -> Value:
    value = arguments[0]
    if isinstance(value, Array) and value.complete:
        return influenced(Known(len(value.items)), value)
    if isinstance(value, Object) and value.complete:
        return influenced(Known(len(value.entries)), value)
    text = text_of(value)
    return Unknown() if text is None else Known(len(text))


def _contains(arguments: Sequence[Value]) -> Value:
    if len(arguments) != 2:
        return Unknown()
    items, complete = _items(arguments[0])
    wanted = text_of(arguments[1])
    texts = [text_of(item) for item in items]
    if wanted is None:
        return Unknown()
    if wanted in texts:
        return Known(True)
    return Known(False) if complete and None not in texts else Unknown()


def _keys(arguments: Sequence[Value]) -> Value:
    value = arguments[0]
    if not isinstance(value, Object):
        return Unknown()
    return Array(tuple(Known(name) for name in sorted(value.entries)), value.complete)


def _values(arguments: Sequence[Value]) -> Value:
    value = arguments[0]
    if not isinstance(value, Object):
        return Unknown()
    return Array(tuple(value.entries[name] for name in sorted(value.entries)), value.complete)


def _zipmap(arguments: Sequence[Value]) -> Value:
    if len(arguments) != 2:
        return Unknown()
    (keys, all_keys), (values, all_values) = _items(arguments[0]), _items(arguments[1])
    names = [text_of(key) for key in keys]
    if not all_keys or not all_values or len(keys) != len(values):
        return Unknown()
    return Object(
        {name: value for name, value in zip(names, values, strict=True) if name is not None},
        None not in names,
    )


def _json_encode(arguments: Sequence[Value]) -> Value:
    return Encoded(arguments[0])


def _json_decode(arguments: Sequence[Value]) -> Value:
    return arguments[0].inner if isinstance(arguments[0], Encoded) else Unknown(refers=arguments[0].refers)


def _tobool(arguments: Sequence[Value]) -> Value:
    holds = truth(arguments[0])
    return Unknown() if holds is None else Known(holds)


def _tonumber(arguments: Sequence[Value]) -> Value:
    size = number(arguments[0])
    return Unknown() if size is None else Known(size)


def _extreme(choose: Callable[[list[float]], float]) -> Function:
    def function(arguments: Sequence[Value]) -> Value:
        sizes = [number(argument) for argument in arguments]
        known = [size for size in sizes if size is not None]
        return Known(choose(known)) if len(known) == len(sizes) else Unknown()

    return function


def _one(arguments: Sequence[Value]) -> Value:
    items, complete = _items(arguments[0])
    return items[0] if complete and len(items) == 1 else Unknown()


def _quantified(deciding: bool) -> Function:
    def function(arguments: Sequence[Value]) -> Value:
        items, complete = _items(arguments[0])
        truths = [truth(item) for item in items]
        if deciding in truths:
            return Known(deciding)
        return Known(not deciding) if complete and None not in truths else Unknown()

    return function


_FUNCTIONS: dict[str, Function] = {
    "alltrue": _quantified(False),
    "anytrue": _quantified(True),
    "coalesce": _coalesce,
    "coalescelist": _coalescelist,
    "compact": _compact,
    "concat": _concat,
    "contains": _contains,
    "distinct": _to_set,
    "element": _element,
    "flatten": _flatten,
    "format": _format,
    "join": _join,
    "jsondecode": _json_decode,
    "jsonencode": _json_encode,
    "keys": _keys,
    "length": _length,
    "lookup": _lookup,
    "lower": _on_text(str.lower),
    "max": _extreme(max),
    "merge": _merge,
    "min": _extreme(min),
    "nonsensitive": _same,
    "one": _one,
    "replace": _replace,
    "sensitive": _same,
    "sort": _same,
    "split": _split,
    "title": _on_text(str.title),
    "tobool": _tobool,
    "tolist": _same,
    "tomap": _same,
    "tonumber": _tonumber,
    "toset": _to_set,
    "tostring": _same,
    "trim": _trim(lambda text, letters: text.strip(letters)),
    "trimprefix": _trim(str.removeprefix),
    "trimspace": _on_text(str.strip),
    "trimsuffix": _trim(str.removesuffix),
    "try": _try,
    "upper": _on_text(str.upper),
    "values": _values,
    "zipmap": _zipmap,
}
