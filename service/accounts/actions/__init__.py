"""What people do with their accounts: ask for a code, redeem it, begin and end sessions; and what admins do with roles.

Nothing here commits; moments are arguments.
"""

from service.accounts.actions.codes import (
    TooManyTries,
    forget_old_tries,
    issue_link,
    link_owner,
    redeem_code,
    redeem_link,
    request_code,
)
from service.accounts.actions.identities import NotAdmitted, admit, unlink
from service.accounts.actions.people import (
    change_preferences,
    disable,
    enable,
    ensure_user,
    grant,
    mark_demo,
    revoke,
)
from service.accounts.actions.sessions import session_row, sign_in, sign_out, sign_out_everywhere

__all__ = [
    "NotAdmitted",
    "TooManyTries",
    "admit",
    "change_preferences",
    "disable",
    "enable",
    "ensure_user",
    "forget_old_tries",
    "grant",
    "issue_link",
    "link_owner",
    "mark_demo",
    "redeem_code",
    "redeem_link",
    "request_code",
    "revoke",
    "session_row",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "unlink",
]
