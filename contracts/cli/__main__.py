"""`python -m contracts.cli`."""

import sys

from contracts.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
