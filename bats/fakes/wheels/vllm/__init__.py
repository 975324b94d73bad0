"""Stands for vLLM, of which a lab needs that it is imported, starts and answers."""

__version__ = "0.10.2"
