"""`troska doctor`, and the checks that need to know the environment; the other ones lie with their packages."""

from troska.config.doctor import database, jobs, machine, parts, public, settings

__all__ = ["database", "jobs", "machine", "parts", "public", "settings"]
