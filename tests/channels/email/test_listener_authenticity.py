"""Mail handed over by LMTP is believed as far as the named server's verdict goes."""

import pytest
from django.test import override_settings
from tests import given

from troska.channels import actions
from troska.conversations.models import Authenticity, Channel

FAILED = [("Authentication-Results", "mx.firma.example; dmarc=fail header.from=poczta.example")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("named", "verdict"),
    [("mx.firma.example", Authenticity.FAILED), ("mx.inna.example", Authenticity.UNKNOWN), ("", Authenticity.UNKNOWN)],
)
def test_the_verdict_of_the_configured_server_counts(named: str, verdict: str) -> None:
    given.inbox()
    listener = actions.add_account(channel=Channel.EMAIL, name="LMTP")
    with override_settings(TROSKA_LMTP_AUTHSERV_ID=named):
        message = given.arrived(given.mail(extra=FAILED), account=listener)
    assert message.authenticity == verdict
