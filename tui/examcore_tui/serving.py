"""Knows the group `serve`: every way by which candidates sit at machines of their own.

Must not know what the ways do.
"""

from __future__ import annotations

import click

from examcore.language import messages
from examcore.shell.localized import group
from examcore_tui.ssh.command import ssh
from examcore_tui.web.command import web

msg = messages("examcore_tui")


def make_group() -> click.Group:
    """The group with its commands."""
    made = group("serve", msg("Let candidates sit at machines of their own: over SSH, in browsers."))
    made.add_command(ssh)
    made.add_command(web)
    return made
