"""The whole catalogue: code -> sentences."""

from schemas.catalogue import across, content, file, template, value
from schemas.catalogue.sentences import Sentences

CATALOGUE: dict[str, Sentences] = {
    **file.SENTENCES,
    **template.SENTENCES,
    **value.SENTENCES,
    **content.SENTENCES,
    **across.SENTENCES,
}
