"""From a YAML source and a schema to plain data, or to problems in words a contributor knows."""

from __future__ import annotations

from typing import Any, TypeVar, get_args

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails

from .problem import Code, Problem, did_you_mean
from .yaml_source import YamlSource

M = TypeVar("M", bound=BaseModel)
Location = tuple[int | str, ...]


def validate(model: type[M], source: YamlSource, *, file: str) -> tuple[M | None, list[Problem]]:
    """Build a model from YAML.

    Parameters
    ----------
    model
        The schema.
    source
        What was read.
    file
        The path for messages.

    Returns
    -------
    tuple
        The model, or `None` where there are problems; and the problems, in the order of the file.
    """
    data: Any = {} if source.data is None else source.data
    try:
        # Strings are all that YAML gives here; a null is a key without a value: not given.
        return model.model_validate(_without_empty(data), strict=False), []
    except ValidationError as error:
        problems = [_problem(details, model, source, file) for details in error.errors()]
        return None, sorted(problems)


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_empty(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_empty(item) for item in value if item is not None]
    return value


def _problem(
    details: ErrorDetails, model: type[BaseModel], source: YamlSource, file: str
) -> Problem:
    location = tuple(part for part in details["loc"] if isinstance(part, int | str))
    line, column = source.place(location)
    key = _key(location)
    match details["type"]:
        case "extra_forbidden":
            code = Code.UNKNOWN_KEY
            message = f"There is no key “{location[-1]}”{_inside(location)}."
            advice = _right_key(str(location[-1]), _model_at(location[:-1], model))
        case "missing":
            code = Code.MISSING_KEY
            message = f"The key “{location[-1]}”{_inside(location)} is missing."
            advice = f"Add it: {_description(location, model)}"
        case kind:
            code = Code.INVALID_VALUE
            message = f"“{key}” {_complaint(kind, details)}."
            advice = _description(location, model)
    return Problem(file, line, column, code, message, advice)


def _complaint(kind: str, details: ErrorDetails) -> str:
    context = details.get("ctx", {})
    match kind:
        case "value_error":
            return str(context["error"])
        case "string_too_short" | "too_short":
            return "is empty"
        case "string_too_long":
            return f"is longer than {context['max_length']} characters"
        case "enum":
            return f"is neither of {context['expected'].replace(' or ', ', ')}"
        case "int_parsing" | "int_type" | "int_parsing_size":
            return "is not a whole number"
        case "greater_than_equal":
            return f"is less than {context['ge']}"
        case "date_from_datetime_parsing" | "date_parsing" | "date_from_datetime_inexact":
            return "is not a day of the calendar, written like 2024-04-09"
        case "url_parsing" | "url_scheme" | "url_type" | "url_too_long":
            return "is not a web address that begins with https:// or http://"
        case "string_type":
            return "must be a text: put it in quotes if it has a colon"
        case "tuple_type" | "list_type":
            return "must be a list, each item on a line of its own that begins with a hyphen"
        case "model_type" | "dict_type":
            return "must have keys of its own, on lines below it that begin with two spaces"
        case "float_parsing" | "less_than_equal":
            return f"is not a number in its range ({details['msg']})"
    return f"cannot be used ({details['msg']})"


def _key(location: Location) -> str:
    """Return the place of a value as people would say it: ``revisions 2: date``."""
    words = ""
    for part in location:
        if isinstance(part, int):
            words = f"{words or 'entry'} {part + 1}"
        else:
            words = f"{words}: {part}" if words else part
    return words or "front matter"


def _inside(location: Location) -> str:
    return f" in “{_key(location[:-1])}”" if len(location) > 1 else ""


def _model_at(location: Location, model: type[BaseModel]) -> type[BaseModel] | None:
    """Return the model that holds the value at a location."""
    current: type[BaseModel] | None = model
    for part in location:
        if isinstance(part, int):
            if current and issubclass(current, RootModel):  # a list of entries
                current = _model_in(current.model_fields["root"].annotation)
            continue
        field = current.model_fields.get(part) if current else None
        current = _model_in(field.annotation) if field else None
    return current


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


def _right_key(key: str, holder: type[BaseModel] | None) -> str:
    other = getattr(holder, "other_names", {}).get(key.casefold())
    return (
        f"It is called “{other}” here."
        if other
        else did_you_mean(key, holder.model_fields if holder else ())
    )


def _description(location: Location, model: type[BaseModel]) -> str:
    while location and isinstance(location[-1], int):
        location = location[:-1]
    holder = _model_at(location[:-1], model)
    field = holder.model_fields.get(str(location[-1])) if holder and location else None
    return (field.description or "") if field else ""
