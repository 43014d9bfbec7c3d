"""A month: templates, answers, consolidation, locking, history. What was signed is shown again, never rewritten."""
