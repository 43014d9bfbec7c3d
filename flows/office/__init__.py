"""The office: its settings, its workspace, the lock and the ledger in it. Everything but the inbox's files is opened here."""
