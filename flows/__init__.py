"""The order of the steps: office, intake, month, orchestration and the command line, each above the one before.

Law of this room: a step takes values and gives values; only here is decided what comes after what. Prefect appears in
`orchestration` alone, and the steps can be called without it.
"""
