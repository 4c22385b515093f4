"""Quoted history and signatures of a mail body, folded away line by line."""

from troska.channels.email.interpret.quotes.folding import Folded, fold

__all__ = ["Folded", "fold"]
