"""How a ledger comes from one version of the program to the next: run by `ledger.database`, in one transaction."""
