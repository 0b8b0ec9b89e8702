"""The ``dua-arah`` command: everything an operator or a script does, beside a running server or without one.

JSON alone goes to standard output; what is said to people goes there too only where no ``--json`` was asked for, and logs go to
standard error. Bad input ends with exit code 2 and one sentence.
"""

from service.cli import folder, keeping, measuring, quality, running, suggesting, telling
from service.cli.base import main

__all__ = ["folder", "keeping", "main", "measuring", "quality", "running", "suggesting", "telling"]
