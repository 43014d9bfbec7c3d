"""How Prefect comes in: the flows, the server they need, and the schedules of `iku jalankan`.

Law of this room: Prefect is imported here alone, and never before its environment is set. `server` is a program of its
own and imports nothing of the project.
"""
