"""The hidden sheet by which a template is known: keys in column A, values in column B."""

KEY_SHEET = "_iku"
TEMPLATE = "iku-setda-bulanan"  # what kind of workbook it is
VERSION = "1"  # of the layout of newly made templates
KNOWN_VERSIONS = frozenset({VERSION})  # of the layouts that can still be read
INSTANSI = "Sekretariat Daerah Kabupaten Lumajang"
