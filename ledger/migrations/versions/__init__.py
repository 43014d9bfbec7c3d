"""The steps, one module each, numbered. A step that was ever released is never changed."""
