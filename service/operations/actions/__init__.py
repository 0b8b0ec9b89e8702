"""What whoever runs an installation does: look within a deadline, keep a copy, bring one back."""

from service.operations.actions.archive import BadArchive
from service.operations.actions.backup import NothingToKeep, backup
from service.operations.actions.restore import Refused, Report, Target, restore
from service.operations.actions.watch import Watch

__all__ = ["BadArchive", "NothingToKeep", "Refused", "Report", "Target", "Watch", "backup", "restore"]
