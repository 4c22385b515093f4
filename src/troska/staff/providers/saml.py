"""SAML 2.0 by python3-saml, as strict as it can be; an optional part of the installation (`pip install troska[saml]`).

The answer of a provider is a form that the browser posts from there, without our cookies. It is kept for two minutes
under a ticket, and read when the browser comes back with its session: only in that session is it known what was asked.
"""

import base64
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from troska.core.errors import TroskaError
from troska.core.ids import new_code
from troska.staff.models import SignInProvider

LARGEST_ANSWER = 256 * 1024
_TICKET_SECONDS = 120
#: Longer than any assertion is valid for us.
_REMEMBERED_SECONDS = 24 * 3600
_EMAIL = (
    "email",
    "mail",
    "urn:oid:0.9.2342.19200300.100.1.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
)
_NAME = (
    "displayName",
    "name",
    "urn:oid:2.16.840.1.113730.3.1.241",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
)


class MetadataUnreadable(TroskaError):
    """What was pasted does not tell who the provider is, where it signs people in, and by which certificate."""

    code = "metadata_unreadable"
    message = _(
        "W tych metadanych nie ma wystawcy, adresu logowania (HTTP-Redirect) albo czytelnego certyfikatu podpisu."
    )


class AnswerRefused(Exception):
    """The provider's answer is not right in every point."""


def is_available() -> bool:
    """Say whether what SAML needs is installed."""
    return find_spec("onelogin") is not None and find_spec("xmlsec") is not None


def read_metadata(xml: str) -> dict[str, str]:
    """Give issuer, sso_url and certificates of a provider from its metadata. Raises MetadataUnreadable."""
    from cryptography.x509 import load_der_x509_certificate
    from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser as Parser

    try:
        idp = Parser.parse(xml.strip().encode())["idp"]
        found = idp.get("x509certMulti", {}).get("signing") or [idp["x509cert"]]
        certificates = ["".join(one.split()) for one in found]
        for one in certificates:
            load_der_x509_certificate(base64.b64decode(one, validate=True))
        issuer, address = str(idp["entityId"]).strip(), str(idp["singleSignOnService"]["url"])
    except Exception as error:  # whatever a stranger's document makes of the parser
        raise MetadataUnreadable from error
    if not certificates or not issuer or len(issuer) > 300 or urlsplit(address).scheme != "https":
        raise MetadataUnreadable
    return {"issuer": issuer, "sso_url": address, "certificates": "\n".join(certificates)}


def question(request: HttpRequest, row: SignInProvider) -> tuple[str, str]:
    """Give the address to send a person to, and the id of what it asks."""
    auth = _auth(request, row, {})
    return auth.login(return_to="", force_authn=request.user.is_authenticated), str(auth.get_last_request_id())


def our_metadata(request: HttpRequest, row: SignInProvider) -> str:
    """Give what the provider wants to know of us, as XML."""
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    told = OneLogin_Saml2_Settings(_settings(request, row), sp_validation_only=True).get_sp_metadata()
    return told.decode() if isinstance(told, bytes) else str(told)


def keep(answer: str) -> str:
    """Keep an answer until its browser fetches it; gives the ticket."""
    ticket = new_code()
    cache.set(f"saml:{ticket}", answer, _TICKET_SECONDS)
    return ticket


def claims(request: HttpRequest, row: SignInProvider, ticket: str, asked: str) -> Mapping[str, Any]:
    """Read the kept answer to what was asked. Raises AnswerRefused.

    Its signature, issuer, audience, recipient, times and question must be right, and it must not have come before.
    """
    key = f"saml:{ticket}"
    answer = cache.get(key)
    cache.delete(key)
    if not answer or not asked:
        raise AnswerRefused("there is no answer, or it was not asked for")
    auth = _auth(request, row, {"SAMLResponse": answer})
    try:
        auth.process_response(request_id=asked)
    except Exception as error:  # whatever a stranger's document makes of the library
        raise AnswerRefused("it cannot be read") from error
    if auth.get_errors() or not auth.is_authenticated() or not auth.get_nameid():
        raise AnswerRefused(str(auth.get_last_error_reason() or auth.get_errors()))
    if not cache.add(f"saml:seen:{row.pk}:{auth.get_last_assertion_id()}", 1, _REMEMBERED_SECONDS):
        raise AnswerRefused("it came before")
    attributes = auth.get_attributes() | auth.get_friendlyname_attributes()
    email = _first(attributes, _EMAIL)
    return {
        "sub": auth.get_nameid(),
        "email": email,
        # The provider is believed about the domains that the administrator gave it, and about no others.
        "email_verified": email.rpartition("@")[2].lower() in row.domains,
        "name": _first(attributes, _NAME),
    }


def _first(attributes: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(attributes[name][0]) for name in names if attributes.get(name)), "")


def _auth(request: HttpRequest, row: SignInProvider, post: Mapping[str, str]) -> Any:
    from onelogin.saml2.auth import OneLogin_Saml2_Auth

    here = urlsplit(request.build_absolute_uri(reverse("staff:saml-answer", args=[row.code])))
    told = {
        "https": "on" if here.scheme == "https" else "off",
        "http_host": here.netloc,
        "script_name": here.path,
        "get_data": {},
        "post_data": dict(post),
    }
    return OneLogin_Saml2_Auth(told, _settings(request, row))


def _settings(request: HttpRequest, row: SignInProvider) -> dict[str, Any]:
    certificates = row.certificates.split()
    return {
        "strict": True,
        "debug": False,
        "sp": {
            "entityId": request.build_absolute_uri(reverse("staff:saml-metadata", args=[row.code])),
            "assertionConsumerService": {
                "url": request.build_absolute_uri(reverse("staff:saml-answer", args=[row.code])),
                "binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
            },
            "NameIDFormat": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        },
        "idp": {
            "entityId": row.issuer,
            "singleSignOnService": {
                "url": row.sso_url,
                "binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
            },
            "x509certMulti": {"signing": certificates, "encryption": certificates[:1]},
        },
        "security": {
            "wantAssertionsSigned": True,
            "wantNameId": True,
            "wantAttributeStatement": False,
            "rejectDeprecatedAlgorithm": True,
            "allowSingleLabelDomains": True,  # as companies call their inner servers
            "requestedAuthnContext": False,
            "failOnAuthnContextMismatch": False,
        },
    }
