"""Entry of `iku` and of `python -m flows`. Kept light: worker processes import this module too."""

import sys


def main() -> None:
    """Run the command line and end with its exit code."""
    from flows.cli.app import run_command

    sys.exit(run_command(sys.argv[1:]))


if __name__ == "__main__":
    main()
