"""Stands for PyTorch: it sees the GPUs whose nodes this container has."""

import glob

__version__ = "2.8.0"


class cuda:
    @staticmethod
    def device_count():
        return len(glob.glob("/dev/nvidia[0-9]*"))

    @staticmethod
    def is_available():
        return cuda.device_count() > 0
