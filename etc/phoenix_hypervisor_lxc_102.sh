#!/usr/bin/env bash
# The application of container 102 in etc/phoenix_lxc_configs.json, as an example: copied to bin/, it runs inside the
# container after its features, as root, once for each content of this file. It may have been killed before.
set -Eeuo pipefail
umask 022

install -d /srv/status
cat >/srv/status/main.py <<'END'
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Status(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health" else 404)
        self.end_headers()


ThreadingHTTPServer(("", 8080), Status).serve_forever()
END
cat >/etc/systemd/system/status.service <<'END'
[Unit]
Description=Says that this container is well
After=network.target

[Service]
ExecStart=/usr/bin/python3 /srv/status/main.py
DynamicUser=yes
Restart=on-failure

[Install]
WantedBy=multi-user.target
END
systemctl daemon-reload
systemctl enable status.service
systemctl restart status.service
