"""From what people wrote and a schema to plain data, or to what is wrong, in words they know."""

from collections.abc import Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from .messages import Complaint
from .problem import Problem
from .yaml_source import YamlSource

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")
Location = tuple[int | str, ...]

_MESSAGES = {
    "value-empty": "string_too_short too_short",
    "value-too-long": "string_too_long",
    "value-not-one-of": "enum literal_error",
    "value-not-whole": "int_parsing int_type int_parsing_size",
    "value-too-small": "greater_than_equal",
    "value-no-day": "date_from_datetime_parsing date_from_datetime_inexact date_parsing",
    "value-no-url": "url_parsing url_scheme url_type url_too_long",
    "value-no-text": "string_type",
    "value-no-list": "tuple_type list_type",
    "value-no-keys": "model_type dict_type",
    "value-out-of-range": "float_parsing less_than_equal",
}
"""Messages of the catalogue, and pydantic's types of errors that they stand for."""

_BY_TYPE = {kind: name for name, kinds in _MESSAGES.items() for kind in kinds.split()}


def validate(model: type[M], source: YamlSource) -> tuple[M | None, list[Problem]]:
    """Build a model from YAML, or none where there are problems; these in the file's order."""
    data = {} if source.data is None else source.data
    try:
        # Strings are all that YAML gives here; a null is a key without a value: not given.
        return model.model_validate(_without_empty(data)), []
    except ValidationError as error:
        return None, _problems(error, model, source)


def validate_list(model: type[M], source: YamlSource) -> tuple[tuple[M, ...], list[Problem]]:
    """Build models from a list in YAML, or none where there are problems."""
    if source.broken:
        return (), [source.broken]
    data = [] if source.data is None else source.data
    adapter: TypeAdapter[tuple[M, ...]] = TypeAdapter(tuple[model, ...])  # type: ignore[valid-type]
    try:
        return adapter.validate_python(_without_empty(data)), []
    except ValidationError as error:
        return (), _problems(error, model, source)


def read_value(kind: TypeAdapter[T], text: str) -> T:
    """Read a text as a value.

    It is a `Complaint` if it cannot be, to which the caller adds its `key` and `description`.
    """
    try:
        return kind.validate_python(text)
    except ValidationError as error:
        raise next(complaints(error))[1] from None


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_empty(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_empty(item) for item in value if item is not None]
    return value


def _problems(error: ValidationError, model: type[M], source: YamlSource) -> list[Problem]:
    found = complaints(error, model)
    return sorted(wrong.at(source.file, *source.place(location)) for location, wrong in found)


def complaints(
    error: ValidationError, model: type[BaseModel] | None = None
) -> Iterator[tuple[Location, Complaint]]:
    """Yield what is wrong, and where: the keys, and the numbers of items, that lead to it."""
    found = error.errors()
    # Of what follows from a mistake, pydantic speaks as well: a list whose only item is wrong is
    # too short, and a default is not made.
    lists = {details["loc"][:-1] for details in found}
    for details in found:
        follows = details["type"] == "too_short" and details["loc"] in lists
        if not follows and details["type"] != "default_factory_not_called":
            yield details["loc"], _complaint(details, model)


def _complaint(details: ErrorDetails, model: type[BaseModel] | None) -> Complaint:
    location, kind, context = details["loc"], details["type"], details.get("ctx", {})
    holder, field = _field(location, model)
    word = str(location[-1]) if location else ""
    inside = f" in “{_key(location[:-1])}”" if len(location) > 1 else ""
    if kind == "extra_forbidden":
        if other := getattr(holder, "other_names", {}).get(word.casefold()):
            return Complaint("key-called-otherwise", word=word, inside=inside, other=other)
        return Complaint(
            "key-unknown", word=word, inside=inside, known=getattr(holder, "model_fields", ())
        )
    description = (field and field.description) or ""
    if kind == "missing":
        return Complaint("key-missing", word=word, inside=inside, description=description)
    # Of a value that stands alone, the caller knows it.
    values = {"key": _key(location), "description": description} if location or model else {}
    if isinstance(error := context.get("error"), Complaint):
        return error.with_values(**values)
    context = {name: str(value).replace("'", "") for name, value in context.items()}
    return Complaint(
        _BY_TYPE.get(kind, "value-invalid"), reason=details["msg"], **values, **context
    )


def _key(location: Location) -> str:
    """Return the place of a value as people would say it: ``revisions 2: date``."""
    words = "" if location[:1] and isinstance(location[0], str) else "entry"
    for part in location:
        words += f" {part + 1}" if isinstance(part, int) else f": {part}"
    return words.removeprefix(": ") if location else "front matter"


def _field(
    location: Location, model: type[BaseModel] | None
) -> tuple[type[BaseModel] | None, FieldInfo | None]:
    """Return the model with the last key of a location, and the key's field if there is one."""
    field = None
    for name in (part for part in location if isinstance(part, str)):
        model = (field and _model_in(field.annotation)) or model
        fields = model.model_fields if model else {}
        field = {each.alias or key: each for key, each in fields.items()}.get(name)
    return model, field


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
