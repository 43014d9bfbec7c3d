"""What the numbers mean: one rule, one module, named alike; each with its card.

Law of this room: pure Python and pandas, Decimal and half-up, no number in a formula. Every weight, maximum and cut is
a dated parameter of `register/`, with its reference. Nothing here touches a disk except the loader of the register.
"""
