"""The command line: each command reads what was typed, calls the steps, says what came of it. It computes nothing."""
