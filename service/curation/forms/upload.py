"""The form that takes a file."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from service.web.forms import BaseForm


class UploadForm(BaseForm):
    """One file, of which a Markdown text is made."""

    file = FileField(
        _l("File"),
        description=_l("Word (.docx), PDF, Markdown (.md) or plain text (.txt), up to 4 MB."),
        validators=[FileRequired(_l("Choose a file."))],
    )
