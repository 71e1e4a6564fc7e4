"""Knows the group `serve`: every way by which candidates sit at machines of their own.

Must not know what the ways do.
"""

from __future__ import annotations

from examcore.language import messages
from examcore.shell.deferred import defer
from examcore.shell.localized import group

msg = messages("examcore_tui")
serve = group("serve", msg("Let candidates sit at machines of their own: over SSH, in browsers."))
serve.add_command(
    defer("ssh", msg("Serve the rooms in PUBLISHED over SSH: the candidate number is the user, the PIN the password."),
          "examcore_tui.ssh.command:ssh")
)  # fmt: skip
serve.add_command(
    defer("web", msg("Let the candidates of PUBLISHED sit in browsers: sign-in page, TLS, coming back by itself."),
          "examcore_tui.web.command:web")
)  # fmt: skip
