"""`python -m penmark` is the same as the `penmark` command."""

from penmark.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
