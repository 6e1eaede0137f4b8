"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


def semantic_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--semantic on|off|auto`: whether the extra takes part in joining stories."""
    return click.option(
        "--semantic",
        type=click.Choice(["on", "off", "auto"]),
        default="auto",
        show_default=True,
        help="Join stories by meaning too; auto: where the extra is installed.",
    )(command)
