"""What happened: every original as received. Append-only; a file once written is never changed."""
