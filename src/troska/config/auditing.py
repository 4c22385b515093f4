"""`troska audit verify`: is the audit log whole, and as it was written?"""

from django.utils import translation

from troska.config import exits
from troska.staff.audit import verifying


def main() -> int:
    """Go through the whole chain and print what is wrong with it."""
    with translation.override("en"):  # as all commands speak
        verdict = verifying.verify()
    print(f"{verdict.sealed} entries are chained, {verdict.waiting} wait. Head: {verdict.head}")
    for fault in verdict.faults:
        print(f"WRONG  {fault}")
    print("The audit log is sound." if verdict.is_sound else "The audit log is not sound.")
    return exits.OK if verdict.is_sound else exits.FAILED
