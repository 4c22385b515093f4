"""The socket that the web server listens on."""

import socket

from troska.config.environment import BadSetting, Environment


def listen(settings: Environment, *, at_once: bool = True) -> socket.socket:
    """The listening socket; raises BadSetting when the port cannot be had.

    Not at once: it has the port, and connections are refused until the server begins to accept.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        if at_once:
            listening.listen(2048)
    except OSError as error:
        listening.close()
        raise BadSetting(
            f"Cannot listen on {settings.host} port {settings.port} ({error.strerror}). "
            "Choose another by PORT, for example: PORT=8001"
        ) from error
    listening.set_inheritable(True)
    return listening
