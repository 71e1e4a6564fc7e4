"""Knows that `python -m examcore` is the command `examcore`.

Must not know anything else.
"""

from examcore.shell.main import main

if __name__ == "__main__":
    main()
