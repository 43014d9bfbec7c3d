"""The three sentences of a finding, with the words to be filled in between braces."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Sentences:
    """What was seen (`message`), what was expected (`expected`, may be empty) and how to mend it (`advice`)."""

    message: str
    expected: str
    advice: str


def by_itself(sentence: str) -> str:
    """A sentence by itself: what is filled in stands in ⟨…⟩; `mirip`, a hint often absent, is left out."""
    return re.sub(r"\{(\w+)\}", lambda word: f"⟨{word[1].replace('_', ' ')}⟩", sentence.replace("{mirip}", ""))
