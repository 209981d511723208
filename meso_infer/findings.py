"""What is wrong with a piece of JSON, where, and what is allowed there, one line a finding."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from meso_infer.errors import listed, shortened, wrong_size

LONGEST_NAME = 120
"""Of a field, as it stands in a finding; longer ones are cut."""


def findings(error: ValidationError, model: Any, raw: object, at: str = "") -> list[str]:
    """Say each thing that a validation found as ``'path: what is wrong and what is allowed'``.

    Parameters
    ----------
    error : pydantic.ValidationError
        From validating `raw` against `model`.
    model : a pydantic model, or a type made of such
    raw : the JSON data
    at : str
        Path of `raw` in the whole document.
    """
    lines: dict[str, None] = {}
    found = error.errors(include_url=False)
    for one in found:
        if one["type"] == "too_short" and any(
            len(other["loc"]) > len(one["loc"]) and other["loc"][: len(one["loc"])] == one["loc"]
            for other in found
        ):
            # Its entries that are wrong were not counted; what is wrong with them is said already.
            continue
        path, holder = _place(one["loc"], one["type"] == "missing", model, raw)
        where = joined(at, path)
        what = _what(one["type"], one["msg"], one["input"], one.get("ctx") or {}, holder)
        lines[f"{where}: {what}" if where else what] = None
    return list(lines)


def joined(at: str, path: Sequence[int | str]) -> str:
    """A path as people write it: ``'agenda[2].options'``; one line, whatever its names hold."""
    for part in path:
        if isinstance(part, int):
            at += f"[{part}]"
        else:
            name = part if part.isprintable() and len(part) <= LONGEST_NAME else shortened(part)
            at += f".{name}" if at else name
    return at


def shown(value: object) -> str:
    """A value as given, cut to sixty characters."""
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, (list, tuple)):
        return "a list"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return shortened(value)


def _place(
    location: Sequence[int | str], is_missing: bool, annotation: Any, value: Any
) -> tuple[list[int | str], type[BaseModel] | None]:
    """Path in the data, without the tags that unions add, and the model that holds its end."""
    path: list[int | str] = []
    holder = _model_for(annotation, value)
    for position, part in enumerate(location):
        last = position == len(location) - 1
        if _holds(value, part):
            inner = value[part]
        elif last and is_missing:
            inner = None
        else:
            continue
        holder = _model_for(annotation, value)
        annotation, value = _inside(holder or annotation, part), inner
        path.append(part)
    return path, holder


def _holds(value: object, part: int | str) -> bool:
    if isinstance(value, (list, tuple)):
        return isinstance(part, int) and part < len(value)
    return isinstance(value, Mapping) and part in value


def _alternatives(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _alternatives(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for one in get_args(annotation):
            yield from _alternatives(one)
    else:
        yield annotation


def _model_for(annotation: Any, value: object) -> type[BaseModel] | None:
    """The model, among those an annotation allows, that a value is meant as."""
    models = [
        one
        for one in _alternatives(annotation)
        if isinstance(one, type) and issubclass(one, BaseModel)
    ]
    if not models or not isinstance(value, Mapping):
        return None
    for model in models:
        kind = model.model_fields.get("kind")
        if kind is not None and kind.default == value.get("kind"):
            return model
    return max(models, key=lambda model: len(set(_names(model)) & set(value)))


def _inside(annotation: Any, part: int | str) -> Any:
    """Annotation of one member of a model or container."""
    for one in _alternatives(annotation):
        if isinstance(one, type) and issubclass(one, BaseModel):
            for name, field in one.model_fields.items():
                if part == (field.alias or name):
                    return field.annotation
        elif get_origin(one) in (dict, Mapping):
            return get_args(one)[1]
        elif get_origin(one) in (list, tuple):
            return get_args(one)[0]
    return None


def _names(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


_MUST_BE = {
    "string_type": "text",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number that can be worked with",
    "float_parsing": "a number",
    "finite_number": "a number that can be worked with",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "timezone_aware": "a time with its zone, such as 2026-03-02T10:00:00Z",
    "datetime_from_date_parsing": "a time, such as 2026-03-02T10:00:00Z",
    "datetime_parsing": "a time, such as 2026-03-02T10:00:00Z",
}
_BOUNDS = {
    "greater_than": ("above", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("below", "lt"),
    "less_than_equal": ("at most", "le"),
}


def _what(
    kind: str,
    message: str,
    given: object,
    context: Mapping[str, Any],
    holder: type[BaseModel] | None,
) -> str:
    if kind == "extra_forbidden":
        allowed = f"; allowed: {listed(_names(holder), 'and')}" if holder is not None else ""
        return f"is not a known field{allowed}"
    if kind == "missing":
        return "is missing"
    if kind == "union_tag_not_found":
        return "has no 'kind'"
    if kind == "union_tag_invalid":
        return f"kind is {shown(context['tag'])}; allowed: {context['expected_tags']}"
    if kind == "literal_error":
        return f"is {shown(given)}; allowed: {context['expected']}"
    if kind in _MUST_BE:
        return f"is {shown(given)}; it must be {_MUST_BE[kind]}"
    if kind in _BOUNDS:
        word, key = _BOUNDS[kind]
        return f"is {shown(given)}; it must be {word} {context[key]:,g}"
    if (size := wrong_size(kind, context)) is not None:
        return size
    if "error" in context:
        return str(context["error"]).rstrip(".")
    return f"{message[0].lower()}{message[1:]} (given: {shown(given)})"
