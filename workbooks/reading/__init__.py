"""A file as handed in, read in this order: `preflight`, `worker`, `reader`, `kiriman`.

Law of this room: a file is opened only in a worker that can be stopped, nothing in it is changed or guessed, and
whatever is wrong with it becomes a finding. Nothing of what we write ourselves is imported here.
"""
