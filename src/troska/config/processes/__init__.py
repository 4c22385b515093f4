"""The parts of a running Troska: embedded database, web, worker, mail intake, and the supervisor over them."""
