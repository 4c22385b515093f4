"""Backup, restore, export: what keeps a company's data when a machine is lost."""
