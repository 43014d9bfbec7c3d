"""Indeks Kepuasan Masyarakat: the IKM of one bagian (`rule`), then that of the Sekretariat Daerah (`setda`)."""
