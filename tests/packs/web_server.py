"""A static web server on this machine, with ranges or without, that can break off."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class WebServer:
    """Serves `files` (name → bytes). After `breaks_after` bytes it gives no more."""

    def __init__(self):
        self.files, self.ranges, self.sent, self.breaks_after = {}, True, 0, None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.answer(self)

            def log_message(self, *_words):
                """Quietly."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def url(self, name):
        return f"http://127.0.0.1:{self.server.server_port}/{name}"

    def answer(self, request):
        body = self.files.get(request.path[1:])
        if body is None:
            request.send_error(404)
            return
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers.get("Range", ""))
        if not self.ranges or wanted is None:
            request.send_response(200)
            part = body
        else:
            start, end = int(wanted[1]), min(int(wanted[2]), len(body) - 1)
            part = body[start : end + 1]
            request.send_response(206)
            request.send_header("Content-Range", f"bytes {start}-{end}/{len(body)}")
        if self.breaks_after is not None and self.sent + len(part) > self.breaks_after:
            request.close_connection = True
            return
        request.send_header("Content-Length", str(len(part)))
        request.end_headers()
        request.wfile.write(part)
        self.sent += len(part)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
