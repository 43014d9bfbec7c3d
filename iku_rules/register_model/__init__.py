"""The register as one value: the shape of every file of `register/`, how the files are read, what refuses them.

The models of an indicator's parameters stand beside its rule; here they are only gathered.
"""
