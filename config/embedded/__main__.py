"""`python -m config.embedded`: the supervisor. It imports no Django, so that it stays small."""

from config.embedded.up import main

raise SystemExit(main())
