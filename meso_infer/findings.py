"""What is wrong with a piece of JSON, where, and what is allowed there, one line a finding."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from meso_infer.errors import listed


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
    for one in error.errors(include_url=False):
        path, holder = _place(one["loc"], one["type"] == "missing", model, raw)
        where = joined(at, path)
        what = _what(one["type"], one["msg"], one["input"], one.get("ctx") or {}, holder)
        lines[f"{where}: {what}" if where else what] = None
    return list(lines)


def joined(at: str, path: Sequence[int | str]) -> str:
    """A path as people write it: ``'agenda[2].options'``."""
    for part in path:
        at += f"[{part}]" if isinstance(part, int) else (f".{part}" if at else part)
    return at


def shown(value: object) -> str:
    """A value as given, cut to sixty characters."""
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, (list, tuple)):
        return "a list"
    text = (
        {None: "null", True: "true", False: "false"}.get(value)
        if value is None or value is True or value is False
        else repr(value)
    )
    text = str(text)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _place(
    location: Sequence[int | str], is_missing: bool, annotation: Any, value: Any
) -> tuple[list[int | str], type[BaseModel] | None]:
    """Path in the data, without the tags that unions add to it, and the model that holds its end."""
    path: list[int | str] = []
    holder = _model_for(annotation, value)
    for position, part in enumerate(location):
        last = position == len(location) - 1
        if isinstance(value, Mapping) and part in value:
            inner = value[part]
        elif isinstance(value, (list, tuple)) and isinstance(part, int) and part < len(value):
            inner = value[part]
        elif last and is_missing:
            inner = None
        else:
            continue
        holder = _model_for(annotation, value)
        annotation, value = _inside(holder or annotation, part), inner
        path.append(part)
    return path, holder


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
    if kind in ("union_tag_invalid", "literal_error", "enum"):
        value = context.get("tag", given)
        allowed = context.get("expected_tags") or context.get("expected")
        return f"is {shown(value)}; allowed: {allowed}"
    if "error" in context:
        return str(context["error"]).rstrip(".")
    return f"{message[0].lower()}{message[1:]} (given: {shown(given)})"
