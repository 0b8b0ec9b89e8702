"""What measurements look like: the same sections as text on a console and as one HTML file that needs nothing else."""

from service.cli.report.html import as_html
from service.cli.report.text import as_text
from service.cli.report.values import Bars, Curves, Page, Section, Table

__all__ = ["Bars", "Curves", "Page", "Section", "Table", "as_html", "as_text"]
