"""`python -m troska` is the `troska` command."""

import sys

from troska.config.command import main

if __name__ == "__main__":
    sys.exit(main())
