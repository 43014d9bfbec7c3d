"""What the numbers mean: one indicator, one folder, its rule with its card, and the model of its parameters beside it.

Law of this room: pure Python and pandas, Decimal and half-up, no number in a formula. Every weight, maximum and cut is
a dated parameter of `register/`, with its reference. A value is rounded where its rule says so (`Rounded`): in the last
step, and before it where the law sums rounded parts. Nothing here touches a disk except the loader of the register.
"""
