"""Where the office works: settings, workspace, its lock, its ledger, its health. No step of a month is taken here."""
