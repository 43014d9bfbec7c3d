"""From the files of the inbox to the submissions that count. One file never stops the others; nothing is read twice."""
