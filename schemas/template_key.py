"""The hidden sheet by which a template is known: keys in column A, values in column B."""

KEY_SHEET = "_iku"
TEMPLATE = "iku-setda-bulanan"
VERSION = "1"
KNOWN_VERSIONS = frozenset({VERSION})
INSTANSI = "Sekretariat Daerah Kabupaten Lumajang"
