"""What people mean by what stands in a cell: one notion, one place, for forms, reader, template, rules and findings.

Law of this room: a function takes text (or a number format) and says what it means, or that it means nothing certain;
it knows no cell and no form, and never raises on what people type. Whoever accepts something in another form than it
was written tells so with both forms.
"""
