"""Files that show who somebody is: identity documents, known by how people call them. They are never shown idly.

Whoever opens one leaves a line in the audit log.
"""

import re

from troska.core.folding import fold

#: Words of file names, folded (without Polish letters), as customers and phones give them.
_DOCUMENTS = re.compile(
    r"dowod(?:u|em|y|ow)?[ _-]*(?:osobist|os\b|tozsam)|(?:^|[^a-z])dowod(?:[^a-z]|$)|paszport|passport|prawo[ _-]*jazdy"
    r"|driving[ _-]*licen|legitymacj|identity[ _-]*card|id[ _-]?card|karta[ _-]*pobytu|pesel|selfie[ _-]*z[ _-]*dow"
    r"|akt[ _-]*(?:urodzenia|zgonu|malzenstwa)"
)
#: What a proof of purchase is called in Polish, which is no identity document.
_PURCHASE = re.compile(r"dowod\w*[ _-]*(?:zakup|wplat|nadan|dostaw|rejestrac|kasow)")


def is_identity_document(filename: str) -> bool:
    """Say whether the name of a file says that it shows an identity document."""
    name = fold(filename)
    return bool(_DOCUMENTS.search(name)) and not _PURCHASE.search(name)
