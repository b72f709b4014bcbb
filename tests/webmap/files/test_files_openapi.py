"""Schemathesis drives the routes of files with a token, right and wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    ignored_auth,
    negative_data_rejection,
    positive_data_acceptance,
    unsupported_method,
)

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

EXAMPLES = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# Which bytes are a table cannot be said in a schema: what it lets through may be refused, and what
# it forbids may be a table. The token of every case is right, so none is refused for it.
NOT_ASKED = [positive_data_acceptance, negative_data_rejection, ignored_auth, unsupported_method]


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_files_keep_their_word(filing: ModuleType, tmp_path: Path, mode: GenerationMode) -> None:
    with filing.serving(tmp_path, access_log=False) as service:
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", service.app)
        header = {**service.bearer(), "Accept-Encoding": "identity"}
        sent = 0
        for found in schema.include(path_regex="^/files").get_all_operations():
            operation = found.ok()

            @EXAMPLES
            @given(case=operation.as_strategy(generation_mode=mode))
            def run(case: schemathesis.Case) -> None:
                nonlocal sent
                sent += 1
                case.call_and_validate(headers=header, excluded_checks=NOT_ASKED)

            try:
                run()
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE
        assert sent > 20
