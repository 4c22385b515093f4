"""`troska doctor`, and the checks that need to know the environment; the other ones lie with their packages."""

from troska.config.doctor import backups, database, jobs, machine, parts, public, settings

__all__ = ["backups", "database", "jobs", "machine", "parts", "public", "settings"]
