"""What is never shown idly: files that show who somebody is, words that open doors."""

from troska.conversations.sensitive.documents import is_identity_document
from troska.conversations.sensitive.words import MARK, Hiding, without_values

__all__ = ["MARK", "Hiding", "is_identity_document", "without_values"]
