"""`vllm serve MODEL --host H --port P …`: answers once it has `loaded` its model, as the real one does after minutes."""

import argparse
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import torch

from . import __version__


class Answers(BaseHTTPRequestHandler):
    model = ""

    def do_GET(self):
        texts = {"/health": "", "/version": json.dumps({"version": __version__}), "/v1/models": self.models()}
        text = texts.get(self.path)
        self.send_response(404 if text is None else 200)
        self.send_header("Content-Length", str(len(text or "")))
        self.end_headers()
        self.wfile.write((text or "").encode())

    def models(self):
        return json.dumps({"object": "list", "data": [{"id": self.model, "object": "model"}]})


def arguments():
    parser = argparse.ArgumentParser(prog="vllm")
    parser.add_argument("--version", "-v", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve")
    serve.add_argument("model_tag", nargs="?")
    serve.add_argument("--model")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    return parser.parse_known_args()[0]


def main():
    given = arguments()
    if not torch.cuda.is_available():
        raise SystemExit("RuntimeError: Failed to infer device type")
    time.sleep(float(os.environ.get("VLLM_STAND_IN_LOADS_SECONDS", "0")))
    Answers.model = given.model_tag or given.model or "facebook/opt-125m"
    ThreadingHTTPServer((given.host, given.port), Answers).serve_forever()


if __name__ == "__main__":
    main()
