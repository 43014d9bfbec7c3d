"""From the files of the inbox to the submissions that count. One file never stops the others; what was
read once is read again only under other rules.
"""
