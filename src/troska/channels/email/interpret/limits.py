"""Bounds on one mail; beyond them something is left out and a problem says so."""

RAW_BYTES = 50 * 1024 * 1024
OVERSIZE_PREFIX = 1024 * 1024  # what is read of a mail that is larger than RAW_BYTES
HEADERS = 1_000  # fields in one header block
HEADER_BYTES = 1024 * 1024  # all fields of one block together
HEADER_FIELD_BYTES = 64 * 1024
PARTS = 500
DEPTH = 30  # multiparts within multiparts
BOUNDARY = 250  # RFC 2046 says 70; longer ones are seen
ADDRESSES = 1_000  # in one header
MESSAGE_IDS = 200
TEXT_BYTES = 4 * 1024 * 1024  # of one text part before it is decoded
TEXT_CHARS = 1024 * 1024  # of the whole body
HTML_CHARS = 4 * 1024 * 1024
HTML_TO_TEXT_CHARS = 2 * 1024 * 1024
FILENAME_CHARS = 150
ATTACHED_FILES = 500  # in winmail.dat or as uuencoded blocks
