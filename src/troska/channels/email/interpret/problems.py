"""Problems found while reading one mail, each code once, in the order they were met."""

MEANINGS = {
    "address_list_truncated": "A header names more addresses than are read.",
    "boundary_missing": "A multipart in which no delimiter occurs; its body is taken as text.",
    "boundary_wrong": "The delimiters are not the announced ones; those that occur were used.",
    "broken_base64": "Data called base64 is not; it is kept as it is, or as much as could be decoded.",
    "broken_encoded_word": "An RFC 2047 word without its end, or with damaged data.",
    "broken_quoted_printable": "Quoted-printable data with an equals sign that encodes nothing.",
    "charset_missing": "Text beyond ASCII without a character set; it was guessed.",
    "charset_unknown": "A character set that nobody knows; it was guessed.",
    "charset_wrong": "Text is not in the set it is said to be in; it was read by a better one.",
    "header_ended_early": "Text follows the header without an empty line.",
    "header_too_long": "A header line was cut.",
    "html_tangled": "The HTML would explode in a parser: show the text instead, and do not clean or parse the HTML.",
    "internal_error": "The mail could not be read at all: a defect of ours; the raw mail is kept.",
    "invalid_address": "A mailbox without an address that could receive mail.",
    "invalid_date": "The Date header can't be read, or lies in no plausible year.",
    "mbox_from_line": 'The mail begins with the "From " line of an mbox file.',
    "missing_date": "There is no Date.",
    "missing_final_boundary": "A multipart is not closed; the mail may be cut.",
    "missing_from": "There is no sender.",
    "missing_message_id": "There is no Message-ID.",
    "missing_subject": "There is no Subject.",
    "multiple_from": "There are several From headers; the first was taken. Treat the sender as unknown.",
    "nul_bytes": "NUL octets in text were left out.",
    "raw_8bit_header": "A header holds octets beyond ASCII that are not encoded.",
    "text_html_differ": "The text/plain and the text/html part say different things.",
    "text_truncated": "The text is longer than what is read.",
    "tnef_broken": "winmail.dat could not be read, or not to its end.",
    "too_deep": "Multiparts are nested deeper than is followed; the rest is one attachment.",
    "too_large": "The mail is larger than what is read; only its beginning is, without attachments.",
    "too_many_headers": "There are more headers than are read.",
    "too_many_parts": "There are more parts than are read.",
    "transfer_encoding_unknown": "An unknown Content-Transfer-Encoding; the data is kept as it is.",
}


class Problems:
    def __init__(self) -> None:
        self._codes: dict[str, None] = {}

    def add(self, code: str) -> None:
        """Note a problem; the code is one of MEANINGS."""
        self._codes[code] = None

    def codes(self) -> tuple[str, ...]:
        return tuple(self._codes)
