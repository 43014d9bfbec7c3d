"""The order of the steps: settings, intake, consolidation, schedules and the command line.

Law of this room: a step takes values and gives values; only here is decided what comes after what. Prefect appears in
`flows`, `engine` and `jadwal` alone, and the steps can be called without it.
"""
