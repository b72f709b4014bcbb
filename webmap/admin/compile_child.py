"""Compiles one definition and writes the frozen edition; run as a process of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from geo.files import write_whole


def main(slug: str, variant: str, target: str) -> int:
    """Compile, freeze, write; the last line of stderr says what went wrong."""
    from boundaries.edition.areas import (  # noqa: PLC0415 - the process starts sooner
        compile_edition,
    )
    from boundaries.edition.edition import to_document  # noqa: PLC0415 - as above
    from boundaries.errors import BoundaryError  # noqa: PLC0415 - as above
    from geo.errors import GeoError  # noqa: PLC0415 - as above

    try:
        edition = compile_edition(slug, variant)
    except (BoundaryError, GeoError) as fault:
        sys.stderr.write(" ".join(str(fault).split()) + "\n")
        return 1
    write_whole(Path(target), json.dumps(to_document(edition), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
