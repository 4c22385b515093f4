"""How a process says by its exit status why it ended, for the supervisor and for scripts."""

OK = 0
FAILED = 1
TEMPORARY = 75  # EX_TEMPFAIL: trying again later may help (the database does not answer yet)
CONFIGURATION = 78  # EX_CONFIG: a person must change something first
