"""A company's static page on a server of its own, with a policy as strict as a bank's: only the chat is let in."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html><html lang="pl"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width"><script async src="{home}/czat/troska.js" data-key="{key}"></script>
</head><body><h1>{title}</h1><p id="below">Buty trekkingowe Halny, 549 zł</p><input aria-label="Szukaj">
</body></html>"""


class Shop:
    """Serves `/`, and any other address, as a page of the shop; `home` is where Troska is."""

    def __init__(self, home: str, key: str) -> None:
        policy = f"default-src 'none'; script-src {home}; connect-src {home}; img-src {home}; base-uri 'none'"

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                title = "Koszyk" if "koszyk" in self.path else "Sklep"
                page = PAGE.format(home=home, key=key, title=title).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Close."""
        self._server.shutdown()
        self._server.server_close()
